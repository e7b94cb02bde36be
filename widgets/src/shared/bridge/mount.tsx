/** Start a widget: connect, follow the host's looks, render. */

import { render } from "preact";
import { useSyncExternalStore, type ComponentType } from "react";
import { followLooks } from "../theme/looks";
import { Host, type HostState } from "./host";

export interface WidgetProps {
  host: Host;
}

export function useHostState(host: Host): HostState {
  return useSyncExternalStore(host.subscribe, () => host.state);
}

export function mount(name: string, App: ComponentType<WidgetProps>): void {
  const host = new Host();
  followLooks(host);
  render(
    <main>
      <App host={host} />
    </main>,
    document.body,
  );
  host.connect(name).catch((error: unknown) => console.error("The host refused this widget.", error));
}
