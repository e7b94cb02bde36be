/** A widget in a frame, spoken to through the official AppBridge; everything said is written down. */

import { AppBridge, PostMessageTransport } from "@modelcontextprotocol/ext-apps/app-bridge";
import { useEffect, useRef, useState, type RefObject } from "react";
import { WIDTHS, type Looks } from "./looks";
import type { Run } from "./run";
import type { Session, Widget } from "./session";

export interface Said {
  order: number;
  by: "host" | "widget";
  at_ms: number;
  message: { method?: string; id?: string | number; [part: string]: unknown };
}

export interface Wishes {
  said: Said[];
  /** Pages the widget asked to open, follow-ups it asked to send, words it gave to the model. */
  links: string[];
  messages: { order: number; text: string }[];
  told: string;
  height: number;
}

const NOTHING: Wishes = { said: [], links: [], messages: [], told: "", height: 220 };
const SANDBOX = "/playground/sandbox.html";
const ABILITIES = {
  serverTools: {},
  openLinks: {},
  logging: {},
  message: { text: {} },
  updateModelContext: { text: {} },
};

export function useBridge(
  frame: RefObject<HTMLIFrameElement | null>,
  session: Session,
  run: Run,
  widget: Widget,
  looks: Looks,
): Wishes {
  const [wishes, setWishes] = useState(NOTHING);
  const [bridge, setBridge] = useState<AppBridge | null>(null);
  const told = useRef(false);

  useEffect(() => {
    const view = frame.current?.contentWindow;
    if (!view) return undefined;
    const began = performance.now();
    const note = (change: (wishes: Wishes) => Partial<Wishes>): void =>
      setWishes((now) => ({ ...now, ...change(now) }));
    const hear = (by: Said["by"], message: unknown): void => {
      const at_ms = performance.now() - began;
      const heard = message as Said["message"];
      note(({ said }) => ({ said: [...said, { order: said.length, by, at_ms, message: heard }] }));
    };
    const made = new AppBridge(null, { name: "CraftLocal playground", version: "1" }, ABILITIES, {
      hostContext: contextOf(looks),
    });
    answerWishes(made, session, note);
    made.onsandboxready = () => void made.sendSandboxResourceReady({ html: widget.html, csp: widget.csp });
    made.oninitialized = () => {
      void made.sendToolInput({ arguments: run.args });
      setBridge(made);
    };
    // The frame is loaded only once somebody listens to it.
    void made.connect(overheard(view, hear)).then(() => frame.current?.setAttribute("src", SANDBOX));
    return () => void made.close();
  }, []);

  useEffect(() => {
    if (!bridge || !run.result || told.current) return;
    told.current = true;
    void bridge.sendToolResult({ ...run.result, content: run.result.content ?? [] } as never);
  }, [bridge, run.result]);

  useEffect(() => {
    bridge?.setHostContext(contextOf(looks));
  }, [bridge, looks]);

  return wishes;
}

function contextOf({ theme, width, locale }: Looks) {
  return {
    theme,
    locale,
    displayMode: "inline" as const,
    availableDisplayModes: ["inline" as const],
    containerDimensions: { width: WIDTHS[width] },
    platform: "web" as const,
  };
}

function answerWishes(
  bridge: AppBridge,
  session: Session,
  note: (change: (wishes: Wishes) => Partial<Wishes>) => void,
): void {
  bridge.oncalltool = async ({ name, arguments: args }) => (await session.call(name, args ?? {})) as never;
  bridge.onopenlink = async ({ url }) => {
    note(({ links }) => ({ links: [...links.filter((link) => link !== url), url] }));
    return {};
  };
  bridge.onmessage = async ({ content }) => {
    note(({ messages }) => ({ messages: [...messages, { order: messages.length, text: textOf(content) }] }));
    return {};
  };
  bridge.onupdatemodelcontext = async ({ content }) => {
    note(() => ({ told: textOf(content ?? []) }));
    return {};
  };
  bridge.onsizechange = ({ height }) => {
    if (height) note(() => ({ height }));
  };
}

function textOf(content: readonly object[]): string {
  return content.map((block) => ("text" in block ? String(block.text) : "")).join("\n");
}

/** A transport to the frame that reports each message in both directions, the page of the widget aside. */
function overheard(view: Window, hear: (by: Said["by"], message: unknown) => void): PostMessageTransport {
  const transport = new PostMessageTransport(view, view);
  const send = transport.send.bind(transport);
  transport.send = (message, options) => {
    if (!("method" in message && message.method.includes("sandbox"))) hear("host", message);
    return send(message, options);
  };
  const start = transport.start.bind(transport);
  transport.start = () => {
    const deliver = transport.onmessage;
    transport.onmessage = (message, extra) => {
      if (!("method" in message && message.method.includes("sandbox"))) hear("widget", message);
      deliver?.(message, extra);
    };
    return start();
  };
  return transport;
}
