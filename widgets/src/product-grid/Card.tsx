import { useEffect, useRef } from "react";
import { availability, shopLine } from "../shared/listing/availability";
import { formatPrice } from "../shared/ui/format";
import { Picture } from "../shared/ui/Picture";
import { Rating } from "../shared/ui/Rating";
import styles from "./Card.module.css";
import type { ListingSummary } from "./contract";

interface Props {
  item: ListingSummary;
  locale: string | undefined;
  eager: boolean;
  focus: boolean;
  onOpen: (item: ListingSummary) => void;
}

/** One piece among others: the whole card is a single button. */
export function Card({ item, locale, eager, focus, onOpen }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const { label, orderable, notable } = availability(item);
  useEffect(() => {
    if (focus) button.current?.focus();
  }, [focus]);
  return (
    <li>
      <button type="button" className={styles.card} ref={button} onClick={() => onOpen(item)}>
        <span className={`${styles.picture} ${orderable ? "" : styles.faded}`}>
          {/* The title follows at once; hearing it twice helps nobody. */}
          <Picture url={item.image.url} alt={item.image.alt === item.title ? "" : item.image.alt} eager={eager} />
        </span>
        <span className={styles.title}>{item.title}</span>
        <span className={styles.offer}>
          <span className={styles.price}>{formatPrice(item, locale)}</span>
          {item.rating !== null && <Rating rating={item.rating} locale={locale} />}
        </span>
        <span className={styles.shop}>{shopLine(item.shop)}</span>
        {notable && <span className={orderable ? styles.made : styles.gone}>{label}</span>}
      </button>
    </li>
  );
}
