/** A host for unit tests: its state is set by hand, what a widget asks of it is written down. */

import type { Host, HostState } from "./host";
import type { Arguments, ToolResult } from "./messages";

export interface Asked {
  calls: { name: string; args: Arguments }[];
  messages: string[];
  links: string[];
  kept: unknown;
}

export interface ScriptedHost {
  host: Host;
  asked: Asked;
  show: (state: Partial<HostState>) => void;
}

type Reply = ToolResult | Error;

export function scriptedHost(state: Partial<HostState> = {}, replies: Reply[] = [], kept: unknown = null): ScriptedHost {
  const listeners = new Set<() => void>();
  const asked: Asked = { calls: [], messages: [], links: [], kept };
  const host = {
    state: {
      input: null,
      result: null,
      cancelled: false,
      context: { locale: "en-GB" },
      canCallTools: true,
      canSendMessages: true,
      ...state,
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    callTool: async (name: string, args: Arguments) => {
      asked.calls.push({ name, args });
      const reply = replies.shift();
      if (reply instanceof Error) throw reply;
      return reply ?? new Promise<ToolResult>(() => undefined);
    },
    sendMessage: async (text: string) => void asked.messages.push(text),
    openLink: (url: string) => {
      asked.links.push(url);
      return true;
    },
    updateModelContext: () => undefined,
    kept,
    keep: (content: object) => {
      asked.kept = content;
    },
  };
  const show = (change: Partial<HostState>): void => {
    host.state = { ...host.state, ...change };
    for (const listener of listeners) listener();
  };
  return { host: host as unknown as Host, asked, show };
}
