import { useRef } from "react";
import { Answer } from "./Answer";
import { BridgeLog } from "./BridgeLog";
import { WIDTHS, type Looks } from "./looks";
import styles from "./Outcome.module.css";
import type { Run } from "./run";
import type { Session, Widget } from "./session";
import { useBridge } from "./useBridge";

interface Props {
  run: Run;
  session: Session;
  widget: Widget;
  looks: Looks;
}

/** The widget in its frame and in its conversation, with everything it says on the side. */
export function WidgetStage({ run, session, widget, looks }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const wishes = useBridge(frame, session, run, widget, looks);
  return (
    <div className={styles.sides}>
      <section className={styles.side} style={{ maxWidth: `${WIDTHS[looks.width]}px` }} aria-label="What the shopper sees">
        <h2 className={styles.heading}>What the shopper sees</h2>
        {run.words && <p className={styles.said}>{run.words}</p>}
        <div className={styles.device}>
          <iframe
            ref={frame}
            className={styles.frame}
            title={`The widget of ${run.tool}`}
            sandbox="allow-scripts"
            style={{ height: `${wishes.height}px` }}
          />
        </div>
        {wishes.messages.map(({ order, text }) => (
          <p key={order} className={styles.said}>
            {text} <span className={styles.quiet}>(sent by the widget)</span>
          </p>
        ))}
        {wishes.links.map((link) => (
          <p key={link} className={styles.link}>
            The widget wants to open{" "}
            <a href={link} target="_blank" rel="noopener noreferrer">
              {link}
            </a>
          </p>
        ))}
      </section>
      <div className={styles.inside}>
        <Answer run={run} told={wishes.told} />
        <BridgeLog said={wishes.said} />
      </div>
    </div>
  );
}
