import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, expect, test } from "vitest";
import { scriptedHost } from "../shared/bridge/scriptedHost";
import { sampleListing } from "../shared/listing/sample";
import { App } from "./App";

afterEach(cleanup);

const price = (amount_minor: number) => ({ amount_minor, currency: "GBP" as const });

test("a piece is shown with all its facts and one way to buy it", () => {
  const listing = sampleListing({
    description: "Oiled by hand.",
    materials: ["walnut", "oil"],
    made_to_order: true,
    lead_days: 1,
    personalization: { allowed: true, required: true, max_length: 12, instructions: "A name for the handle." },
    ships_to: ["GB", "FR"],
  });
  const { host, asked } = scriptedHost({ result: { structuredContent: listing } });
  const { container } = render(<App host={host} />);
  const facts = ["£42.00", "By Oak & Iron, Leeds", "Made to order · 1 day", "walnut, oil", "France, United Kingdom"];
  for (const words of [...facts, "A name for the handle. Up to 12 characters. Needed for the order."]) {
    expect(container.textContent).toContain(words);
  }
  fireEvent.click(screen.getByRole("link", { name: "View on CraftLocal" }));
  expect(asked.links).toEqual(["https://craftlocal.test/listings/lst_1"]);
});

test("each way to buy a piece has its options, its price and whether it is there", () => {
  const variants = [
    { id: "var_1", sku: "A", options: { Size: "Small", Glaze: "Blue" }, price: price(3000), in_stock: true },
    { id: "var_2", sku: "B", options: { Size: "Large", Glaze: "Blue" }, price: price(4250), in_stock: false },
  ];
  const listing = sampleListing({ price: price(3000), price_varies: true, variants });
  const { host } = scriptedHost({ result: { structuredContent: listing } });
  const { container } = render(<App host={host} />);
  expect(container.textContent).toContain("from £30.00");
  expect(container.querySelector("summary")?.textContent).toContain("Size, Glaze");
  const rows = screen.getAllByRole("listitem").map((row) => row.textContent);
  expect(rows).toEqual(["Small · Blue£30.00In stock", "Large · Blue£42.50Out of stock"]);
});

test("what a maker writes is text, whatever it looks like", () => {
  const description = "<img src=x onerror=alert(1)><script>alert(2)</script>";
  const { host } = scriptedHost({ result: { structuredContent: sampleListing({ description, title: "<b>Board</b>" }) } });
  const { container } = render(<App host={host} />);
  expect(container.querySelectorAll("script, b, img[src=x]")).toHaveLength(0);
  expect(screen.getByText(description)).toBeTruthy();
});

test("an address that is no web page is not offered as a link", () => {
  const { host } = scriptedHost({ result: { structuredContent: sampleListing({ url: "javascript:alert(1)" }) } });
  render(<App host={host} />);
  expect(screen.queryByRole("link")).toBeNull();
});

test("a picture is chosen from several, and one that does not load leaves its words", () => {
  const images = ["1", "2"].map((n) => ({ url: `https://craftlocal.test/${n}.svg`, alt: `View ${n}` }));
  const { host } = scriptedHost({ result: { structuredContent: sampleListing({ images }) } });
  render(<App host={host} />);
  fireEvent.click(screen.getByRole("button", { name: "Picture 2 of 2" }));
  const shown = screen.getByAltText("View 2");
  fireEvent.error(shown);
  expect(screen.getByText("View 2").tagName).toBe("SPAN");
});

test("waiting, stopped and refused each say what is going on", async () => {
  const { host, show } = scriptedHost();
  render(<App host={host} />);
  expect(screen.getByRole("status").textContent).toContain("Fetching");
  show({ cancelled: true });
  await screen.findByRole("heading", { name: "The request was stopped" });
  show({ result: { isError: true, content: [{ type: "text", text: "There is no such listing." }] } });
  expect((await screen.findByRole("alert")).textContent).toContain("There is no such listing.");
});
