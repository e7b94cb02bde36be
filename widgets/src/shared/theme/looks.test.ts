import { expect, test } from "vitest";
import { wear } from "./looks";

test("the host's theme and colours are worn, names of our own are not overwritten", () => {
  const { style } = document.documentElement;
  wear({ theme: "dark", styles: { variables: { "--color-text-primary": "#eee", "--accent": "red" } } });
  expect(style.colorScheme).toBe("dark");
  expect(style.getPropertyValue("--color-text-primary")).toBe("#eee");
  expect(style.getPropertyValue("--accent")).toBe("");
});
