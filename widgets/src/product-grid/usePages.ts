/** The first page from the host, and the further ones the shopper asked for. */

import { useEffect, useState } from "react";
import type { Host } from "../shared/bridge/host";
import { textOf, type Arguments } from "../shared/bridge/messages";
import { useHostState } from "../shared/bridge/mount";
import { TOOL, type ListingPage } from "./contract";
import { isListingPage } from "./isListingPage";

export interface Pages {
  page: ListingPage | null;
  /** Fetches the next page; null when there is none, or the host lets widgets call nothing. */
  more: { fetch: () => void; busy: boolean } | null;
  problem: string;
  /** Runs the same search once more, after it failed or was stopped. */
  again: () => void;
}

export function usePages(host: Host): Pages {
  const { result, input, canCallTools } = useHostState(host);
  const [page, setPage] = useState<ListingPage | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  useEffect(() => {
    const usable = result && !result.isError && isListingPage(result.structuredContent);
    setPage(usable ? (result.structuredContent as ListingPage) : null);
    setProblem("");
  }, [result]);

  const search = async (extra: Arguments, before: ListingPage | null): Promise<void> => {
    setBusy(true);
    setProblem("");
    try {
      const next = await searchOnce(host, { ...input, ...extra });
      setPage(before ? { ...next, items: [...before.items, ...fresh(next, before)] } : next);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "The search did not work. Please try again.");
    } finally {
      setBusy(false);
    }
  };

  const cursor = page?.next_cursor;
  const more = page && cursor && canCallTools ? { fetch: () => void search({ cursor }, page), busy } : null;
  return { page, more, problem, again: () => void search({}, null) };
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
