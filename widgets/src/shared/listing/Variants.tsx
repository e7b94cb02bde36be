import { formatMoney } from "../ui/format";
import { availability } from "./availability";
import type { Listing, Variant } from "./contract";
import styles from "./Variants.module.css";

interface Props {
  listing: Listing;
  locale: string | undefined;
}

const SHOWN_AT_ONCE = 8;

/** The ways a piece can be bought: what tells each apart, its price, and whether it is there. */
export function Variants({ listing, locale }: Props) {
  const { variants } = listing;
  if (variants.length === 0) return null;
  return (
    <details className={styles.variants} open={variants.length <= SHOWN_AT_ONCE}>
      <summary className={styles.names}>
        {Object.keys(variants[0]?.options ?? {}).join(", ")} <span className={styles.count}>{variants.length}</span>
      </summary>
      <ul>
        {variants.map((variant) => (
          <Row key={variant.id} variant={variant} listing={listing} locale={locale} />
        ))}
      </ul>
    </details>
  );
}

function Row({ variant, listing, locale }: Props & { variant: Variant }) {
  const { label, orderable } = availability({ ...listing, in_stock: variant.in_stock });
  return (
    <li className={styles.row}>
      <span className={styles.options}>{Object.values(variant.options).join(" · ")}</span>
      <span className={styles.price}>{formatMoney(variant.price, locale)}</span>
      <span className={orderable ? styles.ready : styles.gone}>{label}</span>
    </li>
  );
}
