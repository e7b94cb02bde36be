/** When a shopper can have a piece, in one short phrase. */

interface Stock {
  in_stock: boolean;
  made_to_order: boolean;
  lead_days: number;
}

export interface Availability {
  label: string;
  orderable: boolean;
  /** Worth a badge on a card: anything but "ready now". */
  notable: boolean;
}

export function availability({ in_stock, made_to_order, lead_days }: Stock): Availability {
  if (!in_stock) return { label: "Out of stock", orderable: false, notable: true };
  if (!made_to_order) return { label: "In stock", orderable: true, notable: false };
  const days = lead_days > 0 ? ` · ${lead_days} ${lead_days === 1 ? "day" : "days"}` : "";
  return { label: `Made to order${days}`, orderable: true, notable: true };
}

export function shopLine({ name, city }: { name: string; city: string }): string {
  return city ? `${name}, ${city}` : name;
}
