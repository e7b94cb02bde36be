"""Mail from templates into the queue, in the transaction of what causes it."""

from datetime import timedelta
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Code, MarketError
from write_api.notifications import store
from write_api.notifications.letter import Button, Letter, Paragraph
from write_api.notifications.wording import MAILS

# Whether mail has a way out of here: a mail server, or the page of a local stack.
CAN_MAIL = web.AppKey("CAN_MAIL", bool)
READABLE = web.AppKey("READABLE", bool)  # whether it is that page

A_DAY = timedelta(days=1)

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


async def post(
    connection: AsyncConnection,
    recipient: str,
    kind: str,
    *,
    link: str = "",
    good_for: timedelta = A_DAY,
    name: str = "",
) -> None:
    """Write a mail of one of the usual kinds down for sending.

    `name` is the account's, and for mails to an address that is proven to be the account's only: nothing
    typed by whoever asks goes to somebody else.
    """
    wording = MAILS[kind]
    minutes = int(good_for.total_seconds() // 60)
    opening = Paragraph(wording.opening.format(name=name, minutes=minutes))
    blocks = (opening, Button(wording.action, link)) if link else (opening,)
    await post_letter(connection, recipient, Letter(wording.subject, blocks, wording.closing), good_for)


async def post_letter(
    connection: AsyncConnection, recipient: str, letter: Letter, good_for: timedelta = A_DAY
) -> None:
    """Write a letter down for sending; it is not sent after `good_for`."""
    words = {"subject": letter.subject, "blocks": letter.blocks, "closing": letter.closing}
    text, html = (_templates.get_template(f"mail.{face}").render(words) for face in ("txt", "html"))
    await store.insert(connection, recipient, letter.subject, text=text, html=html, good_for=good_for)


def require_mail(app: web.Application) -> None:
    """Let pass only where mail can be sent.

    Raises:
        MarketError: service_unavailable.
    """
    if not app[CAN_MAIL]:
        raise MarketError(
            Code.SERVICE_UNAVAILABLE, "This shop cannot send mail yet, and this needs one. Ask its operator."
        )
