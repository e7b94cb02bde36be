import { expect, test } from "vitest";
import { addressOf } from "./address";
import { policyOf } from "./policy";
import { sizeOf } from "./run";
import { argumentsOf, fieldsOf } from "./schemaForm";

test("a resource without a policy may load nothing from outside", () => {
  expect(policyOf()).toContain("connect-src 'none'");
  expect(policyOf()).toContain("img-src data:");
});

test("a declared source is allowed, one that would end its directive is dropped", () => {
  const policy = policyOf({ resourceDomains: ["http://localhost:8000", "x; script-src *", 'y" onload="'] });
  expect(policy).toContain("img-src data: http://localhost:8000;");
  expect(policy).not.toContain("onload");
  expect(policy).not.toContain("script-src *");
});

test("the address carries a question, a listing and a token", () => {
  expect(addressOf({ search: "?q=gift+under+%C2%A320", hash: "#token=abc" })).toEqual({
    query: "gift under £20",
    listing: "",
    token: "abc",
  });
});

test("a form is made from a schema, required fields first", () => {
  const fields = fieldsOf({
    properties: {
      max_price: { anyOf: [{ type: "number" }, { type: "string" }, { type: "null" }], default: null },
      sort: { $ref: "#/$defs/Sort" },
      materials: { type: "array", items: { type: "string" } },
      in_stock: { type: "boolean", default: true },
      title: { type: "string", description: "What it is" },
      price: { type: "object" },
    },
    required: ["title", "price"],
    $defs: { Sort: { enum: ["relevance", "newest"], type: "string" } },
  });
  expect(fields.map(({ name, kind }) => `${name}: ${kind}`)).toEqual([
    "title: text",
    "price: json",
    "max_price: number",
    "sort: choice",
    "materials: words",
    "in_stock: choice",
  ]);
  const filled = { title: "Mug", price: '{"amount_minor": 900}', max_price: "20", materials: "oak, ash", in_stock: "false" };
  expect(argumentsOf(fields, filled)).toEqual({
    title: "Mug",
    price: { amount_minor: 900 },
    max_price: 20,
    materials: ["oak", "ash"],
    in_stock: false,
  });
  expect(() => argumentsOf(fields, { price: "nine" })).toThrow("price must be JSON");
  expect(() => argumentsOf(fields, { max_price: "cheap" })).toThrow("max_price must be a number");
});

test("the size of an answer counts bytes, and tokens at four characters each", () => {
  expect(sizeOf("£".repeat(998))).toEqual({ kilobytes: "2.0", tokens: 250 });
});
