import { textOf } from "../shared/bridge/messages";
import { useHostState, type WidgetProps } from "../shared/bridge/mount";
import { isListing } from "../shared/listing/isListing";
import { ListingSkeleton } from "../shared/listing/ListingSkeleton";
import { ListingView } from "../shared/listing/ListingView";
import { Notice } from "../shared/ui/Notice";
import styles from "./App.module.css";
import type { Listing } from "./contract";

/** The answer of get_listing: one piece. */
export function App({ host }: WidgetProps) {
  const { result, cancelled, context } = useHostState(host);
  if (cancelled && !result) return <Notice title="The request was stopped">Ask again to see this piece.</Notice>;
  if (!result) return <ListingSkeleton />;
  if (result.isError || !isListing(result.structuredContent)) {
    return (
      <Notice tone="alert" title="This piece could not be shown">
        {textOf(result) || "It may have been sold or taken down. Search again to see what is on offer."}
      </Notice>
    );
  }
  const listing: Listing = result.structuredContent;
  return (
    <div className={styles.widget}>
      <ListingView listing={listing} host={host} locale={context.locale} />
    </div>
  );
}
