/** Which piece the shopper opened, kept over a reload where the host can. */

import { useEffect, useRef, useState } from "react";
import type { Host } from "../shared/bridge/host";
import { textOf } from "../shared/bridge/messages";
import { useHostState } from "../shared/bridge/mount";
import { TOOL, type Listing } from "../shared/listing/contract";
import { isListing } from "../shared/listing/isListing";
import type { ListingSummary } from "./contract";

export interface Opened {
  id: string | null;
  listing: Listing | null;
  problem: string;
  open: (item: ListingSummary) => void;
  retry: () => void;
  close: () => void;
}

export function useOpened(host: Host): Opened {
  const { canCallTools, canSendMessages } = useHostState(host);
  const [id, setId] = useState<string | null>(null);
  const [listing, setListing] = useState<Listing | null>(null);
  const [problem, setProblem] = useState("");
  const wanted = useRef<string | null>(null);

  const show = async (next: string): Promise<void> => {
    wanted.current = next;
    setId(next);
    setListing(null);
    setProblem("");
    host.keep({ opened: next });
    try {
      const answer = await host.callTool(TOOL, { listing_id: next });
      if (answer.isError || !isListing(answer.structuredContent)) throw new Error(textOf(answer));
      if (wanted.current === next) setListing(answer.structuredContent);
    } catch (error) {
      const why = error instanceof Error ? error.message : "";
      if (wanted.current === next) setProblem(why || "It may have been sold or taken down.");
    }
  };

  useEffect(() => {
    const kept = (host.kept as { opened?: unknown } | null)?.opened;
    if (canCallTools && wanted.current === null && typeof kept === "string") void show(kept);
  }, [canCallTools]);

  const open = (item: ListingSummary): void => {
    if (canCallTools) void show(item.id);
    // Only the id: a maker's title must not get to speak as the shopper.
    else if (canSendMessages) void host.sendMessage(`Show me more about listing ${item.id}.`);
    else host.openLink(item.url);
  };

  const close = (): void => {
    wanted.current = null;
    setId(null);
    host.keep({ opened: null });
  };

  return { id, listing, problem, open, retry: () => void (id && show(id)), close };
}
