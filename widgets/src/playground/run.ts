/** One call of a tool, as the page shows it. */

import type { Arguments, ToolResult } from "../shared/bridge/messages";
import type { Widget } from "./session";

export interface Run {
  id: number;
  tool: string;
  args: Arguments;
  /** What a person typed; empty when a tool was called by hand. */
  words: string;
  widget: Widget | null;
  result: ToolResult | null;
  problem: string;
  duration_ms: number;
}

export interface Size {
  kilobytes: string;
  tokens: number;
}

/** What an answer costs the model: bytes on the wire, and tokens at the usual four characters each. */
export function sizeOf(value: unknown): Size {
  const text = JSON.stringify(value ?? null);
  const bytes = new TextEncoder().encode(text).length;
  return { kilobytes: (bytes / 1000).toFixed(1), tokens: Math.ceil(text.length / 4) };
}
