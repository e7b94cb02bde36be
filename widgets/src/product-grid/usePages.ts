/** The first page from the host, and the further ones the shopper asked for. */

import { useState } from "react";
import type { Host } from "../shared/bridge/host";
import { textOf, type Arguments, type ToolResult } from "../shared/bridge/messages";
import { useHostState } from "../shared/bridge/mount";
import { TOOL, type ListingPage } from "./contract";
import { isListingPage } from "./isListingPage";

export interface Pages {
  page: ListingPage | null;
  /** Fetches the next page; null when there is none, or the host lets widgets call nothing. */
  more: { fetch: () => void; busy: boolean } | null;
  busy: boolean;
  problem: string;
  /** Runs the same search once more, after it failed or was stopped. */
  again: () => void;
}

/** What the shopper added to one result of the host; a newer result starts afresh. */
interface Added {
  to: ToolResult | null;
  page: ListingPage | null;
  busy: boolean;
  problem: string;
}

export function usePages(host: Host): Pages {
  const { result, input, canCallTools } = useHostState(host);
  const [latest, setAdded] = useState<Added | null>(null);
  const added = latest?.to === result ? latest : null;
  const page = added?.page ?? firstPage(result);

  const search = async (extra: Arguments, before: ListingPage | null): Promise<void> => {
    setAdded({ to: result, page, busy: true, problem: "" });
    try {
      const next = await searchOnce(host, { ...input, ...extra });
      const whole = before ? { ...next, items: [...before.items, ...fresh(next, before)] } : next;
      setAdded({ to: result, page: whole, busy: false, problem: "" });
    } catch (error) {
      const problem = error instanceof Error ? error.message : "The search did not work. Please try again.";
      setAdded({ to: result, page, busy: false, problem });
    }
  };

  const busy = added?.busy ?? false;
  const cursor = page?.next_cursor;
  const more = page && cursor && canCallTools ? { fetch: () => void search({ cursor }, page), busy } : null;
  return { page, more, busy, problem: added?.problem ?? "", again: () => void search({}, null) };
}

function firstPage(result: ToolResult | null): ListingPage | null {
  return result && !result.isError && isListingPage(result.structuredContent) ? result.structuredContent : null;
}

async function searchOnce(host: Host, args: Arguments): Promise<ListingPage> {
  const answer = await host.callTool(TOOL, args);
  if (answer.isError || !isListingPage(answer.structuredContent)) {
    throw new Error(textOf(answer) || "The search did not work. Please try again.");
  }
  return answer.structuredContent;
}

/** A piece that moved between pages while the shopper read is shown once. */
function fresh(next: ListingPage, before: ListingPage): ListingPage["items"] {
  const seen = new Set(before.items.map(({ id }) => id));
  return next.items.filter(({ id }) => !seen.has(id));
}
