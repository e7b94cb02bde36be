"""Chromium for the browser tests: the one of Debian, or Playwright's own where that is installed."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright, expect

from tests.browser.stage import Stage

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
# A machine that does other work as well is slow, not wrong.
expect.set_options(timeout=20_000)
MISSING = "Chromium is missing: run `apt-get install -y chromium` (or `playwright install chromium`)."


def _executable(own: str) -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome") or (own if Path(own).exists() else None)


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        executable = _executable(playwright.chromium.executable_path)
        if executable is None:
            pytest.skip(MISSING)
        browser = await playwright.chromium.launch(executable_path=executable, args=QUIET)
        yield browser
        await browser.close()


@pytest.fixture
async def stage(chromium: Browser) -> AsyncIterator[Stage]:
    """A fresh 768 pixel wide page; the test fails when the widget broke a rule of its host on it."""
    context = await chromium.new_context(viewport={"width": 768, "height": 900}, reduced_motion="reduce")
    stage = Stage(await context.new_page())
    yield stage
    await context.close()
    assert stage.faults == []
