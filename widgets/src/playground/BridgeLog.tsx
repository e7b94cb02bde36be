import styles from "./BridgeLog.module.css";
import type { Said } from "./useBridge";

interface Props {
  said: readonly Said[];
}

/** Every message between the host and the widget, in order. */
export function BridgeLog({ said }: Props) {
  return (
    <details className={styles.log}>
      <summary className={styles.title}>Bridge: {said.length} messages</summary>
      <ol className={styles.list}>
        {said.map(({ order, by, at_ms, message }) => (
          <li key={order} className={styles.line}>
            <span className={styles.time}>{Math.round(at_ms)} ms</span>
            <span className={by === "host" ? styles.host : styles.widget}>{by === "host" ? "host →" : "← widget"}</span>
            <code className={styles.method}>{message.method ?? `answer to ${message.id}`}</code>
          </li>
        ))}
      </ol>
    </details>
  );
}
