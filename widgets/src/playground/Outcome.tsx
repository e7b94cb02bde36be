import type { Looks } from "./looks";
import { Answer } from "./Answer";
import styles from "./Outcome.module.css";
import type { Run } from "./run";
import type { Session } from "./session";
import { WidgetStage } from "./WidgetStage";

interface Props {
  run: Run;
  session: Session;
  looks: Looks;
}

/** One call, from both sides. */
export function Outcome({ run, session, looks }: Props) {
  if (run.widget) return <WidgetStage key={run.id} run={run} session={session} widget={run.widget} looks={looks} />;
  return (
    <div className={styles.sides}>
      <section className={styles.side} aria-label="What the shopper sees">
        <h2 className={styles.heading}>What the shopper sees</h2>
        <p className={styles.quiet}>{run.result ? "This tool has no widget; the model answers in words." : "Calling…"}</p>
      </section>
      <Answer run={run} told="" />
    </div>
  );
}
