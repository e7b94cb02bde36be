import type { Interpretation } from "./contract";
import styles from "./Understanding.module.css";

interface Props {
  interpretation: Interpretation;
}

/** How the request was read, so that a shopper can say what was meant instead. */
export function Understanding({ interpretation: { understood, corrected, relaxed, alternatives } }: Props) {
  return (
    <>
      {understood.length > 0 && (
        <ul className={styles.chips} aria-label="What the search kept to">
          {understood.map(({ kind, label }) => (
            <li key={`${kind} ${label}`} className={styles.chip}>
              {label}
            </li>
          ))}
        </ul>
      )}
      {corrected.length > 0 && <p className={styles.note}>Spelling: {corrected.join(", ")}</p>}
      {relaxed.length > 0 && <p className={styles.note}>Too little matched, so this was loosened: {relaxed.join(", ")}</p>}
      {alternatives.length > 0 && <p className={styles.note}>You may also mean: {alternatives.join(" · ")}</p>}
    </>
  );
}
