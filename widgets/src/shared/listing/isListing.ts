import type { Listing } from "./contract";

/** Whether a tool's structured content is a listing: a host may pass on anything. */
export function isListing(content: unknown): content is Listing {
  const listing = content as Partial<Listing> | null | undefined;
  return Boolean(listing?.id && listing.title && listing.price && listing.shop && Array.isArray(listing.images));
}
