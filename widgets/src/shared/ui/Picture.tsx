import { useState } from "react";
import styles from "./Picture.module.css";

interface Props {
  url: string;
  alt: string;
  eager?: boolean;
}

/** A square picture that keeps its place while it loads, and shows its words when it cannot. */
export function Picture({ url, alt, eager = false }: Props) {
  const [broken, setBroken] = useState(false);
  if (broken || !url) return <span className={`${styles.frame} ${styles.words}`}>{alt || "No picture"}</span>;
  return (
    <span className={styles.frame}>
      <img
        className={styles.image}
        src={url}
        alt={alt}
        loading={eager ? "eager" : "lazy"}
        decoding="async"
        onError={() => setBroken(true)}
      />
    </span>
  );
}
