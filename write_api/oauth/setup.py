"""The authorization server put together, when the stores are open."""

from collections.abc import AsyncIterator
from functools import partial

from aiohttp import web

from core.auth import TokenVerifier
from core.http.counting import REDIS
from core.http.operations import VERIFIER
from core.revocations import is_revoked
from core.settings import Auth, EdgeClient, SettingsError, Signing, Site
from write_api import fetching
from write_api.accounts.connected_apps import CONNECTED_APPS
from write_api.fetching import Fetcher, Network
from write_api.oauth import client_documents
from write_api.oauth import server as paths
from write_api.oauth.apps import GrantedApps
from write_api.oauth.assertions import MAX_KEYS_BYTES, Assertions
from write_api.oauth.client_documents import ClientDocuments
from write_api.oauth.clients import edge_client
from write_api.oauth.directory import ClientDirectory
from write_api.oauth.exchange import Exchange
from write_api.oauth.fetch_cache import FetchCache
from write_api.oauth.keyring import KeyFiles, Keyring
from write_api.oauth.proof import Proof
from write_api.oauth.routes import EXCHANGE, READER, SERVER
from write_api.oauth.server import AuthorizationServer, Identity
from write_api.oauth.userinfo import TokenReader
from write_api.resources import ENGINE, HERE, QUEUE

NETWORK = web.AppKey("NETWORK", Network)


def prepare(app: web.Application, auth: Auth, edge: EdgeClient, signing: Signing, site: Site) -> None:
    """Put the authorization server into the app; the rest follows when the app's stores are open.

    Raises:
        SettingsError: a key cannot be read, the edge's secret is too short, or what only a local stack may
            do is asked of another.
    """
    if auth.loopback_clients and not app[HERE].is_local:
        raise SettingsError("AUTH_LOOPBACK_CLIENTS: only for a stack on one's own machine")
    identity = Identity(auth.own_issuer, f"{site.public_base_url}/mcp", auth.write_api_audience)
    keyring, client = Keyring(KeyFiles(signing.key_file)), edge_client(edge)
    was_revoked = partial(_was_revoked, app)
    app[VERIFIER] = TokenVerifier(
        identity.issuer, identity.write_api_audience, keyring, is_revoked=was_revoked
    )
    edges = TokenVerifier(identity.issuer, identity.edge_resource, keyring)
    app[EXCHANGE] = Exchange(identity, edges)
    app[READER] = TokenReader({identity.edge_resource: edges, identity.write_api_audience: app[VERIFIER]})
    app[NETWORK] = Network(
        allows=fetching.is_public_or_loopback if auth.loopback_clients else fetching.is_public
    )

    async def context(app: web.Application) -> AsyncIterator[None]:
        network = app[NETWORK]
        async with fetching.open_session(network) as session:
            fetcher = Fetcher(network.allows, session, local=auth.loopback_clients)
            documents = ClientDocuments(
                FetchCache(fetcher, client_documents.MAX_BYTES), loopback=auth.loopback_clients
            )
            directory = ClientDirectory(app[ENGINE], client, documents)
            assertions = Assertions(
                audiences=(identity.issuer, identity.url(paths.TOKEN), identity.url(paths.REVOKE)),
                keys=FetchCache(fetcher, MAX_KEYS_BYTES),
                redis=app[QUEUE],
            )
            app[SERVER] = AuthorizationServer(
                identity, keyring, app[ENGINE], app[QUEUE], directory, Proof(directory, assertions)
            )
            app[CONNECTED_APPS] = GrantedApps(app[SERVER])
            yield

    app.cleanup_ctx.append(context)


async def _was_revoked(app: web.Application, sid: str) -> bool:
    return await is_revoked(app[REDIS], sid)
