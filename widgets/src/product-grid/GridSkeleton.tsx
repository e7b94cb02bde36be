import { Skeleton } from "../shared/ui/Skeleton";
import styles from "./App.module.css";

interface Props {
  /** What is being looked for, as far as it is known. */
  wish: string;
}

const CARDS = ["a", "b", "c", "d"];

export function GridSkeleton({ wish }: Props) {
  return (
    <div className={styles.widget}>
      <p className={styles.looking} role="status">
        {wish ? `Looking for “${wish}”…` : "Looking…"}
      </p>
      <div className={styles.grid} aria-hidden="true">
        {CARDS.map((card) => (
          <div key={card}>
            <Skeleton shape="square" />
            <Skeleton shape="line" />
            <Skeleton shape="short" />
          </div>
        ))}
      </div>
    </div>
  );
}
