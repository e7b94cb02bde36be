import styles from "./Json.module.css";

interface Props {
  title: string;
  value: unknown;
  open?: boolean;
}

// Keys, strings, and everything else that is not punctuation.
const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;

/** JSON that can be folded away, keys told apart from values. */
export function Json({ title, value, open = false }: Props) {
  if (value === undefined) return null;
  return (
    <details className={styles.json} open={open}>
      <summary className={styles.title}>{title}</summary>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <pre className={styles.text} tabIndex={0} aria-label={title}>
        {painted(JSON.stringify(value, null, 2))}
      </pre>
    </details>
  );
}

function painted(text: string) {
  const parts = [];
  let last = 0;
  for (const found of text.matchAll(TOKEN)) {
    const { 0: whole, 1: quoted, 2: colon, index } = found;
    parts.push(text.slice(last, index));
    const word = quoted ?? whole;
    parts.push(
      <span key={index} className={colon ? styles.key : quoted ? styles.string : styles.other}>
        {word}
      </span>,
    );
    last = index + word.length;
  }
  parts.push(text.slice(last));
  return parts;
}
