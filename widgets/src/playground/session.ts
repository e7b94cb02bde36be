/** The MCP side of the host: one client on /mcp of this origin. */

import { Client, StreamableHTTPClientTransport, type Tool } from "@modelcontextprotocol/client";
import { getToolUiResourceUri } from "@modelcontextprotocol/ext-apps/app-bridge";
import type { Arguments, ToolResult } from "../shared/bridge/messages";
import type { ResourceCsp } from "./policy";

export interface Widget {
  uri: string;
  html: string;
  csp: ResourceCsp;
}

export interface Session {
  tools: Tool[];
  protocol: string;
  call: (name: string, args: Arguments) => Promise<ToolResult>;
  widgetOf: (tool: string) => Promise<Widget | null>;
}

export async function openSession(token: string): Promise<Session> {
  const headers = token ? { Authorization: `Bearer ${token}` } : undefined;
  const transport = new StreamableHTTPClientTransport(new URL("/mcp", window.location.origin), {
    requestInit: headers ? { headers } : {},
  });
  const capabilities = { extensions: { "io.modelcontextprotocol/ui": { mimeTypes: ["text/html;profile=mcp-app"] } } };
  const client = new Client(
    { name: "craftlocal-playground", version: "1" },
    { capabilities, versionNegotiation: { mode: "auto" } },
  );
  await client.connect(transport);
  const { tools } = await client.listTools();
  const widgets = new Map<string, Promise<Widget>>();

  return {
    tools,
    protocol: client.getNegotiatedProtocolVersion() ?? "",
    call: async (name, args) => (await client.callTool({ name, arguments: args })) as ToolResult,
    widgetOf: async (name) => {
      const tool = tools.find((candidate) => candidate.name === name);
      const uri = tool && getToolUiResourceUri(tool);
      if (!uri) return null;
      const widget = widgets.get(uri) ?? readWidget(client, uri);
      widgets.set(uri, widget);
      return widget;
    },
  };
}

async function readWidget(client: Client, uri: string): Promise<Widget> {
  const { contents } = await client.readResource({ uri });
  const page = contents[0];
  if (!page || !("text" in page)) throw new Error(`${uri} is not a page of HTML.`);
  const ui = page._meta?.ui as { csp?: ResourceCsp } | undefined;
  return { uri, html: page.text, csp: ui?.csp ?? {} };
}
