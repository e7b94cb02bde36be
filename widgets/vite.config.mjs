/** What all builds share, and the playground's own; build.mjs drives both, Vitest reads the default export. */

import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

// The code is React's API; the runtime is Preact. A widget is then about 10 kB instead of about 70, and a
// host loads it anew for every message of a conversation.
const alias = [
  { find: /^react\/jsx(-dev)?-runtime$/, replacement: "preact/jsx-runtime" },
  { find: /^react-dom$/, replacement: "preact/compat" },
  { find: /^react$/, replacement: "preact/compat" },
];

export const base = {
  configFile: false,
  root: here("."),
  resolve: { alias },
  // Evergreen browsers with light-dark(): what MCP hosts run on.
  build: { target: ["chrome123", "firefox120", "safari17.5"], modulePreload: false },
};

export const playground = {
  ...base,
  root: here("src/playground"),
  base: "/playground/",
  build: {
    ...base.build,
    outDir: here("dist/playground"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: { input: here("src/playground/index.html") },
  },
};

export default {
  ...base,
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    css: { modules: { classNameStrategy: "non-scoped" } },
  },
};
