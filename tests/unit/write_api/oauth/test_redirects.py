"""Redirect addresses: the forms in which open redirects come."""

import pytest

from write_api.oauth import redirects

REGISTERED = ["https://chat.example/callback", "https://chat.example/q?a=1", "http://127.0.0.1/cb"]

ELSEWHERE = [
    "https://evil.example/callback",
    "https://chat.example.evil.example/callback",
    "https://sub.chat.example/callback",
    "https://evilchat.example/callback",
    "https://chat.example@evil.example/callback",
    "https://chat.example:x@evil.example/callback",
    "https://evil.example#@chat.example/callback",
    "https://evil.example\\@chat.example/callback",
    "https://chat.example\\.evil.example/callback",
    "https://chat.example%2eevil.example/callback",
    "https://chat.example/callback/",
    "https://chat.example/callback?x=1",
    "https://chat.example/callback#x",
    "https://chat.example/callback#",
    "https://chat.example/callback/../../evil",
    "https://chat.example/other/../callback",
    "https://chat.example/%2e%2e/callback",
    "https://chat.example//callback",
    "https://chat.example:444/callback",
    "https://chat.example:443/callback",
    "https://CHAT.example/callback",
    "HTTPS://chat.example/callback",
    "http://chat.example/callback",
    "//chat.example/callback",
    "/callback",
    "javascript:alert(1)",
    "data:text/html,x",
    " https://chat.example/callback",
    "https://chat.example/callback\n",
    "https://chat.example/callback\r\nSet-Cookie: a=b",
    "https://chat.example/call\tback",
    "https://chat.еxample/callback",
    "https://chat.example/callback\x00",
    "https://chat.example",
    "",
    "http://127.0.0.1/cb/",
    "http://127.0.0.1:80@evil.example/cb",
    "http://127.0.0.1.evil.example/cb",
    "http://127.0.0.1:0/cb",
    "http://127.0.0.1:99999/cb",
    "http://127.0.0.1:/cb",
    "http://localhost:8080/cb",
    "http://127.1/cb",
    "http://2130706433/cb",
    "https://127.0.0.1:8080/cb",
]


@pytest.mark.parametrize("asked", ELSEWHERE)
def test_an_address_that_is_not_registered_is_not_answered(asked: str) -> None:
    assert redirects.find(REGISTERED, asked) is None


@pytest.mark.parametrize("asked", [*REGISTERED, "http://127.0.0.1:51234/cb"])
def test_an_address_that_is_registered_is(asked: str) -> None:
    assert redirects.find(REGISTERED, asked) == asked


@pytest.mark.parametrize("registered", ["http://[::1]/cb", "http://localhost:1/cb"])
def test_any_port_of_the_loopback_will_do(registered: str) -> None:
    asked = registered.replace(":1/", "/").replace("/cb", ":65535/cb")
    assert redirects.find([registered], asked) == asked
    assert redirects.is_loopback(asked)


@pytest.mark.parametrize("uri", [
    "http://chat.example/cb", "javascript:alert(1)", "data:text/html,x", "com.example.app:/cb", "ftp://x/y",
    "https://user@chat.example/", "https://chat.example/#f", "https://chat.example/../x", "https://", "x" * 501,
    "https://chat.example/" + "x" * 500, "http://127.0.0.1.evil.example/", "https://*.chat.example/cb",
    "https://chat.example/c b", "https://chat.example/<b>", "file:///etc/passwd", "http://0.0.0.0/cb",
])  # fmt: skip
def test_what_cannot_be_registered(uri: str) -> None:
    assert redirects.problem_with(uri)


def test_an_answer_keeps_the_query_and_is_encoded() -> None:
    answer = {"state": "a&b=c#d é\r\n", "code": None, "iss": "https://id"}
    encoded = "state=a%26b%3Dc%23d+%C3%A9%0D%0A&iss=https%3A%2F%2Fid"
    assert redirects.with_answer("https://c.example/q?a=1", answer) == f"https://c.example/q?a=1&{encoded}"
    assert redirects.with_answer("https://c.example/q", answer) == f"https://c.example/q?{encoded}"
    assert redirects.with_answer("https://c.example/q?", answer) == f"https://c.example/q?{encoded}"


@pytest.mark.parametrize(("uri", "source"), [
    ("https://chat.example/cb", "https://chat.example"),
    ("https://chat.example:8443/cb", "https://chat.example:8443"),
    ("http://127.0.0.1:5/cb", "http://127.0.0.1:5"), ("http://[::1]:5/cb", "http:"),
])  # fmt: skip
def test_the_form_may_lead_there_and_nowhere_else(uri: str, source: str) -> None:
    assert redirects.form_source(uri) == source
