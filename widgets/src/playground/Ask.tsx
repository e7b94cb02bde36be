import { useState, type FormEvent } from "react";
import styles from "./Ask.module.css";

interface Props {
  first: string;
  /** Once there is an answer, the question makes room for it. */
  compact: boolean;
  onAsk: (words: string) => void;
}

const EXAMPLES = ["gift under £20", "red mug for a gardener", "wooden toys between £5 and £15"];

/** What a shopper would say; the words go to search_listings as they are. */
export function Ask({ first, compact, onAsk }: Props) {
  const [words, setWords] = useState(first);
  const ask = (text: string): void => {
    setWords(text);
    if (text.trim()) onAsk(text.trim());
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    ask(words);
  };
  return (
    <section className={compact ? styles.compact : styles.hero}>
      <h1 className={styles.title}>{compact ? "Ask for something else" : "Ask for something made by hand"}</h1>
      {!compact && (
        <p className={styles.lead}>
          This page is a host such as ChatGPT, made transparent: the widget as a shopper sees it, beside the answer as
          the model gets it.
        </p>
      )}
      <form className={styles.form} role="search" onSubmit={onSubmit}>
        <input
          className={styles.input}
          type="search"
          aria-label="What are you looking for?"
          placeholder="A gift under £20 for somebody who gardens"
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <button className={styles.ask} type="submit">
          Search
        </button>
      </form>
      <ul className={styles.examples} aria-label="Examples">
        {EXAMPLES.map((example) => (
          <li key={example}>
            <button type="button" className={styles.example} onClick={() => ask(example)}>
              {example}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
