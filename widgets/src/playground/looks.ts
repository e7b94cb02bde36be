/** The switches of the page: how the shopper's host looks. */

export const THEMES = ["light", "dark"] as const;
export const WIDTHS = { Phone: 375, Tablet: 600, Desktop: 768 } as const;
export const LOCALES = ["en-GB", "en-US", "de-DE", "fr-FR", "ja-JP"] as const;

export interface Looks {
  theme: (typeof THEMES)[number];
  width: keyof typeof WIDTHS;
  locale: (typeof LOCALES)[number];
}

export function firstLooks(): Looks {
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const narrow = window.matchMedia("(max-width: 640px)").matches;
  return { theme: dark ? "dark" : "light", width: narrow ? "Phone" : "Desktop", locale: "en-GB" };
}
