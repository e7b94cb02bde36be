import { useState } from "react";
import { useHostState, type WidgetProps } from "../shared/bridge/mount";
import { Failed } from "./Failed";
import { GridSkeleton } from "./GridSkeleton";
import { OpenedListing } from "./OpenedListing";
import { Results } from "./Results";
import { useOpened } from "./useOpened";
import { usePages } from "./usePages";

/** The answer of search_listings: what was found, one piece of it at a time if the shopper likes. */
export function App({ host }: WidgetProps) {
  const { result, input, cancelled, context, canCallTools } = useHostState(host);
  const pages = usePages(host);
  const opened = useOpened(host);
  const [cameFrom, setCameFrom] = useState<string | null>(null);
  const wish = typeof input?.query === "string" ? input.query : "";

  if (!pages.page && (cancelled || result)) {
    const again = canCallTools && input ? pages.again : null;
    return <Failed cancelled={cancelled} result={result} problem={pages.problem} busy={pages.busy} again={again} />;
  }
  if (!pages.page) return <GridSkeleton wish={wish} />;
  if (opened.id) {
    return (
      <OpenedListing
        opened={opened}
        host={host}
        locale={context.locale}
        onBack={() => {
          setCameFrom(opened.id);
          opened.close();
        }}
      />
    );
  }
  return (
    <Results
      page={pages.page}
      more={pages.more}
      problem={pages.problem}
      locale={context.locale}
      onOpen={opened.open}
      focusOn={cameFrom}
    />
  );
}
