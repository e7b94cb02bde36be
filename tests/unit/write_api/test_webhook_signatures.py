"""Who may say that a message comes from a maker's system."""

import base64
import hashlib
import hmac

import pytest

from core.errors import Code, MarketError
from write_api.webhooks import signatures

# The example of the Standard Webhooks libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, TIMESTAMP, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
KEY = base64.b64decode(SECRET.removeprefix(signatures.PREFIX))
OTHER_KEY = b"another key of some 32 characters"
NOW = float(TIMESTAMP)


def headers(**changes: str | None) -> dict[str, str]:
    whole = {"webhook_id": ID, "webhook_timestamp": TIMESTAMP, "webhook_signature": SIGNATURE} | changes
    return {name.replace("_", "-"): value for name, value in whole.items() if value is not None}


def check(
    *keys: bytes, body: bytes = BODY, now: float = NOW, sent: dict[str, str] | None = None
) -> signatures.Signed:
    signed = signatures.read_headers(sent or headers())
    signatures.check(signed, body, keys or (KEY,), now)
    return signed


def sign(body: bytes = BODY, key: bytes = KEY, message_id: str = ID, timestamp: str = TIMESTAMP) -> str:
    content = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()


def test_the_example_of_the_standard_passes() -> None:
    assert check().id == ID
    assert signatures.as_secret(KEY) == SECRET


def test_any_byte_of_any_kind_may_be_signed() -> None:
    body = bytes(range(256))
    check(body=body, sent=headers(webhook_signature=sign(body)))


def test_while_secrets_change_one_of_them_and_one_of_the_signatures_must_fit() -> None:
    check(OTHER_KEY, KEY)
    check(sent=headers(webhook_signature=f"{sign(key=OTHER_KEY)} {SIGNATURE}"))
    check(sent=headers(webhook_signature=f"v1a,abc v2,def nonsense {SIGNATURE}"))


@pytest.mark.parametrize(("now", "passes"), [(-300, True), (300, True), (-301, False), (301, False)])
def test_a_message_is_good_for_five_minutes_both_ways(now: int, passes: bool) -> None:
    if passes:
        check(now=NOW + now)
    else:
        with pytest.raises(MarketError, match="five minutes"):
            check(now=NOW + now)


@pytest.mark.parametrize("changes", [
    {"webhook_id": None}, {"webhook_timestamp": None}, {"webhook_signature": None}, {"webhook_id": ""},
    {"webhook_id": "msg_other"}, {"webhook_id": "x" * 256}, {"webhook_id": "msg_\u00fc"},
    {"webhook_timestamp": "1614265331"}, {"webhook_timestamp": "now"}, {"webhook_timestamp": "-1614265330"},
    {"webhook_timestamp": "1614265330.0"}, {"webhook_timestamp": "9" * 40}, {"webhook_timestamp": "\u0661"},
    {"webhook_signature": SIGNATURE.removeprefix("v1,")}, {"webhook_signature": "v1"},
    {"webhook_signature": "v1,"}, {"webhook_signature": "v1,%%%"}, {"webhook_signature": "v1,\u00e9"},
    {"webhook_signature": SIGNATURE.replace("v1,", "v1a,")}, {"webhook_signature": SIGNATURE.replace("v1,", "V1,")},
    {"webhook_signature": SIGNATURE[:-2]}, {"webhook_signature": sign(key=OTHER_KEY)},
    {"webhook_signature": f"{'v1,AAAA ' * 20}{SIGNATURE}"},
])  # fmt: skip
def test_anything_else_is_refused(changes: dict[str, str | None]) -> None:
    with pytest.raises(MarketError) as refused:
        check(sent=headers(**changes))
    assert refused.value.code is Code.INVALID_SIGNATURE


def test_another_body_or_another_key_is_refused() -> None:
    for keys, body in (((KEY,), BODY + b" "), ((OTHER_KEY,), BODY)):
        with pytest.raises(MarketError):
            check(*keys, body=body)
    with pytest.raises(MarketError):
        signatures.check(signatures.read_headers(headers()), BODY, (), NOW)
