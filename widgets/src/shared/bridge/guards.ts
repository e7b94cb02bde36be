/** Small refusals at the edge of the widget. */

/** Whether an address is a web page; anything else (javascript:, data:) is never opened. */
export function isWebLink(url: string): boolean {
  return /^https?:\/\//i.test(url);
}

export function refuse(why: string): never {
  throw new Error(why);
}
