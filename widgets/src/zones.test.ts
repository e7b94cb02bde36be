import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SOURCES = dirname(fileURLToPath(import.meta.url));
const IMPORT = /from "(\.[^"]+)"/g;

function sources(): string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((path) => /\.tsx?$/.test(path));
}

function importsOf(path: string): string[] {
  const text = readFileSync(join(SOURCES, path), "utf8");
  return [...text.matchAll(IMPORT)].map(([, to = ""]) => relative(SOURCES, join(SOURCES, dirname(path), to)));
}

function zoneOf(path: string): string {
  return path.split(/[\\/]/)[0] ?? "";
}

test("a widget imports itself and shared, and shared imports no widget", () => {
  const crossings = sources().flatMap((path) =>
    importsOf(path)
      .filter((target) => ![zoneOf(path), "shared"].includes(zoneOf(target)))
      .map((target) => `${path} imports ${target}`),
  );
  expect(crossings).toEqual([]);
});

test("no widget fetches by itself or writes HTML", () => {
  const widgets = sources().filter((path) => zoneOf(path) !== "playground" && !path.endsWith(".test.ts"));
  const forbidden = /\bfetch\(|XMLHttpRequest|innerHTML|localStorage|navigator\.clipboard/;
  expect(widgets.filter((path) => forbidden.test(readFileSync(join(SOURCES, path), "utf8")))).toEqual([]);
});
