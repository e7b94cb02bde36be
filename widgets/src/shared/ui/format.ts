/** Money, ratings and places in the words of the shopper's locale. */

interface Money {
  amount_minor: number;
  currency: string;
}

/** `{amount_minor: 1250, currency: "GBP"}` → "£12.50"; an unknown locale falls back to the browser's. */
export function formatMoney({ amount_minor, currency }: Money, locale?: string): string {
  const format = withLocale(locale, (tag) => new Intl.NumberFormat(tag, { style: "currency", currency }));
  const { maximumFractionDigits = 2 } = format.resolvedOptions();
  return format.format(amount_minor / 10 ** maximumFractionDigits);
}

/** What a piece costs; "from £30.00" where some of its variants cost more. */
export function formatPrice({ price, price_varies }: { price: Money; price_varies?: boolean }, locale?: string): string {
  return price_varies ? `from ${formatMoney(price, locale)}` : formatMoney(price, locale);
}

export function formatCount(count: number, locale?: string): string {
  return withLocale(locale, (tag) => new Intl.NumberFormat(tag)).format(count);
}

export function formatRating(rating: number, locale?: string): string {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return withLocale(locale, (tag) => new Intl.NumberFormat(tag, digits)).format(rating);
}

/** `["GB", "FR"]` → "France, United Kingdom" in the shopper's language. */
export function countryNames(codes: readonly string[], locale?: string): string[] {
  const names = withLocale(locale, (tag) => new Intl.DisplayNames(tag ?? "en", { type: "region" }));
  return codes.map((code) => nameOf(names, code)).toSorted((a, b) => a.localeCompare(b));
}

function nameOf(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

function withLocale<Format>(locale: string | undefined, make: (tag: string | undefined) => Format): Format {
  try {
    return make(locale);
  } catch {
    return make(undefined);
  }
}
