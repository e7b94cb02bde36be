import { countryNames } from "../ui/format";
import type { Listing } from "./contract";
import styles from "./Facts.module.css";

interface Props {
  listing: Listing;
  locale: string | undefined;
}

const MANY_COUNTRIES = 6;

/** The typed facts of a handmade piece; a fact that is not known leaves no row. */
export function Facts({ listing, locale }: Props) {
  const rows = facts(listing, locale).filter(([, text]) => text !== "");
  if (rows.length === 0) return null;
  return (
    <dl className={styles.facts}>
      {rows.map(([name, text]) => (
        <div className={styles.row} key={name}>
          <dt className={styles.name}>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function facts(listing: Listing, locale: string | undefined): [name: string, text: string][] {
  return [
    ["Materials", listing.materials.join(", ")],
    ["Colours", listing.colors.join(", ")],
    ["Style", listing.style.join(", ")],
    ["Made for", [...listing.recipients, ...listing.occasions].join(", ")],
    ["Personal touch", personalTouch(listing)],
    ["Ships to", shipsTo(listing.ships_to, locale)],
  ];
}

function personalTouch({ personalization }: Listing): string {
  if (!personalization.allowed) return "";
  const what = personalization.instructions || "The maker can personalise this piece.";
  const limit = personalization.max_length > 0 ? ` Up to ${personalization.max_length} characters.` : "";
  return `${what}${limit}${personalization.required ? " Needed for the order." : ""}`;
}

function shipsTo(codes: readonly string[], locale: string | undefined): string {
  const names = countryNames(codes, locale);
  if (names.length <= MANY_COUNTRIES) return names.join(", ");
  return `${names.slice(0, MANY_COUNTRIES - 1).join(", ")} and ${names.length - MANY_COUNTRIES + 1} more countries`;
}
