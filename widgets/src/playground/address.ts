/** What the address of the page asks for: `?q=mug`, `?listing=lst_…`, `#token=…`. */

export interface Start {
  query: string;
  listing: string;
  token: string;
}

export function addressOf({ search, hash }: { search: string; hash: string }): Start {
  const asked = new URLSearchParams(search);
  const token = new URLSearchParams(hash.replace(/^#/, "")).get("token") ?? "";
  return { query: asked.get("q") ?? "", listing: asked.get("listing") ?? "", token };
}

/** Make the address shareable, and take the token out of it before it lands in a history or a screenshot. */
export function rememberInAddress(parameters: Record<string, string>): void {
  const given = Object.entries(parameters).filter(([, value]) => value !== "");
  const asked = new URLSearchParams(given).toString();
  window.history.replaceState(null, "", window.location.pathname + (asked ? `?${asked}` : ""));
}
