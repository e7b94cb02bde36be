import { Notice } from "../shared/ui/Notice";
import type { Interpretation } from "./contract";
import { Understanding } from "./Understanding";
import styles from "./App.module.css";

interface Props {
  interpretation: Interpretation;
}

/** Nothing found: say what was looked for, and what would find more. */
export function Empty({ interpretation }: Props) {
  const { words, understood } = interpretation;
  return (
    <div className={styles.widget}>
      <Notice title={words ? `Nothing here matches “${words}”` : "Nothing here matches that"}>
        <p>{advice(understood.map(({ kind }) => kind))}</p>
        <div className={styles.kept}>
          <Understanding interpretation={interpretation} />
        </div>
      </Notice>
    </div>
  );
}

function advice(kinds: readonly string[]): string {
  if (kinds.includes("max_price")) return "A little more room in the price may help, or fewer details.";
  if (kinds.length > 0) return "Try leaving one of these conditions out.";
  return "Try a broader word, such as “mug” or “gift for a gardener”.";
}
