/** The host as a widget sees it: one state to render, and the few things a widget may ask for. */

import {
  PROTOCOL_VERSION,
  type Arguments,
  type HostCapabilities,
  type HostContext,
  type InitializeResult,
  type ToolResult,
} from "./messages";
import { contextOf, GLOBALS_CHANGED, openAiExtras } from "./openai";
import { Rpc, UnknownMethodError } from "./rpc";
import { isWebLink, refuse } from "./guards";

export interface HostState {
  /** What the tool was asked; partial while the model is still writing it. */
  input: Arguments | null;
  result: ToolResult | null;
  cancelled: boolean;
  context: HostContext;
  canCallTools: boolean;
  canSendMessages: boolean;
}

const INITIAL: HostState = {
  input: null,
  result: null,
  cancelled: false,
  context: {},
  canCallTools: false,
  canSendMessages: false,
};

export class Host {
  #state = INITIAL;
  #rpc: Rpc | null = null;
  #capabilities: HostCapabilities | null = null;
  #watching = false;
  readonly #listeners = new Set<() => void>();
  readonly #cleanups: (() => void)[] = [];

  get state(): HostState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Shake hands with whatever host there is; resolves once it has answered, never where none speaks MCP Apps. */
  async connect(name: string): Promise<void> {
    this.#adoptExtras();
    const onGlobals = (): void => this.#adoptExtras();
    window.addEventListener(GLOBALS_CHANGED, onGlobals);
    this.#cleanups.push(() => window.removeEventListener(GLOBALS_CHANGED, onGlobals));
    if (openAiExtras()) this.#watchSize();
    if (window.parent === window) return;

    this.#rpc = new Rpc(window.parent, (method, params) => this.#receive(method, params));
    const answer = await this.#rpc.request<InitializeResult>("ui/initialize", {
      protocolVersion: PROTOCOL_VERSION,
      appInfo: { name: `craftlocal-${name}`, version: "1" },
      appCapabilities: { availableDisplayModes: ["inline", "fullscreen"] },
    });
    this.#capabilities = answer.hostCapabilities ?? {};
    this.#set({ context: { ...this.#state.context, ...answer.hostContext } });
    this.#setAbilities();
    this.#rpc.notify("ui/notifications/initialized");
    this.#watchSize();
  }

  async callTool(name: string, args: Arguments): Promise<ToolResult> {
    if (this.#capabilities?.serverTools) {
      return this.#ask<ToolResult>("tools/call", { name, arguments: args });
    }
    return (await openAiExtras()?.callTool?.(name, args)) ?? refuse("This host does not let widgets call tools.");
  }

  /** Speak for the shopper, as a follow-up in the conversation. */
  async sendMessage(text: string): Promise<void> {
    if (this.#capabilities?.message) {
      await this.#ask("ui/message", { role: "user", content: [{ type: "text", text }] });
    } else {
      await openAiExtras()?.sendFollowUpMessage?.({ prompt: text });
    }
  }

  /** Open a page outside; false where the host cannot, so that a plain link may do it. */
  openLink(url: string): boolean {
    if (!isWebLink(url)) return true;
    const external = openAiExtras()?.openExternal;
    if (this.#capabilities?.openLinks) {
      void this.#ask("ui/open-link", { url }).catch(() => undefined);
      return true;
    }
    external?.({ href: url });
    return external !== undefined;
  }

  /** Tell the model what the shopper looks at, so that "this one" means something in the next message. */
  updateModelContext(text: string): void {
    if (!this.#capabilities?.updateModelContext) return;
    void this.#ask("ui/update-model-context", { content: [{ type: "text", text }] }).catch(() => undefined);
  }

  /** What this widget kept over a reload; null on hosts that keep nothing. */
  get kept(): unknown {
    return openAiExtras()?.widgetState?.privateContent ?? null;
  }

  keep(privateContent: object): void {
    openAiExtras()?.setWidgetState?.({ modelContent: null, privateContent, imageIds: [] });
  }

  close(): void {
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
    this.#rpc?.close();
  }

  #ask<Result>(method: string, params: object): Promise<Result> {
    return this.#rpc ? this.#rpc.request<Result>(method, params) : Promise.reject(new Error("There is no host."));
  }

  #receive(method: string, params: unknown): object {
    switch (method) {
      case "ui/notifications/tool-input-partial":
      case "ui/notifications/tool-input":
        this.#set({ input: (params as { arguments?: Arguments }).arguments ?? {} });
        break;
      case "ui/notifications/tool-result":
        this.#set({ result: params as ToolResult, cancelled: false });
        break;
      case "ui/notifications/tool-cancelled":
        this.#set({ cancelled: true });
        break;
      case "ui/notifications/host-context-changed":
        this.#set({ context: { ...this.#state.context, ...(params as HostContext) } });
        break;
      case "ui/resource-teardown":
        // Closing waits for the answer to be on its way.
        queueMicrotask(() => this.close());
        break;
      case "ping":
        break;
      default:
        throw new UnknownMethodError(method);
    }
    return {};
  }

  #adoptExtras(): void {
    const extras = openAiExtras();
    if (!extras) return;
    const seen: Partial<HostState> = { context: { ...this.#state.context, ...contextOf(extras) } };
    if (extras.toolInput) seen.input = extras.toolInput;
    if (extras.toolOutput) {
      const changed = extras.toolOutput !== this.#state.result?.structuredContent;
      const _meta = extras.toolResponseMetadata ?? {};
      if (changed) seen.result = { structuredContent: extras.toolOutput, _meta };
    }
    this.#set(seen);
    this.#setAbilities();
  }

  #setAbilities(): void {
    const extras = openAiExtras();
    this.#set({
      canCallTools: Boolean(this.#capabilities?.serverTools ?? extras?.callTool),
      canSendMessages: Boolean(this.#capabilities?.message ?? extras?.sendFollowUpMessage),
    });
  }

  #watchSize(): void {
    if (this.#watching) return;
    this.#watching = true;
    const root = document.documentElement;
    let last = 0;
    const observer = new ResizeObserver(() => {
      const height = Math.ceil(document.body.getBoundingClientRect().height);
      if (height === last) return;
      last = height;
      if (this.#capabilities) {
        this.#rpc?.notify("ui/notifications/size-changed", { width: root.clientWidth, height });
      } else {
        openAiExtras()?.notifyIntrinsicHeight?.(height);
      }
    });
    observer.observe(document.body);
    this.#cleanups.push(() => observer.disconnect());
  }

  #set(change: Partial<HostState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
