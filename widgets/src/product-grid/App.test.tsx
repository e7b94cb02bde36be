import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, expect, test } from "vitest";
import { scriptedHost } from "../shared/bridge/scriptedHost";
import { sampleListing } from "../shared/listing/sample";
import { App } from "./App";
import type { ListingPage, ListingSummary } from "./contract";

afterEach(cleanup);

function item(id: string, change: Partial<ListingSummary> = {}): ListingSummary {
  return sampleListing({ id, title: `Piece ${id}`, ...change });
}

function page(items: ListingSummary[], change: Partial<ListingPage> = {}): ListingPage {
  const interpretation = { words: "mug", understood: [], relaxed: [], corrected: [], alternatives: [] };
  const facets = { category: {}, materials: {}, colors: {}, price: null };
  return { items, total: items.length, facets, interpretation, next_cursor: null, ...change };
}

const answer = (structuredContent: unknown) => ({ structuredContent });

test("while the model still writes the request, the shopper sees what is looked for", () => {
  const { host } = scriptedHost({ input: { query: "blue mu" } });
  render(<App host={host} />);
  expect(screen.getByRole("status").textContent).toContain("blue mu");
});

test("a card says title, price, shop, rating and when it can be had", () => {
  const late = item("a", { made_to_order: true, lead_days: 5 });
  const { host } = scriptedHost({ result: answer(page([late, item("b", { in_stock: false })])) });
  render(<App host={host} />);
  const [first, second] = screen.getAllByRole("button");
  for (const words of ["Piece a", "£42.00", "Oak & Iron, Leeds", "Rated 4.8 out of 5", "Made to order · 5 days"]) {
    expect(first?.textContent).toContain(words);
  }
  expect(second?.textContent).toContain("Out of stock");
});

test("what was understood, corrected, loosened and could be meant instead is shown", () => {
  const interpretation: ListingPage["interpretation"] = {
    words: "mug",
    understood: [{ kind: "max_price", label: "up to £20.00", source: "query" }],
    corrected: ["mugg → mug"],
    relaxed: ["in stock"],
    alternatives: ["near Portland, Maine, US"],
  };
  const { host } = scriptedHost({ result: answer(page([item("a")], { interpretation })) });
  const { container } = render(<App host={host} />);
  for (const words of ["up to £20.00", "mugg → mug", "loosened: in stock", "also mean: near Portland, Maine"]) {
    expect(container.textContent).toContain(words);
  }
});

test("nothing found says so and what to try", () => {
  const { host } = scriptedHost({ result: answer(page([])) });
  render(<App host={host} />);
  expect(screen.getByRole("heading").textContent).toBe("Nothing here matches “mug”");
});

test("show more repeats the search with the cursor and appends each piece once", async () => {
  const next = page([item("b"), item("c")], { total: 3 });
  const { host, asked } = scriptedHost(
    { input: { query: "mug", max_price: 20 }, result: answer(page([item("a"), item("b")], { total: 3, next_cursor: "p2" })) },
    [answer(next)],
  );
  render(<App host={host} />);
  fireEvent.click(screen.getByText("Show more"));
  await screen.findByText("Piece c");
  expect(asked.calls).toEqual([{ name: "search_listings", args: { query: "mug", max_price: 20, cursor: "p2" } }]);
  expect(screen.getAllByText("Piece b")).toHaveLength(1);
  expect(screen.queryByText("Show more")).toBeNull();
});

test("when more cannot be fetched the pieces stay and the reason is told", async () => {
  const { host } = scriptedHost(
    { input: {}, result: answer(page([item("a")], { total: 2, next_cursor: "p2" })) },
    [{ isError: true, content: [{ type: "text", text: "The cursor is too old. Search again." }] }],
  );
  render(<App host={host} />);
  fireEvent.click(screen.getByText("Show more"));
  await screen.findByText("The cursor is too old. Search again.");
  expect(screen.getByText("Piece a")).toBeTruthy();
});

test("a card opens its piece in place, and back returns to the same card", async () => {
  const piece = sampleListing({ id: "a", title: "Piece a", description: "Oiled by hand." });
  const { host, asked } = scriptedHost({ result: answer(page([item("a"), item("b")])) }, [answer(piece)]);
  render(<App host={host} />);
  fireEvent.click(screen.getByText("Piece a"));
  await screen.findByText("Oiled by hand.");
  expect(asked.calls).toEqual([{ name: "get_listing", args: { listing_id: "a" } }]);
  expect(asked.kept).toEqual({ opened: "a" });
  fireEvent.click(screen.getByText("Back to results"));
  expect(document.activeElement?.textContent).toContain("Piece a");
});

test("a piece that was open before a reload is open again", async () => {
  const { host } = scriptedHost(
    { result: answer(page([item("a")])) },
    [answer(sampleListing({ description: "Oiled by hand." }))],
    { opened: "a" },
  );
  render(<App host={host} />);
  await screen.findByText("Oiled by hand.");
});

test("where widgets may call no tools, a card asks in the conversation instead", () => {
  const state = { canCallTools: false, result: answer(page([item("a")], { next_cursor: "p2" })) };
  const { host, asked } = scriptedHost(state);
  render(<App host={host} />);
  expect(screen.queryByText("Show more")).toBeNull();
  fireEvent.click(screen.getByText("Piece a"));
  expect(asked.messages).toEqual(["Show me more about listing a."]);
});

test("a stopped search can be run again", async () => {
  const { host, asked } = scriptedHost({ input: { query: "mug" }, cancelled: true }, [answer(page([item("a")]))]);
  render(<App host={host} />);
  fireEvent.click(screen.getByText("Search again"));
  await screen.findByText("Piece a");
  expect(asked.calls).toEqual([{ name: "search_listings", args: { query: "mug" } }]);
});

test("a refusal is shown in the server's own words, and a shape that is none as an error", async () => {
  const refused = { isError: true, content: [{ type: "text", text: "The price range is upside down." }] };
  const { host, show } = scriptedHost({ result: refused });
  render(<App host={host} />);
  expect(screen.getByRole("alert").textContent).toContain("The price range is upside down.");
  show({ result: answer({ items: "many" }) });
  await screen.findByText("Please try again in a moment.");
});
