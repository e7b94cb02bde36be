"""Reads sections from the environment. The only reader of os.environ."""

import difflib
import os
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from core.settings.section import Section, SettingsError
from core.settings.services import Edge, EdgeClient, Limits, Mail, Server, Site, Telemetry
from core.settings.stores import Index, Media, OptionalRedis, Postgres, Redis
from core.settings.trust import Auth, Sealing, Signing

OUR_PREFIXES = (
    "AUTH_",
    "EDGE_",
    "LIMIT_",
    "MAIL_",
    "METRICS_",
    "MCP_",
    "MEDIA_",
    "MEILISEARCH_",
    "SEARCH_",
    "SIGNING_",
    "SMTP_",
    "TRUSTED_",
    "PUBLIC_BASE_",
    "WRITE_API_",
    "CRAFTLOCAL_",
)

SECTIONS: tuple[type[Section], ...] = (
    Postgres, OptionalRedis, Redis, Index, Media, Site, Server, Edge, EdgeClient, Auth, Limits, Mail, Signing, Sealing,
    Telemetry,
)  # fmt: skip

S = TypeVar("S", bound=Section)


def variables() -> dict[str, str]:
    """Return every variable we read with its description, in the order of the sections."""
    return {
        str(field.validation_alias): field.description or ""
        for section in SECTIONS
        for field in section.model_fields.values()
    }


def load(section: type[S], **given: Any) -> S:
    """Read one section from the environment; what is given wins.

    Raises:
        SettingsError: a variable is missing or malformed, or one that looks like ours is not known.
    """
    _refuse_unknown()
    try:
        return section(**given)
    except ValidationError as error:
        raise SettingsError("\n".join(map(_explain, error.errors()))) from None


def _explain(error: ErrorDetails) -> str:
    """Return a line that names the variable; what several have to agree on names them itself."""
    message = "is not set" if error["type"] == "missing" else error["msg"].removeprefix("Value error, ")
    return f"{error['loc'][0]}: {message}" if error["loc"] else message


def _refuse_unknown() -> None:
    known = variables()
    for name in os.environ:
        if name.startswith(OUR_PREFIXES) and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise SettingsError(f"{name} is set, but no such setting exists{hint}")


def outer_environment() -> dict[str, str]:
    """Return the environment for child processes."""
    return dict(os.environ)
