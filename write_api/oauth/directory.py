"""The directory of clients: the edge, those that registered, those that have a document."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from core.http.problems import OAuthError
from core.ids import is_id
from write_api.oauth import store
from write_api.oauth.client_documents import ClientDocuments, is_address
from write_api.oauth.clients import Client


@dataclass(frozen=True)
class ClientDirectory:
    """Finds a client by its id, wherever it is known from."""

    engine: AsyncEngine
    edge: Client
    documents: ClientDocuments

    async def get(self, client_id: str) -> Client:
        """Return the client.

        Raises:
            OAuthError: invalid_client.
        """
        if client_id == self.edge.id:
            return self.edge
        if is_address(client_id):
            return await self.documents.get(client_id)
        found = None
        if is_id(client_id, "cli"):
            async with self.engine.connect() as connection:
                found = await store.find_client(connection, client_id)
        if found is None:
            raise OAuthError("invalid_client", "There is no such client. Register it again.", status=401)
        return found
