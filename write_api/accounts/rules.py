"""What an address, a name, a password and a way back must be. Each says what is wrong, or nothing."""

import re
import unicodedata
from urllib.parse import unquote

from write_api.accounts.common_passwords import COMMON

LONGEST_EMAIL = 254
LONGEST_NAME = 80
SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 200
LONGEST_WAY_BACK = 6000
# The addresses people have, not all that RFC 5321 allows: quoted local parts and address literals are refused.
EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)
ZERO_WIDTH_JOINERS = "\u200c\u200d"  # some scripts and emoji need them
PATH = re.compile(r"/[!-~]*")  # printable ASCII without blanks: nothing that could end a header


def normal_email(email: str) -> str:
    """Return the form of an address in which two are compared."""
    return email.strip().lower()


def email_problem(email: str) -> str:
    """Say what is wrong with an address."""
    if not email.strip():
        return "Enter your e-mail address."
    address = email.strip()
    if len(address) > LONGEST_EMAIL or address.find("@") > 64 or not EMAIL.fullmatch(address):
        return "Enter an e-mail address such as name@example.com."
    return ""


def normal_name(name: str) -> str:
    """Return a name on one line, without signs that cannot be seen or that turn the text around."""
    composed = unicodedata.normalize("NFC", name)
    seen = "".join(
        " " if sign.isspace() else sign
        for sign in composed
        if sign.isspace() or sign.isprintable() or sign in ZERO_WIDTH_JOINERS
    )
    return " ".join(seen.split())


def name_problem(name: str, *, whose: str = "your name") -> str:
    """Say what is wrong with a name."""
    normal = normal_name(name)
    if not normal.strip(ZERO_WIDTH_JOINERS):
        return f"Enter {whose}."
    if len(normal) > LONGEST_NAME:
        return f"Use {LONGEST_NAME} characters or fewer."
    return ""


def normal_password(password: str) -> str:
    """Return a password as it is hashed: the same however a keyboard composes its signs."""
    return unicodedata.normalize("NFKC", password)


def password_problem(password: str, *own_words: str) -> str:
    """Say what is wrong with a new password; `own_words` are what a guesser would try first for this person."""
    normal = normal_password(password)
    if not normal:
        return "Enter a password."
    if len(normal) < SHORTEST_PASSWORD:
        return f"Use {SHORTEST_PASSWORD} characters or more."
    if len(password) > LONGEST_PASSWORD or len(normal) > LONGEST_PASSWORD:
        return f"Use {LONGEST_PASSWORD} characters or fewer."
    folded = normal.casefold()
    if folded in COMMON or len(set(folded)) < 3:
        return "This is one of the passwords that are tried first. Choose another."
    own = {part for word in own_words for part in (word.casefold(), word.casefold().partition("@")[0])}
    if folded in own:
        return "Choose a password that is not your name or your address."
    return ""


def way_back(target: str) -> str:
    """Return the path on this host to go on to, empty when it is none: nothing leads anywhere else.

    Browsers read //host and /\\host as other hosts, so that neither is a path, however it is written.
    """
    if len(target) > LONGEST_WAY_BACK or not PATH.fullmatch(target):
        return ""
    plain = unquote(unquote(target.partition("?")[0])).replace("\\", "/")
    return target if plain.isprintable() and not plain.startswith("//") else ""
