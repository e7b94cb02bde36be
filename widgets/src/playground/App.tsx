import { useEffect, useRef, useState } from "react";
import { rememberInAddress, type Start } from "./address";
import styles from "./App.module.css";
import { Ask } from "./Ask";
import { ByHand } from "./ByHand";
import { firstLooks } from "./looks";
import { Outcome } from "./Outcome";
import { Switches } from "./Switches";
import { Token } from "./Token";
import { useRuns } from "./useRuns";

interface Props {
  start: Start;
}

/** A host for one: ask, see what the model gets and what the shopper sees. */
export function App({ start }: Props) {
  const [token, setToken] = useState(start.token);
  const [looks, setLooks] = useState(firstLooks);
  const runs = useRuns(token);

  useEffect(() => {
    document.documentElement.style.colorScheme = looks.theme;
  }, [looks.theme]);

  const ready = runs.session !== null;
  // Somebody may be quicker than the server: what was asked last is asked as soon as the tools are known.
  const asked = useRef(start.query);
  const search = (words: string): void => {
    asked.current = words;
    if (!ready) return;
    rememberInAddress({ q: words });
    runs.start("search_listings", { query: words }, words);
  };
  const byHand = (tool: string, args: Record<string, unknown>): void => {
    rememberInAddress({});
    runs.start(tool, args, "");
  };

  useEffect(() => {
    if (!ready || runs.run) return;
    if (asked.current) search(asked.current);
    else if (start.listing) runs.start("get_listing", { listing_id: start.listing }, "");
  }, [ready]);

  return (
    <div className={`${styles.page} ${runs.run ? styles.busy : ""}`}>
      <header className={styles.top}>
        <a className={styles.brand} href="/playground">
          CraftLocal <span className={styles.sub}>playground</span>
        </a>
        <Switches looks={looks} onChange={setLooks} />
      </header>
      <main>
        <Ask first={start.query} compact={runs.run !== null} onAsk={search} />
        {runs.problem && <Unreachable reason={runs.problem} />}
        {runs.run && runs.session && <Outcome run={runs.run} session={runs.session} looks={looks} />}
        <section className={styles.tools} aria-label="Tools">
          {runs.session && <ByHand tools={runs.session.tools} onCall={byHand} />}
          <Token token={token} onChange={setToken} />
          {runs.session && (
            <p className={styles.protocol}>
              {runs.session.tools.length} tools at /mcp, MCP {runs.session.protocol}
            </p>
          )}
        </section>
      </main>
    </div>
  );
}

function Unreachable({ reason }: { reason: string }) {
  return (
    <p className={styles.unreachable} role="alert">
      <strong>/mcp does not answer.</strong> {reason} Start the shop with <code>make run</code>, or check the access
      token, and reload this page.
    </p>
  );
}
