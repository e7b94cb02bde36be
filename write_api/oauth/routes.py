"""The endpoints that programs call: tokens, revocation, registration, who somebody is, what we are."""

from datetime import UTC, datetime
from typing import Any

import structlog
from aiohttp import web
from pydantic import BaseModel, Field
from redis.exceptions import RedisError

from core.auth import bearer
from core.auth.verifier import MAX_TOKEN_BYTES
from core.errors import Code, MarketError
from core.http.operations import Answer, Call, Operation
from core.http.problems import OAuthError
from write_api.oauth import limits, metadata, registration, revoking, service, userinfo
from write_api.oauth import server as paths
from write_api.oauth.client_metadata import ClientMetadata
from write_api.oauth.clients import AUTHORIZATION_CODE, REFRESH_TOKEN, TOKEN_EXCHANGE, Client
from write_api.oauth.exchange import Exchange
from write_api.oauth.metadata import ServerMetadata
from write_api.oauth.registration import Registration
from write_api.oauth.server import AuthorizationServer
from write_api.oauth.tokens import ClientForm, TokenAnswer, TokenRequest
from write_api.oauth.userinfo import TokenReader, UserInfo

SERVER = web.AppKey("SERVER", AuthorizationServer)
EXCHANGE = web.AppKey("EXCHANGE", Exchange)
READER = web.AppKey("READER", TokenReader)
FRESH = {"Cache-Control": "public, max-age=300"}
TAG = "Sign-in"

log = structlog.get_logger()


class KeySet(BaseModel):
    """The public keys that verify our tokens (RFC 7517)."""

    keys: list[dict[str, str]]


class RevocationRequest(ClientForm):
    """The form of a revocation (RFC 7009)."""

    token: str = Field(max_length=MAX_TOKEN_BYTES, description="A refresh token or an access token")
    token_type_hint: str | None = Field(default=None, max_length=100, description="Not needed")


async def get_metadata(call: Call[None, None]) -> web.Response:
    """Return what the server can do."""
    return web.json_response(metadata.document(call.request.app[SERVER].identity), headers=FRESH)


async def get_openid_configuration(call: Call[None, None]) -> web.Response:
    """Return the same, for clients of OpenID Connect."""
    return await get_metadata(call)


async def get_keys(call: Call[None, None]) -> web.Response:
    """Return the public keys."""
    return web.json_response(call.request.app[SERVER].keyring.jwks(), headers=FRESH)


async def issue_token(call: Call[TokenRequest, None]) -> web.Response:
    """Give tokens for a code, a refresh token or a shopper's token."""
    server, form = call.request.app[SERVER], call.body
    authorization = call.request.headers.get("Authorization")
    # The edge asks for everybody, from one address; it counts its callers itself.
    if not server.proof.is_edge(authorization):
        await limits.count(call.request, limits.TOKENS)
    client = await server.proof.authenticate(form, authorization)
    if form.grant_type not in (AUTHORIZATION_CODE, REFRESH_TOKEN, TOKEN_EXCHANGE):
        raise OAuthError("unsupported_grant_type", "The grant_type is not one that is served here.")
    if form.grant_type not in client.grant_types:
        raise OAuthError("unauthorized_client", "This client may not use that grant_type.")
    now = datetime.now(UTC)
    outcome: TokenAnswer | service.Refused
    async with server.engine.begin() as connection:
        if form.grant_type == AUTHORIZATION_CODE:
            outcome = await service.redeem(server, connection, client, form, now)
        elif form.grant_type == REFRESH_TOKEN:
            outcome = await service.refresh(server, connection, client, form, now)
        else:
            exchange = call.request.app[EXCHANGE]
            outcome = await exchange.give(connection, server.issuer, client.id, form)
    return _token_answer(await _settled(server, outcome))


async def revoke_token(call: Call[RevocationRequest, None]) -> web.Response:
    """End a grant and all its tokens; a token that is not known is as good as revoked."""
    await limits.count(call.request, limits.TOKENS)
    server, form = call.request.app[SERVER], call.body
    client: Client = await server.proof.authenticate(form, call.request.headers.get("Authorization"))
    sid = await revoking.family_of_access_token(call.request.app[READER], client, form.token)
    async with server.engine.begin() as connection:
        ended = await revoking.revoke(connection, client, form.token, sid, datetime.now(UTC))
    if ended is not None:
        await service.spread(server, ended)
    return web.Response(status=200)


async def register_client(call: Call[ClientMetadata, None]) -> web.Response:
    """Keep a client that introduces itself."""
    await limits.count(call.request, limits.REGISTRATIONS)
    async with call.request.app[SERVER].engine.begin() as connection:
        found = await registration.register(connection, call.body, datetime.now(UTC))
    return web.json_response(found.model_dump(exclude_none=True), status=201)


async def get_userinfo(call: Call[None, None]) -> web.Response:
    """Tell the holder of a token about the person."""
    await limits.count(call.request, limits.TOKENS)
    token = bearer(call.request.headers.getall("Authorization", ()))
    if token is None:
        raise MarketError(Code.MISSING_TOKEN)
    principal = await call.request.app[READER].read(token)
    async with call.request.app[SERVER].engine.connect() as connection:
        found = await userinfo.describe(connection, principal)
    return web.json_response(found.model_dump(exclude_none=True))


async def post_userinfo(call: Call[None, None]) -> web.Response:
    """Tell the same to clients that post."""
    return await get_userinfo(call)


async def _settled(server: AuthorizationServer, outcome: TokenAnswer | service.Refused) -> TokenAnswer:
    if isinstance(outcome, TokenAnswer):
        return outcome
    if outcome.ended is not None:
        try:
            await service.spread(server, outcome.ended)
        except RedisError as error:
            # The family has ended; its last access token lives its minutes out.
            log.error("oauth.revocation_not_spread", grant_id=outcome.ended, error=type(error).__name__)
    raise outcome.error


def _token_answer(given: TokenAnswer) -> web.Response:
    return web.json_response(given.model_dump(exclude_none=True), headers={"Pragma": "no-cache"})


# Where people sign in with another provider, the edge still exchanges tokens here.
EXCHANGE_ALONE = (paths.KEYS, paths.TOKEN)

OPERATIONS: tuple[Operation[Any, Any], ...] = (
    Operation(
        method="GET",
        path="/.well-known/oauth-authorization-server",
        tag=TAG,
        summary="What the authorization server can do (RFC 8414)",
        handler=get_metadata,
        answers={200: Answer("The document", ServerMetadata)},
    ),
    Operation(
        method="GET",
        path="/.well-known/openid-configuration",
        tag=TAG,
        summary="The same, for clients of OpenID Connect",
        handler=get_openid_configuration,
        answers={200: Answer("The document", ServerMetadata)},
    ),
    Operation(
        method="GET",
        path=paths.KEYS,
        tag=TAG,
        summary="The keys that verify our tokens",
        handler=get_keys,
        answers={200: Answer("The key set", KeySet)},
        face="oauth",
    ),
    Operation(
        method="POST",
        path=paths.TOKEN,
        tag=TAG,
        summary="Tokens for a code, a refresh token or a shopper's token (RFC 6749, RFC 8693)",
        handler=issue_token,
        body=TokenRequest,
        encoding="form",
        proof="client",
        answers={200: Answer("The tokens", TokenAnswer)},
        face="oauth",
        example={
            "grant_type": AUTHORIZATION_CODE,
            "client_id": "cli_01k0qh6m3v8r5t2x9y4z7w1c6d",
            "code": "l0ZrTQ…",
            "code_verifier": "Fx2s9…",
            "redirect_uri": "https://chat.example/callback",
        },
    ),
    Operation(
        method="POST",
        path=paths.REVOKE,
        tag=TAG,
        summary="End a grant and all its tokens (RFC 7009)",
        handler=revoke_token,
        body=RevocationRequest,
        encoding="form",
        proof="client",
        answers={200: Answer("The token is good no more, or never was")},
        face="oauth",
    ),
    Operation(
        method="POST",
        path=paths.REGISTER,
        tag=TAG,
        summary="Register a client (RFC 7591); one with a document of its own need not",
        handler=register_client,
        body=ClientMetadata,
        malformed="invalid_client_metadata",
        answers={201: Answer("The client", Registration)},
        face="oauth",
        example={
            "client_name": "A chat",
            "redirect_uris": ["https://chat.example/callback"],
            "token_endpoint_auth_method": "none",
            "grant_types": [AUTHORIZATION_CODE, REFRESH_TOKEN],
        },
    ),
    Operation(
        method="GET",
        path=paths.USERINFO,
        tag=TAG,
        summary="Who the person is, as far as the token's scopes allow; needs openid",
        handler=get_userinfo,
        proof="token",
        answers={200: Answer("The person", UserInfo)},
        face="oauth",
    ),
    Operation(
        method="POST",
        path=paths.USERINFO,
        tag=TAG,
        summary="The same, for clients that post",
        handler=post_userinfo,
        proof="token",
        answers={200: Answer("The person", UserInfo)},
        face="oauth",
    ),
)
