/** `npm run build`: every widget becomes one self-contained page in dist/, the playground a small site. */

import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { base, playground } from "./vite.config.mjs";

const DIST = new URL("./dist/", import.meta.url);

async function widgetNames() {
  const folders = await readdir(new URL("./src/", import.meta.url));
  return folders.filter(isWidget).toSorted();
}

function isWidget(folder) {
  return existsSync(new URL(`./src/${folder}/contract.ts`, import.meta.url));
}

async function inlined(entry, title) {
  const { output } = await build({
    ...base,
    logLevel: "warn",
    build: {
      ...base.build,
      write: false,
      cssCodeSplit: false,
      rolldownOptions: { input: entry, output: { format: "iife" } },
    },
  });
  const script = output.filter((file) => file.type === "chunk").map((chunk) => chunk.code);
  const styles = output.filter((file) => file.fileName.endsWith(".css")).map((asset) => asset.source);
  const parts = script.length + styles.length;
  if (script.length !== 1 || parts !== output.length) throw new Error(`${entry} does not fit into one page`);
  return page(title, styles.join(""), script.join(""));
}

function page(title, styles, script) {
  // A literal "</script" inside a string would end the element.
  const safe = script.trim().replaceAll("</script", "<\\/script");
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<title>${title}</title><style>${styles.trim()}</style></head>`,
    `<body><script type="module">${safe}</script></body></html>\n`,
  ].join("");
}

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST, { recursive: true });
await Promise.all((await widgetNames()).map(writeWidget));
await build({ ...playground, logLevel: "warn" });
// The sandbox has an opaque origin, from where a module script of ours could not be loaded.
await writeFile(new URL("playground/sandbox.html", DIST), await inlined("src/playground/sandbox.ts", "Widget"));
console.log("playground       built");

async function writeWidget(name) {
  const html = await inlined(`src/${name}/index.tsx`, `CraftLocal ${name.replaceAll("-", " ")}`);
  await writeFile(new URL(`${name}.html`, DIST), html);
  console.log(`${name.padEnd(16)} ${kilobytes(html.length)} (${kilobytes(gzipSync(html).length)} gzip)`);
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
