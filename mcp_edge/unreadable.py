"""The answer to what uvicorn refuses before the app sees it: a problem document as for everything else."""

from contextvars import copy_context

import h11
import structlog
from uvicorn.protocols.http.h11_impl import H11Protocol

from core.errors import Code, MarketError
from core.telemetry import bind_request
from mcp_edge.errors import problem_response

log = structlog.get_logger()


class Http(H11Protocol):
    """HTTP as the edge speaks it.

    It is h11, which strips the white space around header values, as MCP asks; httptools does not.
    """

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - its words are not ours
        """Say what is wrong in our words, and hang up."""
        copy_context().run(self._refuse)  # a request id of its own, that no other request sees

    def _refuse(self) -> None:
        request_id = bind_request(None)
        log.info("http.unreadable")
        error = MarketError(
            Code.INVALID_REQUEST,
            "This cannot be read as HTTP. Is the address or a header too long, or a length wrong?",
        )
        answer = problem_response(error, {"X-Request-Id": request_id, "Connection": "close"})
        start = h11.Response(status_code=error.status, headers=answer.raw_headers, reason=b"Bad Request")
        for event in (start, h11.Data(data=bytes(answer.body)), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
