"""The widgets in Chromium, framed and restrained as a real host does it."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser import sample
from tests.browser.stage import Script, Stage, accessibility_faults, refusal, result

pytestmark = pytest.mark.browser

INPUT = ("tool-input", {"arguments": {"query": "gift under £20"}})
FOUND = ("tool-result", result(sample.page()))
PIECE = ("tool-result", result(sample.listing()))
STATES: dict[str, tuple[str, list[tuple[str, dict[str, Any]]]]] = {
    "found": ("product-grid", [INPUT, FOUND]),
    "nothing found": ("product-grid", [INPUT, ("tool-result", result(sample.empty_page()))]),
    "refused": ("product-grid", [INPUT, ("tool-result", refusal("The search is resting. Try again."))]),
    "stopped": ("product-grid", [INPUT, ("tool-cancelled", {"reason": "the shopper stopped it"})]),
    "still writing": ("product-grid", [("tool-input-partial", {"arguments": {"query": "gift und"}})]),
    "one piece": ("product-detail", [PIECE]),
    "piece in sizes": ("product-detail", [("tool-result", result(sample.sized_listing()))]),
    "piece refused": ("product-detail", [("tool-result", refusal("There is no such listing."))]),
    "piece awaited": ("product-detail", []),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768])
@pytest.mark.parametrize("state", STATES)
async def test_every_state_is_accessible_and_fits(stage: Stage, state: str, width: int, theme: str) -> None:
    name, tell = STATES[state]
    await stage.page.set_viewport_size({"width": width, "height": 900})
    frame = await stage.show(name, Script(tell=tell, theme=theme))
    await expect(frame.locator("main > *")).to_be_visible()
    await stage.heard_at_least("ui/notifications/size-changed", 1)

    assert await accessibility_faults(frame) == []
    assert await frame.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    assert await frame.evaluate("getComputedStyle(document.documentElement).colorScheme") == theme


async def test_a_piece_opens_and_closes_by_keyboard(stage: Stage) -> None:
    script = Script(tell=[INPUT, FOUND], tools={"get_listing": [result(sample.listing(1))]})
    frame = await stage.show("product-grid", script)
    second = frame.get_by_role("button", name=sample.TITLES[1][0])
    await second.focus()
    await second.press("Enter")

    title = frame.get_by_role("heading", name=sample.TITLES[1][0])
    await expect(title).to_be_focused()
    assert (await stage.heard("tools/call"))[0]["arguments"] == {"listing_id": "lst_0001"}
    back = frame.get_by_role("button", name="Back to results")
    await back.press("Enter")
    await expect(second).to_be_focused()
    assert await second.evaluate("card => getComputedStyle(card).outlineStyle") == "solid"


async def test_show_more_appends_the_next_page_and_the_frame_grows(stage: Stage) -> None:
    more = result(sample.page(8, 8, cursor=None))
    frame = await stage.show("product-grid", Script(tell=[INPUT, FOUND], tools={"search_listings": [more]}))
    cards = frame.get_by_role("listitem").filter(has=frame.get_by_role("button"))
    await expect(cards).to_have_count(8)
    await frame.get_by_role("button", name="Show more").click()

    await expect(cards).to_have_count(16)
    asked = (await stage.heard("tools/call"))[0]
    assert asked == {"name": "search_listings", "arguments": {"query": "gift under £20", "cursor": "next"}}
    await stage.page.wait_for_function(
        "heard.filter(m => m.method?.endsWith('size-changed')).at(-1).params.height > 900"
    )


async def test_the_only_way_out_goes_through_the_host(stage: Stage) -> None:
    frame = await stage.show("product-detail", Script(tell=[PIECE]))
    await frame.get_by_role("link", name="View on CraftLocal").click()
    await stage.heard_at_least("ui/open-link", 1)
    assert await stage.heard("ui/open-link") == [{"url": f"{sample.ORIGIN}/listings/lst_0001"}]


async def test_a_host_that_lets_widgets_call_nothing_gets_a_message_instead(stage: Stage) -> None:
    script = Script(tell=[INPUT, FOUND], capabilities={"message": {"text": {}}})
    frame = await stage.show("product-grid", script)
    await frame.get_by_role("button", name=sample.TITLES[0][0]).click()
    await stage.heard_at_least("ui/message", 1)
    sent = (await stage.heard("ui/message"))[0]
    assert sent["role"] == "user"
    assert "lst_0000" in sent["content"][0]["text"]
    assert await stage.heard("tools/call") == []


async def test_prices_follow_the_locale_and_a_change_of_theme_is_followed(stage: Stage) -> None:
    frame = await stage.show("product-grid", Script(tell=[INPUT, FOUND], locale="de-DE"))
    await expect(frame.get_by_text("4,95\u00a0£")).to_be_visible()
    await stage.page.evaluate("tell('host-context-changed', {theme: 'dark', locale: 'en-GB'})")
    await expect(frame.get_by_text("£4.95")).to_be_visible()
    assert await frame.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


async def test_chatgpt_extras_alone_are_enough(stage: Stage) -> None:
    page = sample.page().model_dump_json().replace("<", "\\u003c")
    openai = f"window.openai = {{toolInput: {{query: 'gift'}}, toolOutput: {page}, theme: 'dark'}}"
    frame = await stage.show("product-grid", Script(openai=openai, answers=False))
    await expect(frame.get_by_text(sample.TITLES[0][0])).to_be_visible()
    assert await frame.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


async def test_what_a_maker_writes_never_runs(stage: Stage) -> None:
    attack = (
        "</script><script>parent.postMessage('pwned','*')</script><img src=x onerror=\"top.location='/'\">"
    )
    frame = await stage.show(
        "product-detail", Script(tell=[("tool-result", result(sample.listing(description=attack)))])
    )
    await expect(frame.get_by_text(attack)).to_be_visible()
    assert await frame.locator("img[src=x]").count() == 0
