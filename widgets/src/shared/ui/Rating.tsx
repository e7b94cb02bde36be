import { formatRating } from "./format";
import { Hidden } from "./Hidden";
import styles from "./Rating.module.css";

interface Props {
  rating: number;
  locale: string | undefined;
}

export function Rating({ rating, locale }: Props) {
  const stars = formatRating(rating, locale);
  return (
    <span className={styles.rating}>
      <Hidden>Rated {stars} out of 5</Hidden>
      <svg aria-hidden="true" viewBox="0 0 12 12" width="12" height="12">
        <path fill="currentColor" d="m6 .8 1.6 3.3 3.6.5-2.6 2.5.6 3.6L6 9l-3.2 1.7.6-3.6L.8 4.6l3.6-.5z" />
      </svg>
      <span aria-hidden="true">{stars}</span>
    </span>
  );
}
