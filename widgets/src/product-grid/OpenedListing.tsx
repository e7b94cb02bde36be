import type { Host } from "../shared/bridge/host";
import { ListingSkeleton } from "../shared/listing/ListingSkeleton";
import { ListingView } from "../shared/listing/ListingView";
import { Button } from "../shared/ui/Button";
import { Notice } from "../shared/ui/Notice";
import styles from "./App.module.css";
import type { Opened } from "./useOpened";

interface Props {
  opened: Opened;
  host: Host;
  locale: string | undefined;
  onBack: () => void;
}

/** A piece in the place of the results, with the way back. */
export function OpenedListing({ opened, host, locale, onBack }: Props) {
  return (
    <div className={styles.widget}>
      <div className={styles.back}>
        <Button look="quiet" onClick={onBack}>
          <span aria-hidden="true">←</span> Back to results
        </Button>
      </div>
      {opened.problem ? (
        <Notice
          tone="alert"
          title="This piece could not be shown"
          action={<Button onClick={opened.retry}>Try again</Button>}
        >
          {opened.problem}
        </Notice>
      ) : opened.listing ? (
        <ListingView listing={opened.listing} host={host} locale={locale} takeFocus />
      ) : (
        <ListingSkeleton />
      )}
    </div>
  );
}
