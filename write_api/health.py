"""Whether the service lives, and whether it can work."""

import asyncio
from collections.abc import Awaitable
from typing import Any, Literal

import structlog
from aiohttp import web
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import Code, MarketError
from write_api.operations import Answer, Call, Operation
from write_api.resources import ENGINE, QUEUE

PATIENCE_SECONDS = 2.0
log = structlog.get_logger()


class Health(BaseModel):
    """The process answers."""

    status: Literal["alive", "ready"]


async def get_health(_call: Call[None, None]) -> web.Response:
    """Answer as long as the process can."""
    return web.json_response({"status": "alive"})


async def get_ready(call: Call[None, None]) -> web.Response:
    """Answer 200 when database and queue do, else 503 naming which does not."""
    app = call.request.app
    answers = await asyncio.gather(
        _answers("database", _ask(app[ENGINE])), _answers("queue", app[QUEUE].ping())
    )
    missing = [name for name, answered in zip(("database", "queue"), answers, strict=True) if not answered]
    if missing:
        raise MarketError(
            Code.NOT_READY, f"Not ready: no answer from the {' and the '.join(missing)}.", missing=missing
        )
    return web.json_response({"status": "ready"})


async def _ask(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await connection.execute(select(1))


async def _answers(name: str, question: Awaitable[Any]) -> bool:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await question
    except Exception as error:  # noqa: BLE001 - whatever keeps a store from answering, it is not ready
        log.warning("health.no_answer", store=name, error=type(error).__name__)
        return False
    return True


OPERATIONS: tuple[Operation[Any, Any], ...] = (
    Operation(
        method="GET",
        path="/health",
        tag="Health",
        summary="Whether the process lives",
        handler=get_health,
        answers={200: Answer("It does", Health)},
    ),
    Operation(
        method="GET",
        path="/ready",
        tag="Health",
        summary="Whether database and queue answer",
        handler=get_ready,
        answers={200: Answer("They do", Health)},
        errors=(Code.NOT_READY,),
    ),
)
