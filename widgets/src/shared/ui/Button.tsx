import type { ButtonHTMLAttributes } from "react";
import styles from "./Button.module.css";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: "plain" | "quiet";
  busy?: boolean;
}

/** A button; while busy it keeps its focus and its place, and does nothing. */
export function Button({ look = "plain", busy = false, onClick, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={`${styles.button} ${styles[look]}`}
      aria-disabled={busy || undefined}
      onClick={busy ? undefined : onClick}
    />
  );
}
