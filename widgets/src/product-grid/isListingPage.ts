import type { ListingPage } from "./contract";

/** Whether a tool's structured content is a page of results: a host may pass on anything. */
export function isListingPage(content: unknown): content is ListingPage {
  const page = content as Partial<ListingPage> | null | undefined;
  return Boolean(page && Array.isArray(page.items) && typeof page.total === "number" && page.interpretation);
}
