"""A stage for one widget: a page of a host that frames it under the CSP a real host would set."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import ConsoleMessage, Frame, Page, Request, Route
from pydantic import BaseModel

from tests.browser.sample import ORIGIN, picture_svg
from widgets import bundle

Json = dict[str, Any]

HOST_PAGE = Path(__file__).with_name("host.html").read_text(encoding="utf-8")
AXE = Path(__file__).parents[2] / "widgets" / "node_modules" / "axe-core" / "axe.min.js"
# A widget is a part of a conversation, so it has no first heading of its own.
NO_PAGE = {"page-has-heading-one": {"enabled": False}}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CSP = f"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: {ORIGIN}"
ALL_ABILITIES: Json = {
    "serverTools": {},
    "openLinks": {},
    "message": {"text": {}},
    "updateModelContext": {"text": {}},
}


def result(shape: BaseModel) -> Json:
    return {"content": [{"type": "text", "text": "ok"}], "structuredContent": shape.model_dump(mode="json")}


def refusal(text: str) -> Json:
    return {"content": [{"type": "text", "text": text}], "isError": True}


@dataclass
class Script:
    """What the host says: at the start (`tell`), and when a tool is called (`tools`, answers in turn)."""

    tell: Sequence[tuple[str, Json]] = ()
    tools: dict[str, list[Json]] = field(default_factory=dict)
    theme: str = "light"
    locale: str = "en-GB"
    capabilities: Json = field(default_factory=lambda: dict(ALL_ABILITIES))
    openai: str = ""
    answers: bool = True


@dataclass
class Stage:
    """A widget on show. `faults` lists CSP violations, script errors and requests to anywhere else."""

    page: Page
    faults: list[str] = field(default_factory=list)

    async def show(self, name: str, script: Script) -> Frame:
        """Open the host page with the widget in it and return the widget's frame."""
        host = self._host_html(script)
        html = bundle(name).html.replace("<body>", f"<body><script>{script.openai}</script>", 1)

        async def serve(route: Route) -> None:
            path = route.request.url.removeprefix(ORIGIN)
            if path == "/host":
                await route.fulfill(body=host, content_type="text/html")
            elif path == "/widget":
                headers = {"Content-Security-Policy": CSP}
                await route.fulfill(body=html, content_type="text/html", headers=headers)
            elif path.startswith("/pictures/"):
                number = int(path.removeprefix("/pictures/").removesuffix(".svg"))
                await route.fulfill(body=picture_svg(number), content_type="image/svg+xml")
            else:
                self.faults.append(f"asked for {route.request.url}")
                await route.abort()

        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("requestfailed", self._on_failed)
        await self.page.route("**/*", serve)
        await self.page.goto(f"{ORIGIN}/host")
        frame = self.page.frame(url=f"{ORIGIN}/widget")
        assert frame is not None
        return frame

    async def heard(self, method: str) -> list[Json]:
        """Return the parameters of all messages of this method that the widget has sent."""
        sent: list[Json] = await self.page.evaluate("window.heard")
        return [message.get("params", {}) for message in sent if message.get("method") == method]

    async def heard_at_least(self, method: str, times: int) -> None:
        """Wait until the widget has sent this many messages of this method."""
        count = "([method, times]) => heard.filter(m => m.method === method).length >= times"
        await self.page.wait_for_function(count, arg=[method, times])

    def _host_html(self, script: Script) -> str:
        words = {
            "widget": "/widget",
            "tell": list(script.tell) if script.answers else [],
            "tools": script.tools,
            "context": {"theme": script.theme, "locale": script.locale},
            "capabilities": script.capabilities,
            "silent": not script.answers,
        }
        safe = json.dumps(words).replace("<", "\\u003c")
        return HOST_PAGE.replace("<body>", f"<body><script>window.hostScript = {safe};</script>", 1)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(message.text)

    def _on_failed(self, request: Request) -> None:
        self.faults.append(f"failed: {request.url}")


async def accessibility_faults(frame: Frame) -> list[str]:
    """Run axe for WCAG 2.2 AA in the frame and return each violation with the elements it is about."""
    await frame.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
    options = {"runOnly": {"type": "tag", "values": WCAG}, "rules": NO_PAGE}
    found = await frame.evaluate("options => axe.run(document, options)", options)
    return [
        f"{fault['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]
