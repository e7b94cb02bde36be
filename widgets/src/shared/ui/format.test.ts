import { expect, test } from "vitest";
import { countryNames, formatMoney } from "./format";

test.each([
  [1250, "GBP", "en-GB", "£12.50"],
  [1250, "USD", "en-US", "$12.50"],
  [1250, "JPY", "ja-JP", "￥1,250"],
  [123456, "EUR", "de-DE", "1.234,56\u00a0€"],
  [0, "GBP", "en-GB", "£0.00"],
])("%i minor units of %s in %s read %s", (amount_minor, currency, locale, shown) => {
  expect(formatMoney({ amount_minor, currency }, locale)).toBe(shown);
});

test("a locale that is none does not hide the price", () => {
  expect(formatMoney({ amount_minor: 500, currency: "GBP" }, "not a locale")).toContain("5.00");
});

test("countries are named in the shopper's language, unknown codes stay as they are", () => {
  expect(countryNames(["GB", "FR", "x"], "en-GB")).toEqual(["France", "United Kingdom", "x"]);
});
