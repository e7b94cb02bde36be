"""docs/collection/api: a Bruno request for every operation, from the examples of the OpenAPI documents."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from core.http import openapi
from core.http.operations import IDEMPOTENCY_KEY, SIGNED_HEADERS, Operation
from search import app as reads
from write_api import app as writes

FOLDER = "docs/collection/api"
VARIABLE = re.compile(r"{(\w+)}")
PICTURE = "mug.png"  # beside bruno.json
ASKED_WITH = {"endpoint": "endpoint_id"}  # query parameters that name what an earlier request made
# What an answer tells, besides the id of what was made or of the first in a list, and where bodies say it.
TOLD = {
    "get_order": ("line_id", "res.body.shop_orders[0].lines[0].id"),
    "get_shop_order": ("line_id", "res.body.lines[0].id"),
    "send_order_message": ("message_id", "res.body.id"),
    "send_shop_order_message": ("message_id", "res.body.id"),
}
SAID = {"line_id": "{{line_id}}", "up_to": "{{message_id}}"}
# What one that makes something is sent as once more, so that an operation has what it needs.
BEFORE = {"receive_shipment": ("create_webhook_endpoint", {"name": "Parcel service", "kind": "orders"})}
SIGN = """\
const crypto = require("crypto-js");
const key = crypto.enc.Base64.parse(bru.getVar("endpoint_secret").replace("whsec_", ""));
const id = "msg_" + Date.now(), timestamp = String(Math.floor(Date.now() / 1000));
const text = id + "." + timestamp + "." + req.getBody({ raw: true });
bru.setVar("webhook_id", id);
bru.setVar("webhook_timestamp", timestamp);
bru.setVar("webhook_signature", "v1," + crypto.enc.Base64.stringify(crypto.HmacSHA256(text, key)));"""

Operations = Sequence[Operation[Any, Any]]


def files() -> dict[str, str]:
    """Return every file of the collection: path below the root → its text.

    A client's own proof, and codes that a browser brings, are beyond a request that stands alone: these two
    operations are in docs/auth-testing.md instead.
    """
    return {
        f"{FOLDER}/{folder}/{name}.bru": _request(operation, number, folder, app)
        for folder, app in (("read_api", reads), ("write_api", writes))
        for number, (name, operation) in enumerate(_with_what_they_need(app.OPERATIONS), start=1)
    }


def _with_what_they_need(operations: Operations) -> Iterator[tuple[str, Operation[Any, Any]]]:
    by_name = {one.name: one for one in operations}
    for operation in in_order(operations):
        if before := BEFORE.get(operation.name):
            maker, body = before
            yield f"{maker}_for_{operation.name}", replace(by_name[maker], example=body)
        yield operation.name, operation


def in_order(operations: Operations) -> list[Operation[Any, Any]]:
    """Return the operations so that each comes after what it needs: makers first, deletions last."""
    sendable = [one for one in operations if one.proof != "client"]
    return sorted(sendable, key=lambda one: (one.method == "DELETE", not _makes(one)))


def _makes(operation: Operation[Any, Any]) -> bool:
    begun = operation.answers.get(202)
    made = 201 in operation.answers or (begun is not None and "Location" in begun.headers)
    return operation.method == "POST" and made and "{" not in operation.path


def _request(operation: Operation[Any, Any], number: int, folder: str, app: Any) -> str:
    document = openapi.document([operation], app.ABOUT)
    described = document["paths"][operation.path][operation.method.lower()]
    has_token = any("oauth2" in alternative for alternative in described["security"])
    body = described.get("requestBody", {}).get("content", {})
    blocks = {
        "meta": _pairs({"name": operation.summary, "type": "http", "seq": number}),
        operation.method.lower(): _pairs(
            {
                "url": f"{{{{{folder}}}}}{_path(operation, described['parameters'])}",
                "body": _kind(operation, body),
                "auth": "bearer" if has_token else "none",
            }
        ),
        "headers": _pairs(_headers(operation)),
        "auth:bearer": _pairs({"token": "{{writer}}"} if has_token else {}),
        **(_file(operation) if operation.media else _body(body)),
        "script:pre-request": SIGN if operation.is_signed else "",
        "vars:post-response": _pairs(dict(_kept(operation, app.OPERATIONS))),
        "assert": _pairs({"res.status": f"eq {next(iter(operation.answers))}"}),
    }
    return "\n\n".join(f"{name} {{\n{_indented(text)}\n}}" for name, text in blocks.items() if text) + "\n"


def _kind(operation: Operation[Any, Any], body: Mapping[str, Any]) -> str:
    if _form(operation):
        return "multipart-form"
    if operation.media or not body:
        return "text" if operation.media else "none"
    return "json" if "application/json" in body else "form-urlencoded"


def _path(operation: Operation[Any, Any], parameters: Sequence[Mapping[str, Any]]) -> str:
    path = VARIABLE.sub(r"{{\1}}", operation.path)
    asked = [one for one in parameters if one["in"] == "query"]
    needed = [f"{one['name']}={{{{{ASKED_WITH[one['name']]}}}}}" for one in asked if one["required"]]
    chosen = {one["name"]: one["example"] for one in asked if not one["required"] and "example" in one}
    query = "&".join([*needed, *filter(None, [urlencode(chosen, quote_via=quote)])])
    return f"{path}?{query}" if query else path


def _headers(operation: Operation[Any, Any]) -> dict[str, str]:
    signed = {name: f"{{{{{name.replace('-', '_')}}}}}" for name in SIGNED_HEADERS}
    return (
        (signed if operation.is_signed else {})
        | ({IDEMPOTENCY_KEY: "{{$guid}}"} if operation.repeatable else {})
        | ({"Content-Type": next(iter(operation.media))} if operation.media and not _form(operation) else {})
    )


def _form(operation: Operation[Any, Any]) -> Mapping[str, str]:
    """Return the fields of the form in which a file is sent, the file's first; none where it is the body itself."""
    first = next(iter(operation.media.values()), "")
    return {} if isinstance(first, str) else first


def _file(operation: Operation[Any, Any]) -> dict[str, str]:
    if fields := _form(operation):
        file, *words = fields
        told = {file: f"@file({PICTURE})"} | {name: fields[name] for name in words}
        return {"body:multipart-form": _pairs(told)}
    return {"body:text": next(iter(operation.media.values()))}


def _body(content: Mapping[str, Any]) -> dict[str, str]:
    blocks = {}
    for media, one in content.items():
        if media == "application/json":
            blocks["body:json"] = json.dumps(_said(one["example"]), indent=2, ensure_ascii=False)
        else:
            blocks["body:form-urlencoded"] = _pairs(one["example"])
    return blocks


def _said(example: Any) -> Any:
    """Return an example with the ids in it that an earlier answer told."""
    if isinstance(example, dict):
        return {name: SAID.get(name) or _said(value) for name, value in example.items()}
    return [_said(one) for one in example] if isinstance(example, list) else example


def _kept(operation: Operation[Any, Any], operations: Operations) -> Iterator[tuple[str, str]]:
    """Give the variables that other requests need out of this one's answer."""
    answer = next(iter(operation.answers.values())).model
    fields = answer.model_fields if answer else {}
    for other in operations:
        for prefix, name in re.findall(r"^(.*?)/{(\w+)}", other.path):
            if operation.path == prefix and _makes(operation):
                yield name, "res.body.id"
            elif "items" in fields and _lists(operation, prefix, operations):
                yield name, "res.body.items[0].id"
    if operation.name in TOLD:
        yield TOLD[operation.name]
    if "secret" in fields:
        yield "endpoint_secret", "res.body.secret"


def _lists(operation: Operation[Any, Any], prefix: str, operations: Operations) -> bool:
    """Tell whether an operation finds what others need, where none makes it."""
    is_made = any(one.path == prefix and _makes(one) for one in operations)
    lists = operation.path == prefix and operation.method == "GET" and not is_made
    return lists or operation.path == f"{prefix}/search"


def _pairs(values: Mapping[str, Any]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in values.items())


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
