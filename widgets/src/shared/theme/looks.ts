/** Put the host's theme, colours and safe area onto the page. */

import type { Host } from "../bridge/host";
import type { HostContext } from "../bridge/messages";

// The names MCP Apps defines; anything else a host sends could overwrite our own variables.
const HOST_VARIABLE = /^--(color|font|border|shadow)-[a-z0-9-]+$/;

export function followLooks(host: Host): void {
  let shown: HostContext | null = null;
  host.subscribe(() => {
    if (host.state.context === shown) return;
    shown = host.state.context;
    wear(shown);
  });
}

export function wear({ theme, styles, safeAreaInsets }: HostContext): void {
  const { style } = document.documentElement;
  // `color-scheme` alone switches every light-dark() of ours and the host's.
  if (theme) style.colorScheme = theme;
  for (const [name, value] of Object.entries(styles?.variables ?? {})) {
    if (value && HOST_VARIABLE.test(name)) style.setProperty(name, value);
  }
  for (const [side, pixels] of Object.entries(safeAreaInsets ?? {})) {
    style.setProperty(`--safe-${side}`, `${pixels}px`);
  }
}
