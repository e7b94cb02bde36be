import { useState, type FormEvent } from "react";
import { Button } from "../shared/ui/Button";
import styles from "./Token.module.css";

interface Props {
  token: string;
  onChange: (token: string) => void;
}

/** An access token for the tools that need one. It lives in this page's memory and nowhere else. */
export function Token({ token, onChange }: Props) {
  const [typed, setTyped] = useState(token);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    onChange(typed.trim());
  };
  return (
    <form className={styles.token} onSubmit={onSubmit}>
      <label className={styles.name} htmlFor="token">
        Access token
      </label>
      <div className={styles.row}>
        <input
          id="token"
          type="password"
          autoComplete="off"
          placeholder="Paste what `craftlocal token seller` prints"
          aria-describedby="token-hint"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit">{token && token === typed.trim() ? "In use" : "Use"}</Button>
      </div>
      <span className={styles.hint} id="token-hint">
        Sent as Bearer to /mcp, kept in memory only.
      </span>
    </form>
  );
}
