"""Examples of bodies, made from the schemas of the models that validate them."""

from collections.abc import Mapping
from typing import Any

from core.errors import TABLE, Code, MarketError
from core.http.operations import Operation

REQUEST_ID = "req_01k0qh6m3v8r5t2x9y4z7w1c6d"
INSTANT = "2026-11-23T12:00:00Z"
# What a field of this name holds in examples, wherever its schema lets it. A name with its model goes
# before the name alone.
WORDS: Mapping[str, Any] = {
    "id": "lst_01k0qh6m3v8r5t2x9y4z7w1c6d",
    "listing_id": "lst_01k0qh6m3v8r5t2x9y4z7w1c6d",
    "object_id": "lst_01k0qh6m3v8r5t2x9y4z7w1c6d",
    "order_id": "ord_01k0qh6m3v8r5t2x9y4z7w1c6d",
    "shop_order_id": "sho_01k0qh6m3v8r5t2x9y4z7w1c6d",
    "account_id": "acc_01k0qh6m3v8r5t2x9y4z7w1c6d",
    "endpoint": "whe_01k0qh6m3v8r5t2x9y4z7w1c6d",
    "endpoint_id": "whe_01k0qh6m3v8r5t2x9y4z7w1c6d",
    "client_id": "cli_01k0qh6m3v8r5t2x9y4z7w1c6d",
    "request_id": REQUEST_ID,
    "query": "blue mug",
    "title": "Stoneware mug, sea blue",
    "name": "Clay & Co.",
    "city": "Bath",
    "country": "GB",
    "amount_minor": 3200,
    "currency": "USD",
    "category": "Kitchen & Dining > Mugs & Cups",
    "sku": "MUG-BLUE",
    "quantity": 6,
    "available": 6,
    "version": 1,
    "rating": 4.8,
    "total": 1,
    "count": 1,
    "expires_in": 600,
    "redirect_uris": ["https://chat.example/callback"],
    "grant_types": ["authorization_code", "refresh_token"],
    "token_endpoint_auth_method": "none",
    "client_name": "A chat",
    "words": "mug",
    "label": "up to $40.00",
    "scope": "listings.read",
    "sub": "acc_01k0qh6m3v8r5t2x9y4z7w1c6d",
    "path": "/webhooks/inventory?endpoint=whe_01k0qh6m3v8r5t2x9y4z7w1c6d",
    "url": "https://craftlocal.example/listings/lst_01k0qh6m3v8r5t2x9y4z7w1c6d",
    "Image.url": "https://craftlocal.example/pictures/lst_01k0qh6m3v8r5t2x9y4z7w1c6d/1.svg",
    "ShopRef.id": "shp_01k0qh6m3v8r5t2x9y4z7w1c6d",
    "WebhookEndpoint.id": "whe_01k0qh6m3v8r5t2x9y4z7w1c6d",
    "WebhookEndpoint.name": "Till at the market",
    "NewSecret.id": "whe_01k0qh6m3v8r5t2x9y4z7w1c6d",
    "NewSecret.name": "Till at the market",
    "UserInfo.name": "Ada",
    "description": "Thrown by hand, glazed in two blues.",
    "materials": ["stoneware"],
    "colors": ["blue"],
    "style": ["rustic"],
    "occasions": ["birthday"],
    "recipients": ["for tea drinkers"],
    "tags": ["mug"],
    "ships_to": ["GB", "US"],
    "held": 0,
    "cancelled": 0,
    "messages": 0,
    "unread_messages": 0,
    "personalization": "",
    "variant_id": "",
    "code": "order_state",
    "lead_days": 0,
    "refused": 0,
    "unchanged": 0,
    "updated": 1,
    "low_stock_level": 2,
    "secret": "whsec_bm90IGEgc2VjcmV0LCBidXQgYW4gZXhhbXBsZQ==",
    "message_id": "msg_2Lh9KRb0pzN4LePd3XiA4v9Axj2",
    "actor": "mcp_edge",
    "tool": "update_inventory",
    "issuer": "https://craftlocal.example",
    "authorization_endpoint": "https://craftlocal.example/oauth/authorize",
    "token_endpoint": "https://craftlocal.example/oauth/token",
    "revocation_endpoint": "https://craftlocal.example/oauth/revoke",
    "registration_endpoint": "https://craftlocal.example/oauth/register",
    "userinfo_endpoint": "https://craftlocal.example/oauth/userinfo",
    "jwks_uri": "https://craftlocal.example/oauth/jwks.json",
}
ASKED = ("id", "listing_id", "order_id", "endpoint_id", "endpoint", "query")  # parameters with an example
# What the OAuth routes say with a status; the word for a bad request depends on the operation.
OAUTH_WORDS: Mapping[int, tuple[str, str]] = {
    401: ("invalid_client", "The client is not known, or did not prove itself."),
    403: ("insufficient_scope", "This needs the permission openid."),
    429: (
        "temporarily_unavailable",
        "Too many requests in a short time. Wait 2 seconds, then send it again.",
    ),
    500: ("server_error", "Something went wrong on our side."),
    503: ("temporarily_unavailable", "A service we need is away. Try again in a moment."),
}
EXTRAS: Mapping[Code, Mapping[str, Any]] = {
    Code.INSUFFICIENT_SCOPE: {"scope": "listings.write"},
    Code.RATE_LIMITED: {"retry_after": 2, "policy": "subject"},
}


def of_problem(code: Code) -> dict[str, object]:
    """Return the problem document of a code as a caller gets it."""
    return MarketError(code, **EXTRAS.get(code, {})).problem() | {"request_id": REQUEST_ID}


def of_oauth_problem(status: int, operation: Operation[Any, Any]) -> dict[str, str]:
    """Return what an OAuth route answers with this status."""
    word, description = OAUTH_WORDS.get(status, (operation.malformed, "The request could not be understood."))
    if status == 401 and operation.proof == "token":
        word, description = "invalid_token", TABLE[Code.INVALID_TOKEN].title + "."
    return {"error": word, "error_description": description}


def of_parameter(name: str) -> dict[str, Any]:
    """Return the member `example` of a parameter, or nothing for a name without one."""
    return {"example": WORDS[name]} if isinstance(WORDS.get(name), str) and name in ASKED else {}


def of_request(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body that fits, without what may be left out and has no value."""
    made: dict[str, Any] = of_schema(schema, definitions)
    return {name: value for name, value in made.items() if value not in (None, "", [])}


def of_schema(schema: Mapping[str, Any], definitions: Mapping[str, Any], name: str = "") -> Any:
    """Return a value that fits the schema, with everything in it that has a plain example.

    `definitions` holds what `$ref` names, by the last part of the reference; `name` is the field's.
    """
    if "$ref" in schema:
        return of_schema(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions, name)
    if given := schema.get("examples"):
        return given[0]
    if "const" in schema:
        return schema["const"]
    if choices := schema.get("anyOf"):
        return _of_choices(choices, schema, definitions, name)
    if choices := schema.get("enum"):
        return WORDS[name] if WORDS.get(name) in choices else choices[0]
    return _of_type(schema, definitions, name)


def _named(model: str, key: str) -> str:
    return full if (full := f"{model}.{key}") in WORDS else key


def _of_choices(
    choices: list[dict[str, Any]], schema: Mapping[str, Any], definitions: Mapping[str, Any], name: str
) -> Any:
    # What may be left empty stays so, but for what has a value above.
    if schema.get("default", "") is None and name not in WORDS:
        return None
    return of_schema(choices[0], definitions, name)


def _of_type(schema: Mapping[str, Any], definitions: Mapping[str, Any], name: str) -> Any:
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {})
            model = schema.get("title", "")
            return {key: of_schema(field, definitions, _named(model, key)) for key, field in fields.items()}
        case "array":
            return _of_list(schema, definitions, name)
        case "string":
            return _of_text(schema, name)
        case "integer" | "number" as kind:
            return _of_number(schema, name, kind)
        case "boolean":
            return schema.get("default", True)
        case _:
            return None


def _of_list(schema: Mapping[str, Any], definitions: Mapping[str, Any], name: str) -> list[Any]:
    if isinstance(WORDS.get(name), list):
        return list(WORDS[name])
    if "default" in schema:
        return list(schema["default"])
    return [of_schema(schema.get("items", {}), definitions)]


def _of_text(schema: Mapping[str, Any], name: str) -> str:
    if schema.get("format") == "date-time":
        return INSTANT
    if schema.get("format") == "date":
        return INSTANT[:10]
    word = WORDS.get(name)
    return word if isinstance(word, str) else str(schema.get("default", f"{name or 'word'}"))


def _of_number(schema: Mapping[str, Any], name: str, kind: str) -> float | int:
    number = WORDS.get(name)
    if isinstance(number, int if kind == "integer" else float | int):
        return number
    default = schema.get("default", schema.get("minimum", 1))
    return default if isinstance(default, int | float) else 1


def every_problem() -> dict[str, dict[str, object]]:
    """Return the problem document of every code, for the document's components."""
    return {str(code): {"summary": row.title, "value": of_problem(code)} for code, row in TABLE.items()}
