"""What an address, a name, a password and a way back must be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from write_api.accounts import rules
from write_api.accounts.common_passwords import COMMON

HERE = URL("http://shop.example/account/sign-in")


@pytest.mark.parametrize(
    "email",
    ["a@b.co", "Ada.Lovelace+shop@mail.example.com", "o'hara@example.ie", "x_y-z@sub.a-b.museum", " a@b.co "],
)
def test_an_address_people_have_is_taken(email: str) -> None:
    assert rules.email_problem(email) == ""


@pytest.mark.parametrize("email", [
    "", "   ", "ada", "ada@", "@b.co", "ada@localhost", "a b@c.de", "a@b@c.de", ".a@b.co", "a..b@c.de",
    "a@-b.co", "a@b-.co", "a@b..co", "a@b.co\nBcc: all@b.co", "a@b.co\r\n\r\nhello", "a@b.co,c@d.ef", "<a@b.co>",
    '"a b"@c.de', "a@[127.0.0.1]", "a@b.c", f"{'a' * 65}@b.co", f"a@{'b' * 250}.co", "ada@exämple.de", "a\0@b.co",
])  # fmt: skip
def test_what_could_break_a_mail_or_reach_somebody_else_is_no_address(email: str) -> None:
    assert rules.email_problem(email) != ""


def test_two_spellings_of_an_address_are_one() -> None:
    assert rules.normal_email("  Ada@Makers.Example ") == "ada@makers.example"


@pytest.mark.parametrize(("typed", "kept"), [
    ("  Ada \t Lovelace ", "Ada Lovelace"), ("Ada\nBcc: x", "Ada Bcc: x"), ("evil\u202egpj", "evilgpj"),
    ("a\u200bb\ufeff", "ab"), ("e\u0301", "\u00e9"), ("李雷", "李雷"), ("नेहा", "नेहा"), ("👩\u200d🎨", "👩\u200d🎨"),
])  # fmt: skip
def test_a_name_is_one_line_of_what_can_be_seen(typed: str, kept: str) -> None:
    assert rules.normal_name(typed) == kept
    assert rules.name_problem(typed) == ""


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "\u200d\u200c", "\u202e", "x" * 81])
def test_nothing_to_be_seen_is_no_name(name: str) -> None:
    assert rules.name_problem(name) != ""


@pytest.mark.parametrize("password", [
    "", "short 7", "password", "PASSWORD1", "Qwerty123", "aaaaaaaaaaaa", "abababababab", "x" * 201, "ab" * 101,
    "ada@makers.example", "Ada Lovelace", "ﬁﬁﬁﬁﬁﬁﬁﬁﬁﬁ" * 20,
])  # fmt: skip
def test_a_password_that_is_tried_first_is_refused(password: str) -> None:
    assert rules.password_problem(password, "ada@makers.example", "Ada Lovelace") != ""


@pytest.mark.parametrize(
    "password", ["ein Satz", "correct horse", "пароль-из-слов", "x7" * 99 + "yz", "a kiln at dawn"]
)
def test_length_is_what_counts_and_no_kind_of_sign_is_asked_for(password: str) -> None:
    assert rules.password_problem(password, "ada@makers.example", "Ada Lovelace") == ""


def test_a_password_is_the_same_however_a_keyboard_composes_it() -> None:
    assert rules.normal_password("cafe\u0301 Å") == rules.normal_password("café \u212b")


def test_the_common_ones_are_long_enough_to_be_tried() -> None:
    assert all(len(word) >= rules.SHORTEST_PASSWORD and word == word.casefold() for word in COMMON)


@pytest.mark.parametrize(
    "path",
    [
        "/account",
        "/",
        "/oauth/authorize?client_id=https%3A%2F%2Fa.example%2Fc.json&state=a%2Fb%5Cc%0A",
        "/a//b",
    ],
)
def test_a_path_of_this_host_is_a_way_back(path: str) -> None:
    assert rules.way_back(path) == path


@pytest.mark.parametrize("target", [
    "", "account", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/%2fevil.example",
    "/%2Fevil.example", "/%5cevil.example", "/%252fevil.example", "%2f%2fevil.example", "/\t/evil.example",
    "/ /evil.example", "/\n/evil.example", "/%09/evil.example", "/%0d%0aa:b",
    "javascript:alert(1)", "https://evil.example", "https:evil.example",
    "http:/\\evil.example", "/a\r\nSet-Cookie: a=b", "/ä", "/\u2028", "/" + "a" * 6000, "/\0",
])  # fmt: skip
def test_what_leads_anywhere_else_is_none(target: str) -> None:
    assert rules.way_back(target) == ""


@given(st.text(alphabet="/\\%2f5cab.:@?#\t \r\n", max_size=12))
def test_no_way_back_ever_leaves_the_host(target: str) -> None:
    if path := rules.way_back(target):
        assert HERE.join(URL(path)).host == "shop.example"
