/** A listing for unit tests; the browser tests bring richer ones. */

import type { Listing } from "./contract";

export function sampleListing(change: Partial<Listing> = {}): Listing {
  return {
    id: "lst_1",
    sku: "S1",
    title: "Walnut serving board",
    price: { amount_minor: 4200, currency: "GBP" },
    price_varies: false,
    category: "Kitchen > Boards",
    shop: { id: "shp_1", name: "Oak & Iron", city: "Leeds", country: "GB" },
    image: { url: "https://craftlocal.test/1.svg", alt: "A long board of dark wood" },
    in_stock: true,
    made_to_order: false,
    lead_days: 0,
    rating: 4.8,
    url: "https://craftlocal.test/listings/lst_1",
    description: "",
    materials: [],
    colors: [],
    style: [],
    occasions: [],
    recipients: [],
    tags: [],
    images: [],
    personalization: { allowed: false, required: false, max_length: 0, instructions: "" },
    ships_to: [],
    variants: [],
    ...change,
  };
}
