"""GET /oauth/jwks.json and POST /oauth/token."""

from typing import Any

from aiohttp import web
from pydantic import BaseModel

from core.http.operations import Answer, Call, Operation
from write_api.oauth import service
from write_api.oauth.clients import Client, authenticate

EXCHANGE = web.AppKey("EXCHANGE", service.Exchange)
EDGE_CLIENT = web.AppKey("EDGE_CLIENT", Client)
KEYS_FRESH_SECONDS = 300


class KeySet(BaseModel):
    """The public keys that verify our tokens (RFC 7517)."""

    keys: list[dict[str, str]]


async def get_keys(call: Call[None, None]) -> web.Response:
    """Return the public keys."""
    return web.json_response(
        call.request.app[EXCHANGE].issuer.key.jwks(),
        headers={"Cache-Control": f"public, max-age={KEYS_FRESH_SECONDS}"},
    )


async def issue_token(call: Call[service.TokenRequest, None]) -> web.Response:
    """Exchange a token."""
    app = call.request.app
    client = authenticate(app[EDGE_CLIENT], call.request.headers.get("Authorization"))
    answer = await service.exchange(app[EXCHANGE], client.id, call.body)
    return web.json_response(answer.model_dump())


OPERATIONS: tuple[Operation[Any, Any], ...] = (
    Operation(
        method="GET",
        path="/oauth/jwks.json",
        tag="Tokens",
        summary="The keys that verify our tokens",
        handler=get_keys,
        answers={200: Answer("The key set", KeySet)},
        face="oauth",
    ),
    Operation(
        method="POST",
        path="/oauth/token",
        tag="Tokens",
        summary="Exchange a shopper's token for one of the edge (RFC 8693)",
        handler=issue_token,
        body=service.TokenRequest,
        answers={200: Answer("The token", service.TokenAnswer)},
        face="oauth",
        example={
            "grant_type": service.TOKEN_EXCHANGE,
            "subject_token": "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFUzI1NiJ9…",
            "subject_token_type": service.ACCESS_TOKEN,
            "scope": "listings.write",
        },
    ),
)
