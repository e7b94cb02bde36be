"""Mail leaves once, later when the server is away, and never in another shape than it was written."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.settings import Mail as Settings
from core.settings import SettingsError
from write_api.notifications import mails, store
from write_api.notifications.sender import DeliveryError, Sender
from write_api.notifications.smtp import Smtp, smtp
from write_api.notifications.store import Mail
from write_api.notifications.wording import MAILS

pytestmark = pytest.mark.integration
SENDER = "CraftLocal <no-reply@craftlocal.example>"


class Mailbox:
    """A mail server on this machine. `answers` are given in turn instead of taking the mail."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.answers: list[str] = []
        self.port = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        self.taken.append(envelope)
        return "250 OK"

    @property
    def messages(self) -> list[EmailMessage]:
        parsed = [message_from_bytes(_raw(one), policy=policy.default) for one in self.taken]
        return [one for one in parsed if isinstance(one, EmailMessage)]

    @property
    def smtp(self) -> Smtp:
        found = smtp(settings(f"smtp://127.0.0.1:{self.port}"))
        assert found is not None
        return found


def _raw(envelope: Envelope) -> bytes:
    assert isinstance(envelope.content, bytes)
    return envelope.content


def settings(url: str | None, sender: str = SENDER) -> Settings:
    return Settings.model_construct(smtp_url=SecretStr(url) if url is not None else None, sender=sender)


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    box = Mailbox()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(box), "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    yield box
    server.close()
    await server.wait_closed()


async def write(engine: AsyncEngine, to: str = "ada@makers.example", kind: str = "reset") -> None:
    async with engine.begin() as connection:
        link, half_an_hour = "http://localhost:8002/account/reset?token=abc", timedelta(minutes=30)
        await mails.post(connection, to, kind, link=link, good_for=half_an_hour, name="Ada <Å>")


async def rows(engine: AsyncEngine, sql: str = "select * from mails order by id") -> list[Any]:
    async with engine.begin() as connection:
        result = await connection.execute(text(sql))
        return list(result.all()) if result.returns_rows else []


async def test_a_mail_arrives_as_text_and_as_page_and_its_words_are_forgotten(
    engine: AsyncEngine, mailbox: Mailbox
) -> None:
    await write(engine)
    sender = Sender(engine, mailbox.smtp.deliver)
    assert [await sender.send_next(), await sender.send_next()] == [True, False]

    [message] = mailbox.messages
    assert mailbox.taken[0].rcpt_tos == ["ada@makers.example"]
    assert (message["From"], message["Subject"]) == (SENDER, "Choose a new CraftLocal password")
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "Hello Ada <Å>." in plain.get_content()
    assert "token=abc" in plain.get_content()
    assert "Hello Ada &lt;Å&gt;." in html.get_content()
    [row] = await rows(engine)
    assert (row.text, row.html, row.attempts, row.given_up_at) == ("", "", 1, None)
    assert row.sent_at is not None


@pytest.mark.parametrize("kind", MAILS)
async def test_every_kind_of_mail_can_be_written(engine: AsyncEngine, kind: str) -> None:
    await write(engine, kind=kind)
    [row] = await rows(engine)
    for words in (row.subject, row.text, row.html):
        assert not {"{", "}"} & set(words.replace("&#", ""))
        assert "None" not in words
    assert ("30 minutes" in row.text) == ("{minutes}" in MAILS[kind].opening)


async def test_a_mail_of_a_transaction_that_failed_is_never_sent(
    engine: AsyncEngine, mailbox: Mailbox
) -> None:
    async with engine.connect() as connection:
        await mails.post(connection, "ada@makers.example", "sign_up", link="x")
        await connection.rollback()
    assert not await Sender(engine, mailbox.smtp.deliver).send_next()


async def test_many_senders_send_each_mail_once(engine: AsyncEngine, mailbox: Mailbox) -> None:
    for n in range(12):
        await write(engine, f"p{n}@makers.example")
    sender = Sender(engine, mailbox.smtp.deliver)
    while any(await asyncio.gather(*(sender.send_next() for _ in range(5)))):
        pass
    assert sorted(one.rcpt_tos[0] for one in mailbox.taken) == sorted(
        f"p{n}@makers.example" for n in range(12)
    )


async def test_what_is_not_taken_now_is_tried_later_under_the_same_id(
    engine: AsyncEngine, mailbox: Mailbox
) -> None:
    await write(engine)
    sender = Sender(engine, mailbox.smtp.deliver)
    mailbox.answers = ["451 later", "421 closing"]
    pauses = []
    for _ in range(2):
        assert await sender.send_next()
        assert not await sender.send_next(), "not due yet"
        [row] = await rows(engine, "select extract(epoch from due_at - clock_timestamp()) as wait from mails")
        pauses.append(float(row.wait))
        await rows(engine, "update mails set due_at = now()")
    assert await sender.send_next()
    assert 3 < pauses[0] <= 5 < pauses[1] <= 10
    assert len(mailbox.messages) == 1
    [row] = await rows(engine)
    assert row.attempts == 3


@pytest.mark.parametrize("answer", ["550 no such user", "554 refused"])
async def test_what_is_refused_for_good_is_given_up(
    engine: AsyncEngine, mailbox: Mailbox, answer: str
) -> None:
    await write(engine)
    mailbox.answers = [answer]
    sender = Sender(engine, mailbox.smtp.deliver)
    assert await sender.send_next()
    [row] = await rows(engine)
    assert (row.sent_at, row.text) == (None, "")
    assert row.given_up_at is not None


async def test_a_mail_that_comes_too_late_to_be_of_use_is_not_sent(
    engine: AsyncEngine, mailbox: Mailbox
) -> None:
    await write(engine)
    await rows(engine, "update mails set useless_at = now() - interval '1 second'")
    sender = Sender(engine, mailbox.smtp.deliver)
    assert [await sender.send_next(), await sender.send_next()] == [True, False]
    assert mailbox.taken == []


async def test_a_server_that_is_away_is_asked_again(engine: AsyncEngine) -> None:
    away = smtp(settings("smtp://127.0.0.1:9"))
    assert away is not None
    await write(engine)
    assert await Sender(engine, away.deliver).send_next()
    [row] = await rows(engine)
    assert (row.attempts, row.given_up_at, row.sent_at) == (1, None, None)


async def test_a_bad_mail_does_not_keep_the_next_from_going(engine: AsyncEngine, mailbox: Mailbox) -> None:
    await write(engine, "a@b.co\nBcc: all@b.co")
    await write(engine, "")
    await write(engine, "ada@makers.example")
    sender = Sender(engine, mailbox.smtp.deliver)
    assert [await sender.send_next() for _ in range(4)] == [True, True, True, False]
    assert [one.rcpt_tos for one in mailbox.taken] == [["ada@makers.example"]]


async def test_a_fault_of_ours_puts_one_mail_off_and_no_other(engine: AsyncEngine) -> None:
    sent: list[str] = []

    async def deliver(mail: Mail) -> None:
        if mail.recipient == "p0@makers.example":
            raise RuntimeError("our own fault")
        sent.append(mail.recipient)

    for n in range(2):
        await write(engine, f"p{n}@makers.example")
    sender = Sender(engine, deliver)
    assert [await sender.send_next() for _ in range(3)] == [True, True, False]
    assert sent == ["p1@makers.example"]
    assert [row.attempts for row in await rows(engine)] == [1, 1]


async def test_the_sender_sends_what_waits_and_what_comes(engine: AsyncEngine) -> None:
    came: asyncio.Queue[str] = asyncio.Queue()

    async def deliver(mail: Mail) -> None:
        await came.put(mail.recipient)

    await write(engine, "first@makers.example")
    task = asyncio.create_task(Sender(engine, deliver).run())
    async with asyncio.timeout(20):
        assert await came.get() == "first@makers.example"
        await write(engine, "second@makers.example")
        assert await came.get() == "second@makers.example"
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_old_mails_are_forgotten(engine: AsyncEngine) -> None:
    for _ in range(3):
        await write(engine)
    await rows(engine, "update mails set useless_at = now() - interval '8 days' where id = 1")
    await rows(engine, "update mails set sent_at = now() - interval '8 days' where id = 2")
    async with engine.begin() as connection:
        assert await store.purge(connection) == 2
    assert [row.id for row in await rows(engine)] == [3]


@pytest.mark.parametrize(("url", "port", "use_tls", "start_tls"), [
    ("smtp://ada:pass%2Fword@mail.example", 587, False, True), ("smtps://ada:x@mail.example", 465, True, False),
    ("smtp://mail.example:25", 25, False, True), ("smtp://localhost:1025", 1025, False, None),
    ("smtp://ada:x@localhost:1025", 1025, False, True),
])  # fmt: skip
def test_a_password_goes_over_tls_only(url: str, port: int, use_tls: bool, start_tls: bool | None) -> None:
    server = smtp(settings(url))
    assert server is not None
    assert (server.port, server.use_tls, server.start_tls) == (port, use_tls, start_tls)
    assert server.password in {None, "x", "pass/word"}


@pytest.mark.parametrize(("url", "sender"), [
    ("http://mail.example", SENDER), ("mail.example:25", SENDER), ("smtp://", SENDER), ("smtp://h:port", SENDER),
    ("smtp://mail.example", "nobody"), ("smtp://mail.example", "A\nBcc: x@y.zz <a@b.co>"), ("smtp://mail.example", ""),
])  # fmt: skip
def test_a_server_that_cannot_be_read_stops_the_start(url: str, sender: str) -> None:
    with pytest.raises(SettingsError):
        smtp(settings(url, sender))


@pytest.mark.parametrize("url", [None, ""])
def test_without_an_address_there_is_no_server(url: str | None) -> None:
    assert smtp(settings(url)) is None


async def test_a_line_break_in_a_header_is_no_mail(engine: AsyncEngine) -> None:
    server = smtp(settings("smtp://localhost:9"))
    assert server is not None
    await write(engine)
    async with engine.begin() as connection:
        mail = await store.lock_next(connection)
    assert mail is not None
    forged = Mail(mail.id, mail.recipient, "Hello\r\nBcc: all@b.co", "", "", 0, mail.created_at, False)
    with pytest.raises(DeliveryError) as refused:
        await server.deliver(forged)
    assert refused.value.for_good
