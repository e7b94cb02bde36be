import { Button } from "../shared/ui/Button";
import { formatCount } from "../shared/ui/format";
import styles from "./App.module.css";
import { Card } from "./Card";
import type { ListingPage, ListingSummary } from "./contract";
import { Empty } from "./Empty";
import type { Pages } from "./usePages";
import { Understanding } from "./Understanding";

interface Props {
  page: ListingPage;
  more: Pages["more"];
  problem: string;
  locale: string | undefined;
  onOpen: (item: ListingSummary) => void;
  /** The piece the shopper comes back from; its card gets the focus. */
  focusOn: string | null;
}

const FIRST_ROW = 4;

export function Results({ page, more, problem, locale, onOpen, focusOn }: Props) {
  if (page.items.length === 0) return <Empty interpretation={page.interpretation} />;
  const shown = formatCount(page.items.length, locale);
  return (
    <div className={styles.widget}>
      <header className={styles.header}>
        <h2 className={styles.count}>
          {formatCount(page.total, locale)} {page.total === 1 ? "piece" : "pieces"}
          {page.interpretation.words && <span className={styles.words}> for “{page.interpretation.words}”</span>}
        </h2>
        <Understanding interpretation={page.interpretation} />
      </header>
      <ul className={styles.grid}>
        {page.items.map((item, index) => (
          <Card
            key={item.id}
            item={item}
            locale={locale}
            eager={index < FIRST_ROW}
            focus={item.id === focusOn}
            onOpen={onOpen}
          />
        ))}
      </ul>
      <footer className={styles.footer}>
        {more && (
          <Button busy={more.busy} onClick={more.fetch}>
            {more.busy ? "Fetching more…" : "Show more"}
          </Button>
        )}
        <p className={styles.note} role="status">
          {problem || (page.items.length < page.total && `Showing ${shown} of ${formatCount(page.total, locale)}`)}
        </p>
      </footer>
    </div>
  );
}
