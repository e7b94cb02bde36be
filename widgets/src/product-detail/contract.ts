// Written by `python -m cli.contracts` from core/listing.py; a test fails when it is out of date.

export const TOOL = "get_listing";

/** A picture of a listing; `alt` says what it shows to those who cannot see it. */
export interface Image {
  url: string;
  alt: string;
}

/** A listing with everything a shopper may ask about it. */
export interface Listing {
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
  description: string;
  materials: string[];
  colors: string[];
  style: string[];
  occasions: string[];
  recipients: string[];
  tags: string[];
  images: Image[];
  personalization: Personalization;
  ships_to: string[];
  /** A listing with variants is bought as one of them; ask which when it is not said */
  variants: Variant[];
}

/** An amount in minor units (pence, cents; whole yen) with its currency. */
export interface Money {
  amount_minor: number;
  currency: "AUD" | "CAD" | "CHF" | "DKK" | "EUR" | "GBP" | "JPY" | "NOK" | "NZD" | "SEK" | "USD";
}

/** What the maker will put on the piece for a buyer. */
export interface Personalization {
  allowed: boolean;
  required: boolean;
  max_length: number;
  instructions: string;
}

/** The shop as a listing names it. */
export interface ShopRef {
  id: string;
  name: string;
  city: string;
  country: string;
}

/** One way to buy a listing, as shoppers see it. */
export interface Variant {
  id: string;
  sku: string;
  /** What tells it from the others, such as its size */
  options: Record<string, string>;
  price: Money;
  in_stock: boolean;
}
