/**
 * The page inside the frame until the widget arrives. It is served apart from the playground so that the
 * playground keeps a strict policy of its own, and the widget gets only the policy its resource declares.
 */

import { policyOf, type ResourceCsp } from "./policy";

interface Delivery {
  method?: string;
  params?: { html: string; csp?: ResourceCsp };
}

window.addEventListener("message", ({ source, data }: MessageEvent<Delivery>) => {
  if (source !== window.parent || data.method !== "ui/notifications/sandbox-resource-ready" || !data.params) return;
  const { html, csp } = data.params;
  const policy = `<meta http-equiv="Content-Security-Policy" content="${policyOf(csp)}">`;
  document.open();
  document.write(html.replace(/<head[^>]*>/i, (head) => head + policy));
  document.close();
});

window.parent.postMessage({ jsonrpc: "2.0", method: "ui/notifications/sandbox-proxy-ready", params: {} }, "*");
