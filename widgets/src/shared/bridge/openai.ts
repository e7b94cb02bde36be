/** ChatGPT's `window.openai`: extras, each used only where the host has it. */

import type { Arguments, HostContext, ToolResult } from "./messages";

export interface OpenAiExtras {
  theme?: "light" | "dark";
  locale?: string;
  displayMode?: string;
  safeArea?: { insets?: HostContext["safeAreaInsets"] };
  toolInput?: Arguments | null;
  toolOutput?: unknown;
  toolResponseMetadata?: Record<string, unknown> | null;
  widgetState?: { privateContent?: unknown } | null;
  setWidgetState?: (state: object) => unknown;
  callTool?: (name: string, args: Arguments) => Promise<ToolResult>;
  sendFollowUpMessage?: (message: { prompt: string }) => Promise<unknown>;
  openExternal?: (link: { href: string }) => unknown;
  notifyIntrinsicHeight?: (height: number) => unknown;
}

export const GLOBALS_CHANGED = "openai:set_globals";

export function openAiExtras(): OpenAiExtras | undefined {
  return (window as { openai?: OpenAiExtras }).openai;
}

export function contextOf(extras: OpenAiExtras): HostContext {
  const context: HostContext = {};
  if (extras.theme) context.theme = extras.theme;
  if (extras.locale) context.locale = extras.locale;
  if (extras.displayMode) context.displayMode = extras.displayMode;
  if (extras.safeArea?.insets) context.safeAreaInsets = extras.safeArea.insets;
  return context;
}
