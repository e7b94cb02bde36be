import { textOf, type ToolResult } from "../shared/bridge/messages";
import { Button } from "../shared/ui/Button";
import { Notice } from "../shared/ui/Notice";

interface Props {
  cancelled: boolean;
  result: ToolResult | null;
  /** Why the last attempt from this widget failed. */
  problem: string;
  busy: boolean;
  /** Null where the host lets widgets call nothing. */
  again: (() => void) | null;
}

/** A search that was stopped or refused, and the way to try it once more. */
export function Failed({ cancelled, result, problem, busy, again }: Props) {
  const stopped = cancelled && !problem;
  const action = again && (
    <Button busy={busy} onClick={again}>
      {busy ? "Searching…" : "Search again"}
    </Button>
  );
  if (stopped) {
    return (
      <Notice title="The search was stopped" action={action}>
        Nothing was changed. Ask again whenever you like.
      </Notice>
    );
  }
  const why = problem || (result?.isError ? textOf(result) : "");
  return (
    <Notice tone="alert" title="The search did not work" action={action}>
      {why || "Please try again in a moment."}
    </Notice>
  );
}
