import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Host } from "./host";
import type { InitializeResult } from "./messages";

interface Sent {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: unknown;
  error?: { code: number };
}

const sent: Sent[] = [];
const parent = { postMessage: (message: Sent) => sent.push(message) };
const realParent = window.parent;
let host: Host;

function say(data: object, source: unknown = parent): void {
  const event = new MessageEvent("message", { data: { jsonrpc: "2.0", ...data } });
  Object.defineProperty(event, "source", { value: source });
  window.dispatchEvent(event);
}

function methods(): (string | undefined)[] {
  return sent.map(({ method }) => method);
}

async function shakeHands(answer: Partial<InitializeResult> = {}): Promise<void> {
  const connected = host.connect("product-grid");
  say({ id: 1, result: { protocolVersion: "2026-01-26", ...answer } });
  await connected;
}

beforeEach(() => {
  sent.length = 0;
  Object.defineProperty(window, "parent", { value: parent, configurable: true });
  host = new Host();
});

afterEach(() => {
  host.close();
  Object.defineProperty(window, "parent", { value: realParent, configurable: true });
  delete (window as { openai?: unknown }).openai;
});

test("nothing but ui/initialize is sent before the host answers", () => {
  void host.connect("product-grid");
  host.openLink("https://craftlocal.test/x");
  host.updateModelContext("looking at a mug");
  expect(methods()).toEqual(["ui/initialize"]);
  expect(sent[0]?.params).toMatchObject({
    protocolVersion: "2026-01-26",
    appInfo: { name: "craftlocal-product-grid" },
    appCapabilities: { availableDisplayModes: ["inline", "fullscreen"] },
  });
});

test("after the answer the widget reports itself initialized and wears the host's context", async () => {
  await shakeHands({ hostContext: { theme: "dark", locale: "de-DE" }, hostCapabilities: { serverTools: {} } });
  expect(methods()).toContain("ui/notifications/initialized");
  expect(host.state.context).toEqual({ theme: "dark", locale: "de-DE" });
  expect(host.state.canCallTools).toBe(true);
  say({ method: "ui/notifications/host-context-changed", params: { theme: "light" } });
  expect(host.state.context).toEqual({ theme: "light", locale: "de-DE" });
});

test("a message from another window is not listened to", async () => {
  await shakeHands();
  say({ method: "ui/notifications/tool-result", params: { structuredContent: { forged: true } } }, window);
  expect(host.state.result).toBeNull();
});

test("partial input, input, result and cancellation reach the state", async () => {
  await shakeHands();
  say({ method: "ui/notifications/tool-input-partial", params: { arguments: { query: "mu" } } });
  expect(host.state.input).toEqual({ query: "mu" });
  say({ method: "ui/notifications/tool-cancelled", params: { reason: "stopped" } });
  expect(host.state.cancelled).toBe(true);
  say({ method: "ui/notifications/tool-result", params: { structuredContent: { total: 1 } } });
  expect(host.state).toMatchObject({ cancelled: false, result: { structuredContent: { total: 1 } } });
});

test("a tool call goes over the bridge and comes back as its result, or as an error", async () => {
  await shakeHands({ hostCapabilities: { serverTools: {} } });
  const answer = host.callTool("get_listing", { listing_id: "lst_1" });
  const call = sent.find(({ method }) => method === "tools/call");
  expect(call?.params).toEqual({ name: "get_listing", arguments: { listing_id: "lst_1" } });
  say({ id: call?.id, result: { structuredContent: { id: "lst_1" } } });
  await expect(answer).resolves.toEqual({ structuredContent: { id: "lst_1" } });

  const refused = host.callTool("get_listing", {});
  say({ id: sent.at(-1)?.id, error: { code: -32000, message: "Not now." } });
  await expect(refused).rejects.toThrow("Not now.");
});

test("teardown and ping are answered, an unknown request is refused politely", async () => {
  await shakeHands();
  say({ id: 7, method: "ping" });
  say({ id: 8, method: "ui/unheard-of" });
  say({ id: 9, method: "ui/resource-teardown", params: {} });
  expect(sent.slice(-3)).toMatchObject([{ id: 7, result: {} }, { id: 8, error: { code: -32601 } }, { id: 9, result: {} }]);
});

test("only web pages are opened", async () => {
  await shakeHands({ hostCapabilities: { openLinks: {} } });
  host.openLink("javascript:alert(1)");
  expect(methods()).not.toContain("ui/open-link");
  host.openLink("https://craftlocal.test/listings/lst_1");
  expect(sent.at(-1)).toMatchObject({ method: "ui/open-link", params: { url: "https://craftlocal.test/listings/lst_1" } });
});

test("a host that only has window.openai is enough", async () => {
  const callTool = vi.fn(async () => ({ structuredContent: { id: "lst_1" } }));
  const sendFollowUpMessage = vi.fn(async () => undefined);
  const openai = { theme: "dark", toolInput: { query: "mug" }, toolOutput: { total: 3 }, callTool, sendFollowUpMessage };
  Object.assign(window, { openai });
  void host.connect("product-grid");
  expect(host.state).toMatchObject({
    input: { query: "mug" },
    result: { structuredContent: { total: 3 } },
    context: { theme: "dark" },
    canCallTools: true,
  });
  await expect(host.callTool("get_listing", { listing_id: "lst_1" })).resolves.toMatchObject({ structuredContent: {} });
  await host.sendMessage("More, please");
  expect(sendFollowUpMessage).toHaveBeenCalledWith({ prompt: "More, please" });
});

test("output that ChatGPT delivers later is picked up", () => {
  const openai: Record<string, unknown> = { toolOutput: null };
  Object.assign(window, { openai });
  void host.connect("product-grid");
  expect(host.state.result).toBeNull();
  openai.toolOutput = { total: 1 };
  window.dispatchEvent(new Event("openai:set_globals"));
  expect(host.state.result?.structuredContent).toEqual({ total: 1 });
});
