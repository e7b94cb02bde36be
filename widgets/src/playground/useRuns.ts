/** The session with the server, and the call that is on show. */

import { useCallback, useEffect, useRef, useState } from "react";
import type { Arguments } from "../shared/bridge/messages";
import type { Run } from "./run";
import { openSession, type Session } from "./session";

export interface Runs {
  session: Session | null;
  /** Why there is no session. */
  problem: string;
  run: Run | null;
  start: (tool: string, args: Arguments, words: string) => void;
}

export function useRuns(token: string): Runs {
  const [session, setSession] = useState<Session | null>(null);
  const [problem, setProblem] = useState("");
  const [run, setRun] = useState<Run | null>(null);
  const lastId = useRef(0);

  useEffect(() => {
    let current = true;
    openSession(token).then(
      (opened) => current && (setSession(opened), setProblem("")),
      (error: unknown) => current && (setSession(null), setProblem(reason(error))),
    );
    return () => {
      current = false;
    };
  }, [token]);

  const start = useCallback(
    (tool: string, args: Arguments, words: string) => {
      if (!session) return;
      const id = ++lastId.current;
      const change = (part: Partial<Run>): void => setRun((shown) => (shown?.id === id ? { ...shown, ...part } : shown));
      setRun({ id, tool, args, words, widget: null, result: null, problem: "", duration_ms: 0 });
      session.widgetOf(tool).then(
        (widget) => change({ widget }),
        (error: unknown) => change({ problem: `The widget could not be read: ${reason(error)}` }),
      );
      const began = performance.now();
      session.call(tool, args).then(
        (result) => change({ result, duration_ms: performance.now() - began }),
        (error: unknown) => change({ problem: reason(error) }),
      );
    },
    [session],
  );

  return { session, problem, run, start };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
