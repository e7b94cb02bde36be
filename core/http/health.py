"""Whether a service lives, and whether it can work."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

import structlog
from aiohttp import web
from pydantic import BaseModel

from core.errors import Code, MarketError
from core.http.operations import Answer, Call, Operation

PATIENCE_SECONDS = 2.0
Check = Callable[[web.Application], Awaitable[object]]
log = structlog.get_logger()


class Health(BaseModel):
    """The process answers."""

    status: Literal["alive", "ready"]


def operations(checks: Mapping[str, Check]) -> tuple[Operation[Any, Any], ...]:
    """Return GET /health and GET /ready; the service is ready when no check, by name, fails."""

    async def get_ready(call: Call[None, None]) -> web.Response:
        app = call.request.app
        answers = await asyncio.gather(*(_answers(name, check(app)) for name, check in checks.items()))
        missing = [name for name, answered in zip(checks, answers, strict=True) if not answered]
        if missing:
            raise MarketError(
                Code.NOT_READY, f"Not ready: no answer from the {' and the '.join(missing)}.", missing=missing
            )
        return web.json_response({"status": "ready"})

    return (
        Operation(
            method="GET",
            path="/health",
            tag="Health",
            summary="Whether the process lives",
            handler=get_health,
            answers={200: Answer("It does", Health)},
            counted=False,
        ),
        Operation(
            method="GET",
            path="/ready",
            tag="Health",
            summary=f"Whether it can work: asks the {' and the '.join(checks)}",
            handler=get_ready,
            answers={200: Answer("It can", Health)},
            errors=(Code.NOT_READY,),
            counted=False,
        ),
    )


async def get_health(_call: Call[None, None]) -> web.Response:
    """Answer as long as the process can."""
    return web.json_response({"status": "alive"})


async def _answers(name: str, question: Awaitable[object]) -> bool:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await question
    except Exception as error:  # noqa: BLE001 - whatever keeps it from answering, the service is not ready
        log.warning("health.no_answer", what=name, error=type(error).__name__)
        return False
    return True
