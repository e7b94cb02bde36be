import styles from "./Token.module.css";

interface Props {
  token: string;
  onChange: (token: string) => void;
}

/** An access token for the tools that need one. It lives in this page's memory and nowhere else. */
export function Token({ token, onChange }: Props) {
  return (
    <label className={styles.token}>
      <span className={styles.name}>Access token</span>
      <input
        className={styles.input}
        type="password"
        autoComplete="off"
        placeholder="Paste what `craftlocal token seller` prints"
        value={token}
        onChange={(event) => onChange(event.currentTarget.value.trim())}
      />
      <span className={styles.hint}>Sent as Bearer to /mcp, kept in memory only.</span>
    </label>
  );
}
