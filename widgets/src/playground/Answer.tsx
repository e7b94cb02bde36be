import { textOf } from "../shared/bridge/messages";
import { Json } from "./Json";
import styles from "./Outcome.module.css";
import { sizeOf, type Run } from "./run";

interface Props {
  run: Run;
  /** What the widget added to the model's context since. */
  told: string;
}

/** The answer as the model gets it, and apart from it what only the widget gets. */
export function Answer({ run, told }: Props) {
  const { result, problem } = run;
  const { _meta: hidden, ...seen } = result ?? {};
  const size = sizeOf({ content: seen.content, structuredContent: seen.structuredContent });
  return (
    <section className={styles.side} aria-label="What the model gets">
      <h2 className={styles.heading}>What the model gets</h2>
      <p className={styles.call}>
        <code>
          {run.tool}({JSON.stringify(run.args)})
        </code>
      </p>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {!result && !problem && <p className={styles.quiet}>Waiting for the answer…</p>}
      {result && (
        <>
          <p className={styles.numbers} role="status">
            <span>{result.isError ? "refused" : "answered"} in {Math.round(run.duration_ms)} ms</span>
            <span>{size.kilobytes} kB</span>
            <span>about {size.tokens.toLocaleString("en")} tokens</span>
          </p>
          <blockquote className={styles.words}>{textOf(result) || "No words, only data."}</blockquote>
          {told && (
            <p className={styles.told}>
              <strong>Since then, from the widget:</strong> {told}
            </p>
          )}
          <Json title="structuredContent" value={seen.structuredContent} open />
          <Json title="_meta, for the widget alone" value={hidden} />
        </>
      )}
    </section>
  );
}
