import type { MouseEvent } from "react";
import styles from "./LinkButton.module.css";

interface Props {
  href: string;
  children: string;
  /** Asks the host to open the page; false lets the browser follow the link itself. */
  open: (url: string) => boolean;
}

/** The one primary action of a card: a real link, opened by the host where it can. */
export function LinkButton({ href, children, open }: Props) {
  const onClick = (event: MouseEvent<HTMLAnchorElement>): void => {
    if (open(href)) event.preventDefault();
  };
  return (
    <a className={styles.link} href={href} target="_blank" rel="noopener noreferrer" onClick={onClick}>
      {children}
    </a>
  );
}
