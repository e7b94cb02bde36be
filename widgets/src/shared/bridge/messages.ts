/** What a widget and its host say to each other: the parts of MCP Apps 2026-01-26 that we use. */

export const PROTOCOL_VERSION = "2026-01-26";

export type Arguments = Record<string, unknown>;

export interface ToolResult {
  content?: { type: string; text?: string }[];
  structuredContent?: unknown;
  isError?: boolean;
  _meta?: Record<string, unknown>;
}

export interface HostContext {
  theme?: "light" | "dark";
  locale?: string;
  displayMode?: string;
  styles?: { variables?: Record<string, string | undefined> };
  safeAreaInsets?: { top: number; right: number; bottom: number; left: number };
}

export interface HostCapabilities {
  serverTools?: object;
  openLinks?: object;
  message?: object;
  updateModelContext?: object;
}

export interface InitializeResult {
  protocolVersion: string;
  hostCapabilities?: HostCapabilities;
  hostContext?: HostContext;
}

/** The sentence a host shows to the model, which is also the best sentence for the shopper. */
export function textOf(result: ToolResult): string {
  return (result.content ?? [])
    .filter((block) => block.type === "text")
    .map((block) => block.text ?? "")
    .join("\n")
    .trim();
}
