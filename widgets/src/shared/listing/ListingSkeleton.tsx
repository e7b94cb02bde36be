import { Hidden } from "../ui/Hidden";
import { Skeleton } from "../ui/Skeleton";
import styles from "./ListingView.module.css";

/** The outline of a listing while it is fetched. */
export function ListingSkeleton() {
  return (
    <div className={styles.listing} role="status">
      <Hidden>Fetching this piece…</Hidden>
      <Skeleton shape="square" />
      <div>
        <Skeleton shape="short" />
        <Skeleton shape="line" />
        <Skeleton shape="short" />
        <Skeleton shape="line" />
        <Skeleton shape="line" />
      </div>
    </div>
  );
}
