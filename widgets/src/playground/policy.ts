/** The Content-Security-Policy a host derives from `_meta.ui.csp` of a widget's resource. */

export interface ResourceCsp {
  connectDomains?: string[];
  resourceDomains?: string[];
  frameDomains?: string[];
}

// A source must not be able to end its directive, or the attribute it is written into.
const SOURCE = /^[a-z0-9.*:/[\]-]+$/i;

function allow(domains: string[] = [], ...always: string[]): string {
  return [...always, ...domains.filter((domain) => SOURCE.test(domain))].join(" ") || "'none'";
}

export function policyOf(csp: ResourceCsp = {}): string {
  return [
    "default-src 'none'",
    `script-src ${allow(csp.resourceDomains, "'unsafe-inline'")}`,
    `style-src ${allow(csp.resourceDomains, "'unsafe-inline'")}`,
    `img-src ${allow(csp.resourceDomains, "data:")}`,
    `font-src ${allow(csp.resourceDomains)}`,
    `connect-src ${allow(csp.connectDomains)}`,
    `frame-src ${allow(csp.frameDomains)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
