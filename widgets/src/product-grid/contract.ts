// Written by `python -m cli.contracts` from core/listing.py; a test fails when it is out of date.

export const TOOL = "search_listings";

/** How many matches there are for each value; true for the whole result, not for the page. */
export interface Facets {
  category: Record<string, number>;
  materials: Record<string, number>;
  colors: Record<string, number>;
  price: PriceRange | null;
}

/** A picture of a listing; `alt` says what it shows to those who cannot see it. */
export interface Image {
  url: string;
  alt: string;
}

/** How the request was read: what became a condition, what words were left to search for. */
export interface Interpretation {
  /** The words that were searched for, after conditions were taken out */
  words: string;
  understood: Understood[];
  /** Conditions that were loosened to find anything */
  relaxed: string[];
  /** Spelling repairs, as 'walnutt → walnut' */
  corrected: string[];
  /** Other readings, as 'near Portland, Maine, US'; ask for one to get it */
  alternatives: string[];
}

/** A page of search results. */
export interface ListingPage {
  items: ListingSummary[];
  /** How many listings match, over all pages */
  total: number;
  facets: Facets;
  interpretation: Interpretation;
  next_cursor: string | null;
}

/** A listing as a search result shows it. */
export interface ListingSummary {
  id: string;
  sku: string;
  title: string;
  price: Money;
  /** `price` is that of the cheapest variant in stock; others cost more */
  price_varies: boolean;
  category: string;
  shop: ShopRef;
  image: Image;
  in_stock: boolean;
  made_to_order: boolean;
  lead_days: number;
  rating: number | null;
  url: string;
}

/** An amount in minor units (pence, cents; whole yen) with its currency. */
export interface Money {
  amount_minor: number;
  currency: "AUD" | "CAD" | "CHF" | "DKK" | "EUR" | "GBP" | "JPY" | "NOK" | "NZD" | "SEK" | "USD";
}

/** The cheapest and the dearest price among the matches, in one currency. */
export interface PriceRange {
  min: Money;
  max: Money;
}

/** The shop as a listing names it. */
export interface ShopRef {
  id: string;
  name: string;
  city: string;
  country: string;
}

/** One thing taken from the shopper's words or from an argument, so that it can be overruled. */
export interface Understood {
  kind: "max_price" | "min_price" | "category" | "material" | "color" | "occasion" | "recipient" | "in_stock" | "currency" | "excluded" | "interest" | "place" | "personalizable" | "deliver_by" | "ships_to" | "size" | "price" | "shop";
  /** What was understood, in a shopper's words: 'up to £20.00' */
  label: string;
  source: "query" | "argument";
}
