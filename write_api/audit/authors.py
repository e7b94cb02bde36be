"""Who writes, as the audit log names them."""

import re
from dataclasses import dataclass
from typing import Any

from core.http.operations import Call

TOOL_HEADER = "Craftlocal-Tool"
_TOOL = re.compile(r"[a-z][a-z_]{0,39}")


@dataclass(frozen=True)
class Author:
    """Whose account writes, through which client, by way of which service and tool.

    Without an account it is a guest, or a client of ours or of a maker's: an import, a sweep, a webhook endpoint.
    """

    client_id: str
    account_id: str | None = None
    actor: str | None = None
    tool: str | None = None

    @property
    def account(self) -> str:
        """The account, where only a signed-in person can write."""
        assert self.account_id is not None, "only somebody with an account writes this"
        return self.account_id


IMPORT = Author("craftlocal_import")
SWEEPER = Author("craftlocal_sweeper")
GUEST = Author("craftlocal_guest")


def author_of(call: Call[Any, Any]) -> Author:
    """Return who makes the call. The tool is believed from a service that acts for somebody only."""
    principal = call.principal
    tool = call.request.headers.get(TOOL_HEADER, "")
    named = tool if principal.actor and _TOOL.fullmatch(tool) else None
    return Author(principal.client_id, principal.account_id, principal.actor, named)
