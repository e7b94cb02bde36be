"""What a caller of an operation proves, and how: the security schemes of the OpenAPI document."""

from collections.abc import Sequence
from typing import Any

from core.auth import Scope
from core.http.operations import Operation

SIGN_IN = "/.well-known/oauth-authorization-server"
SCOPES = {
    Scope.LISTINGS_READ: "Look at pieces for sale, and at your own drafts",
    Scope.LISTINGS_WRITE: "Create, change and remove pieces in your shop; implies listings.read",
    Scope.ORDERS_READ: "Read what you bought or sold",
    Scope.ORDERS_WRITE: "Buy in your name, and cancel what you bought; implies orders.read",
    Scope.SELLER_MANAGE: "Run your shop; implies listings.read and listings.write",
}
BEARER = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "An access token (RFC 9068). What a scope allows is said at each operation.",
}
OAUTH = {
    "type": "oauth2",
    "description": f"OAuth 2.1 with PKCE; {SIGN_IN} says all of it. The token is a JWT (RFC 9068).",
    "flows": {
        "authorizationCode": {
            "authorizationUrl": "/oauth/authorize",
            "tokenUrl": "/oauth/token",
            "refreshUrl": "/oauth/token",
            "scopes": {
                **{str(scope): what for scope, what in SCOPES.items()},
                "openid": "Know an identifier of your account, nothing else",
                "email": "Know your e-mail address, and whether it is confirmed",
                "profile": "Know the name on your account",
            },
        }
    },
}
CLIENT = {"type": "http", "scheme": "basic", "description": "Client id and secret."}
SIGNATURE = {
    "type": "apiKey",
    "in": "header",
    "name": "webhook-signature",
    "description": "Standard Webhooks: HMAC-SHA256 of id.timestamp.body with the endpoint's secret.",
}


def schemes(operations: Sequence[Operation[Any, Any]]) -> dict[str, Any]:
    """Return the schemes that these operations need, and no other."""
    # Where people sign in with another provider, its addresses are not ours to name.
    signs_in = any(operation.path == SIGN_IN for operation in operations)
    known = {
        "oauth2": OAUTH if signs_in else BEARER,
        "client": CLIENT,
        "signature": SIGNATURE,
    }
    needed = {
        name for operation in operations for alternative in requirement(operation) for name in alternative
    }
    return {name: scheme for name, scheme in known.items() if name in needed}


def requirement(operation: Operation[Any, Any]) -> list[dict[str, list[str]]]:
    """Return the alternatives of what the operation needs: none when it is open, {} where nothing will do too."""
    if operation.is_signed:
        return [{"signature": []}]
    if operation.knows_callers:
        signed_in = {"oauth2": [str(scope) for scope in operation.scopes]}
        return [{}, signed_in] if operation.guests else [signed_in]
    if operation.proof == "token":
        return [{"oauth2": ["openid"]}]
    return [{"client": []}, {}] if operation.proof == "client" else []
