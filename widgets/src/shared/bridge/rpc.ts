/** JSON-RPC 2.0 with one other window over postMessage. */

interface Message {
  jsonrpc: "2.0";
  id?: number | string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string };
}

interface Pending {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/** Answers a request or takes a notification; the return value is the answer's result. */
export type Receive = (method: string, params: unknown) => object;

const METHOD_NOT_FOUND = -32601;

export class UnknownMethodError extends Error {}

export class Rpc {
  readonly #peer: Window;
  readonly #receive: Receive;
  readonly #pending = new Map<number | string, Pending>();
  #lastId = 0;

  constructor(peer: Window, receive: Receive) {
    this.#peer = peer;
    this.#receive = receive;
    window.addEventListener("message", this.#onMessage);
  }

  request<Result>(method: string, params: object): Promise<Result> {
    const id = ++this.#lastId;
    return new Promise<Result>((resolve, reject) => {
      this.#pending.set(id, { resolve: (result) => resolve(result as Result), reject });
      this.#post({ jsonrpc: "2.0", id, method, params });
    });
  }

  notify(method: string, params: object = {}): void {
    this.#post({ jsonrpc: "2.0", method, params });
  }

  close(): void {
    window.removeEventListener("message", this.#onMessage);
    // Whoever still waits goes down with the page.
    this.#pending.clear();
  }

  readonly #onMessage = (event: MessageEvent): void => {
    // Any frame may post to us; only the host that embeds us is listened to.
    if (event.source !== this.#peer) return;
    const message = event.data as Message | null;
    if (!message || message.jsonrpc !== "2.0") return;
    if (message.method !== undefined) this.#answer(message.method, message);
    else if (message.id !== undefined) this.#settle(message.id, message);
  };

  #answer(method: string, { id, params }: Message): void {
    try {
      const result = this.#receive(method, params ?? {});
      if (id !== undefined) this.#post({ jsonrpc: "2.0", id, result });
    } catch (error) {
      if (!(error instanceof UnknownMethodError)) throw error;
      if (id === undefined) return;
      this.#post({ jsonrpc: "2.0", id, error: { code: METHOD_NOT_FOUND, message: "Method not found" } });
    }
  }

  #settle(id: number | string, { result, error }: Message): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error) pending?.reject(new Error(error.message));
    else pending?.resolve(result);
  }

  #post(message: Message): void {
    // The host's origin is not known to a sandboxed view, and nothing secret is sent.
    this.#peer.postMessage(message, "*");
  }
}
