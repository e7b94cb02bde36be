import type { ReactNode } from "react";
import styles from "./Notice.module.css";

interface Props {
  title: string;
  /** An alert is read out at once; a status waits for a pause. */
  tone?: "status" | "alert";
  children?: ReactNode;
  action?: ReactNode;
}

/** What is shown instead of content: nothing found, something failed, the request was stopped. */
export function Notice({ title, tone = "status", children, action }: Props) {
  return (
    <section className={styles.notice} role={tone}>
      <h2 className={`${styles.title} ${tone === "alert" ? styles.alert : ""}`}>{title}</h2>
      {children && <div className={styles.text}>{children}</div>}
      {action && <div className={styles.action}>{action}</div>}
    </section>
  );
}
