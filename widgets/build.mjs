/** `npm run build`: every widget becomes one self-contained page in dist/, the playground a small site. */

import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { base, playground } from "./vite.config.mjs";

const DIST = new URL("./dist/", import.meta.url);

async function widgetNames() {
  const folders = await readdir(new URL("./src/", import.meta.url));
  const isWidget = (name) => existsSync(new URL(`./src/${name}/contract.ts`, import.meta.url));
  return folders.filter(isWidget).sort();
}

async function buildWidget(name) {
  const { output } = await build({
    ...base,
    logLevel: "warn",
    build: {
      ...base.build,
      write: false,
      cssCodeSplit: false,
      rolldownOptions: { input: `src/${name}/index.tsx`, output: { format: "iife" } },
    },
  });
  const script = output.filter((file) => file.type === "chunk").map((chunk) => chunk.code);
  const styles = output.filter((file) => file.fileName.endsWith(".css")).map((asset) => asset.source);
  if (output.length !== 2) throw new Error(`${name} must be one script and one style sheet, not ${output.length} files`);
  return page(name, styles.join(""), script.join(""));
}

function page(name, styles, script) {
  // A literal "</script" inside a string would end the element.
  const safe = script.trim().replaceAll("</script", "<\\/script");
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<title>CraftLocal ${name.replaceAll("-", " ")}</title><style>${styles.trim()}</style></head>`,
    `<body><script type="module">${safe}</script></body></html>\n`,
  ].join("");
}

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST, { recursive: true });
for (const name of await widgetNames()) {
  const html = await buildWidget(name);
  await writeFile(new URL(`${name}.html`, DIST), html);
  console.log(`${name.padEnd(16)} ${kilobytes(html.length)} (${kilobytes(gzipSync(html).length)} gzip)`);
}
await build({ ...playground, logLevel: "warn" });
console.log("playground       built");

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
