"""The OpenAPI document as one page for people, without scripts or foreign assets."""

import base64
import hashlib
import json
from collections.abc import Mapping
from html import escape
from typing import Any

STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#22201d, #ece8e1); --soft: light-dark(#6b655c, #a39c91);
  --paper: light-dark(#fdfcfa, #191816); --card: light-dark(#fff, #22201e);
  --line: light-dark(#e4dfd6, #39352f); --accent: light-dark(#8a3d12, #f0a878); }
* { box-sizing: border-box } body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, sans-serif }
main { max-width: 56rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem }
h1 { font-size: 1.75rem; margin: 0 } h3 { font-size: 1rem; margin: 1rem 0 .4rem }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.2rem }
p.soft, td.soft, small { color: var(--soft) } a { color: var(--accent) }
details { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin: .5rem 0 }
summary { cursor: pointer; padding: .7rem 1rem; display: flex; gap: .75rem; flex-wrap: wrap;
  align-items: baseline }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 10px }
details > div { padding: 0 1rem 1rem; border-top: 1px solid var(--line) }
.method { font: 600 .8rem ui-monospace, monospace; color: var(--accent); min-width: 3.6rem }
code, pre { font: .85rem/1.5 ui-monospace, monospace }
summary code { font-size: .9rem; overflow-wrap: anywhere }
pre { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: .75rem;
  overflow-x: auto } table { border-collapse: collapse; width: 100% }
td { border-top: 1px solid var(--line); padding: .35rem .75rem .35rem 0; vertical-align: top }
td code { white-space: nowrap } .scroll { overflow-x: auto }
"""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'none'"


def page(document: Mapping[str, Any]) -> str:
    """Return the whole page."""
    info = document["info"]
    sections = "".join(_tag(document, tag["name"]) for tag in document["tags"])
    schemas = "".join(_schema(name, schema) for name, schema in document["components"]["schemas"].items())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(info['title'])}</title><style>{STYLE}</style></head><body><main>"
        f'<h1>{escape(info["title"])}</h1><p class="soft">{escape(info["summary"])} '
        f'Version {escape(info["version"])}. <a href="/openapi.json">openapi.json</a></p>'
        f"{sections}<h2>Schemas</h2>{schemas}</main></body></html>"
    )


def _tag(document: Mapping[str, Any], tag: str) -> str:
    found = [
        _operation(method, path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if tag in operation["tags"]
    ]
    return f"<h2>{escape(tag)}</h2>{''.join(found)}"


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> str:
    name = escape(operation["operationId"], quote=True)
    parts = [_allowed(operation["security"]), _table("Parameters", _parameter_rows(operation["parameters"]))]
    if "requestBody" in operation:
        parts.append(_body(operation["requestBody"]["content"]))
    parts.append(_table("Answers", [_answer_row(*item) for item in operation["responses"].items()]))
    return (
        f'<details><summary><span class="method">{method.upper()}</span>'
        f"<code>{escape(path)}</code> <small>{escape(operation['summary'])}</small></summary>"
        f'<div id="{name}">{"".join(parts)}</div></details>'
    )


def _allowed(security: list[dict[str, list[str]]]) -> str:
    if not security:
        return "<p>Open to everyone.</p>"
    scheme, scopes = next(iter(next(filter(None, security)).items()))
    if scheme == "client":
        return "<p>Needs the client's id and secret (HTTP Basic).</p>"
    if scheme == "signature":
        return "<p>Needs the signature of one of your endpoints (Standard Webhooks).</p>"
    needed = f"a Bearer token with <code>{escape(' '.join(scopes))}</code>"
    return f"<p>Takes {needed}, or none.</p>" if {} in security else f"<p>Needs {needed}.</p>"


def _body(content: Mapping[str, Any]) -> str:
    media, body = next(iter(content.items()))
    example = json.dumps(body.get("example", {}), indent=2, ensure_ascii=False)
    return f"<h3>Body</h3><p>{_link(body['schema'])} as {escape(media)}</p><pre>{escape(example)}</pre>"


def _parameter_rows(parameters: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [
        (
            f"<code>{escape(parameter['name'])}</code>",
            escape(parameter["in"] + (", required" if parameter["required"] else "")),
            escape(parameter.get("description", "")),
        )
        for parameter in parameters
    ]


def _answer_row(status: str, answer: Mapping[str, Any]) -> tuple[str, str, str]:
    links = [_link(content["schema"]) for content in answer.get("content", {}).values()]
    return f"<code>{escape(status)}</code>", " ".join(links), escape(answer["description"])


def _schema(name: str, schema: Mapping[str, Any]) -> str:
    required = schema.get("required", ())
    rows = [
        (
            f"<code>{escape(field)}</code>",
            _kind(inner) + (", required" if field in required else ""),
            escape(inner.get("description", "")),
        )
        for field, inner in schema.get("properties", {}).items()
    ]
    return (
        f"<details><summary><code>{escape(name)}</code> "
        f"<small>{escape(schema.get('description', ''))}</small></summary>"
        f'<div id="{escape(name, quote=True)}">{_table("", rows)}</div></details>'
    )


def _kind(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return _link(schema)
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return escape(str(schema.get("const", schema.get("type", "anything"))))


def _link(schema: Mapping[str, Any]) -> str:
    name = escape(str(schema.get("$ref", "")).rsplit("/", 1)[-1], quote=True)
    return f'<a href="#{name}">{name}</a>'


def _table(title: str, rows: list[tuple[str, str, str]]) -> str:
    if not rows:
        return ""
    lines = "".join(f'<tr><td>{a}</td><td>{b}</td><td class="soft">{c}</td></tr>' for a, b, c in rows)
    heading = f"<h3>{title}</h3>" if title else ""
    return f'{heading}<div class="scroll"><table>{lines}</table></div>'
