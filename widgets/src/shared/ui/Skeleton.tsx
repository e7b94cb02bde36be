import styles from "./Skeleton.module.css";

interface Props {
  shape: "square" | "line" | "short";
}

/** A grey stand-in of the size of what is coming; silent for screen readers. */
export function Skeleton({ shape }: Props) {
  return <span aria-hidden="true" className={`${styles.bone} ${styles[shape]}`} />;
}
