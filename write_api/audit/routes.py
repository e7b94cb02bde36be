"""GET of the log of a shop's own changes."""

from typing import Annotated, Any

from aiohttp import web
from pydantic import Field, StringConstraints

from core.auth import Scope
from core.errors import Code
from core.http.operations import Answer, Call, Operation, json_of
from core.listing import Wire
from write_api.audit import service
from write_api.resources import ENGINE
from write_api.sellers import service as sellers


class PageOfAudit(Wire):
    """Which part of the log to return."""

    object: Annotated[str, StringConstraints(pattern=r"^[a-z]{3}_[0-9a-z]{26}$")] | None = Field(
        default=None, description="Id of one listing or webhook endpoint; all of the shop's when left out"
    )
    limit: Annotated[int, Field(ge=1, le=100, description="How many at most")] = 50
    cursor: Annotated[str, StringConstraints(min_length=1, max_length=19)] | None = Field(
        default=None, description="`next_cursor` of the page before"
    )


async def read_audit_log(call: Call[None, PageOfAudit]) -> web.Response:
    """Return who changed what."""
    asked, reader = call.query, call.principal.account_id
    async with call.request.app[ENGINE].connect() as connection:
        shop = await sellers.shop_of(connection, reader)
        found = await service.page(
            connection, shop.id, reader, object_id=asked.object, limit=asked.limit, cursor=asked.cursor
        )
    return json_of(found)


OPERATIONS: tuple[Operation[Any, Any], ...] = (
    Operation(
        method="GET",
        path="/api/v1/sellers/audit",
        tag="Audit",
        summary="Who changed what in your shop, newest first",
        handler=read_audit_log,
        query=PageOfAudit,
        answers={200: Answer("A page of the log", service.AuditPage)},
        scopes=(Scope.SELLER_MANAGE,),
        errors=(Code.NOT_A_SELLER, Code.INVALID_CURSOR),
    ),
)
