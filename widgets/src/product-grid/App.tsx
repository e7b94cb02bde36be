import { useRef } from "react";
import { textOf } from "../shared/bridge/messages";
import { useHostState, type WidgetProps } from "../shared/bridge/mount";
import { Button } from "../shared/ui/Button";
import { Notice } from "../shared/ui/Notice";
import { GridSkeleton } from "./GridSkeleton";
import { isListingPage } from "./isListingPage";
import { OpenedListing } from "./OpenedListing";
import { Results } from "./Results";
import { useOpened } from "./useOpened";
import { usePages } from "./usePages";

/** The answer of search_listings: what was found, one piece of it at a time if the shopper likes. */
export function App({ host }: WidgetProps) {
  const { result, input, cancelled, context, canCallTools } = useHostState(host);
  const pages = usePages(host);
  const opened = useOpened(host);
  const cameFrom = useRef<string | null>(null);
  const wish = typeof input?.query === "string" ? input.query : "";

  if (!pages.page && cancelled) {
    return (
      <Notice
        title="The search was stopped"
        action={canCallTools && input && <Button onClick={pages.again}>Search again</Button>}
      >
        Nothing was changed. Ask again whenever you like.
      </Notice>
    );
  }
  if (!pages.page && result) {
    const refused = result.isError || !isListingPage(result.structuredContent);
    return (
      <Notice
        tone="alert"
        title="The search did not work"
        action={canCallTools && input && <Button onClick={pages.again}>Try again</Button>}
      >
        {(refused && textOf(result)) || "Please try again in a moment."}
      </Notice>
    );
  }
  if (!pages.page) return <GridSkeleton wish={wish} />;
  if (opened.id) {
    return (
      <OpenedListing
        opened={opened}
        host={host}
        locale={context.locale}
        onBack={() => {
          cameFrom.current = opened.id;
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
      focusOn={cameFrom.current}
    />
  );
}
