"""Handing a mail to a server over SMTP."""

from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib

from core.settings import Mail as Settings
from core.settings import SettingsError, is_local_url
from write_api.notifications.sender import DeliveryError
from write_api.notifications.store import Mail

TIMEOUT_SECONDS = 20.0
# What the standard library says to something that is no address.
UNREADABLE = (ValueError, IndexError, MessageError)
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class Smtp:
    """A mail server. `start_tls` None takes TLS where it is offered: for a server on this machine only."""

    host: str
    port: int
    user: str | None
    password: str | None
    use_tls: bool
    start_tls: bool | None
    sender: Address

    async def deliver(self, mail: Mail) -> None:
        """Return when the server has taken the mail.

        Raises:
            DeliveryError: it has not.
        """
        try:
            message = self.message(mail)
        except UNREADABLE:
            raise DeliveryError("not a mail", for_good=True) from None
        try:
            await aiosmtplib.send(
                message,
                hostname=self.host,
                port=self.port,
                username=self.user,
                password=self.password,
                use_tls=self.use_tls,
                start_tls=self.start_tls,
                timeout=TIMEOUT_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [recipient.code for recipient in error.recipients]
            raise DeliveryError("recipient refused", for_good=all(code >= 500 for code in codes)) from None
        except aiosmtplib.SMTPAuthenticationError:
            raise DeliveryError("the server does not know our user", for_good=False) from None
        except aiosmtplib.SMTPResponseException as error:
            raise DeliveryError(f"answer {error.code}", for_good=error.code >= 500) from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise DeliveryError(type(error).__name__, for_good=False) from None

    def message(self, mail: Mail) -> EmailMessage:
        """Return the mail as it goes over the wire.

        Raises:
            ValueError, IndexError, MessageError: the recipient is no address, or a header holds a line break.
        """
        message = EmailMessage(POLICY)
        message["From"] = self.sender
        message["To"] = Address(addr_spec=mail.recipient)
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(mail.created_at)
        # The same at every attempt: a mailbox that gets it twice can tell.
        message["Message-ID"] = f"<mail-{mail.id}-{mail.created_at.timestamp():.0f}@{self.sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        message.add_alternative(mail.html, subtype="html")
        return message


def smtp(settings: Settings) -> Smtp | None:
    """Return the server of the settings, None when there is none.

    Raises:
        SettingsError: SMTP_URL or MAIL_FROM cannot be read.
    """
    if settings.smtp_url is None or not settings.smtp_url.get_secret_value():
        return None
    url = settings.smtp_url.get_secret_value()
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise SettingsError("SMTP_URL: must read smtp://user:password@host:587 or smtps://…:465") from None
    if not parts.hostname:
        raise SettingsError("SMTP_URL: names no host")
    use_tls = parts.scheme == "smtps"
    plain_is_fine = is_local_url(url) and parts.username is None
    return Smtp(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password or "") if parts.username else None,
        use_tls=use_tls,
        start_tls=False if use_tls else (None if plain_is_fine else True),
        sender=_address(settings.sender),
    )


def _address(sender: str) -> Address:
    name, address = parseaddr(sender)
    try:
        if not sender.isprintable():
            raise ValueError("it holds a line break")
        return Address(name, addr_spec=address)
    except UNREADABLE:
        raise SettingsError("MAIL_FROM: must read Name <address>") from None
