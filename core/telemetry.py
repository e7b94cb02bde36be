"""Logs, set up once a process with ids bound once at the edge; the port of metrics, where one is asked for."""

import logging
import secrets
import sys
from collections.abc import MutableMapping

import structlog

from core import metrics
from core.settings import Telemetry


def configure(service: str, settings: Telemetry) -> None:
    """Write one JSON object a line (or coloured lines for people) to standard error."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if settings.format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[settings.level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _name_of_library],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    if settings.metrics_port:
        metrics.serve(settings.metrics_port, settings.metrics_host)


def _name_of_library(
    logger: logging.Logger, _name: str, event: MutableMapping[str, object]
) -> MutableMapping[str, object]:
    event["library"] = logger.name if logger else "?"
    return event


def bind_request(request_id: str | None) -> str:
    """Bind the request id to every log line from here on; make one when the caller's is missing or odd."""
    usable = (
        request_id is not None
        and 8 <= len(request_id) <= 128
        and request_id.isascii()
        and request_id.isprintable()
    )
    bound = request_id if usable and request_id else f"req_{secrets.token_hex(12)}"
    structlog.contextvars.bind_contextvars(request_id=bound)
    return bound


def request_id() -> str | None:
    """Return the request id bound here, to carry it into an outgoing call or a job."""
    value = structlog.contextvars.get_contextvars().get("request_id")
    return value if isinstance(value, str) else None
