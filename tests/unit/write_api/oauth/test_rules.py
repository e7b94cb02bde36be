"""Verdicts on codes and refresh tokens, at the edges of time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from write_api.oauth.rules import (
    GRACE,
    Code,
    CodeShown,
    Grant,
    RefreshToken,
    Verdict,
    judge_code,
    judge_refresh,
    proves,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SOON, PAST = NOW + timedelta(hours=1), NOW - timedelta(hours=1)
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
GRANT = Grant(
    id="grt_1", account_id="acc_1", client_id="me", client_name="Me", scopes=frozenset({"openid"}), resource="r",
    signed_in_at=PAST, consented_at=PAST, expires_at=SOON,
)  # fmt: skip
CODE = Code("grt_1", "https://c.example/cb", CHALLENGE, None, expires_at=SOON)
SHOWN = CodeShown("me", VERIFIER, "https://c.example/cb", "r")
TOKEN = RefreshToken(expires_at=SOON, used_at=None, silenced_at=None, children=0, child_used=False)
JUST_USED = replace(TOKEN, used_at=NOW - timedelta(seconds=1), children=1)


def test_the_example_of_rfc_7636_proves_itself() -> None:
    assert proves(VERIFIER, CHALLENGE)
    assert not proves(VERIFIER[:-1] + "l", CHALLENGE)
    assert not proves(VERIFIER + "=", CHALLENGE)
    assert not proves("", CHALLENGE)


@pytest.mark.parametrize(("code", "grant", "shown", "verdict"), [
    ({}, {}, {}, Verdict.GOOD),
    ({}, {}, {"redirect_uri": None, "resource": None}, Verdict.GOOD),
    ({"expires_at": NOW}, {}, {}, Verdict.OVER),
    ({}, {"expires_at": NOW}, {}, Verdict.OVER),
    ({}, {"revoked_at": PAST}, {}, Verdict.OVER),
    ({"used_at": PAST}, {}, {}, Verdict.REPLAYED),
    ({"used_at": PAST, "expires_at": PAST}, {}, {}, Verdict.REPLAYED),
    ({}, {}, {"client_id": "you"}, Verdict.MISUSED),
    ({}, {}, {"redirect_uri": "https://c.example/cb/"}, Verdict.MISUSED),
    ({}, {}, {"resource": "other"}, Verdict.MISUSED),
    ({}, {}, {"verifier": "x" * 43}, Verdict.MISUSED),
])  # fmt: skip
def test_a_code(code: Any, grant: Any, shown: Any, verdict: Verdict) -> None:
    found = judge_code(replace(CODE, **code), replace(GRANT, **grant), replace(SHOWN, **shown), NOW)
    assert found is verdict


@pytest.mark.parametrize(("token", "grant", "client", "verdict"), [
    (TOKEN, {}, "me", Verdict.GOOD),
    (TOKEN, {}, "you", Verdict.MISUSED),
    (TOKEN, {"expires_at": NOW}, "me", Verdict.OVER),
    (TOKEN, {"revoked_at": PAST}, "me", Verdict.OVER),
    (replace(TOKEN, expires_at=NOW), {}, "me", Verdict.OVER),
    (replace(TOKEN, silenced_at=NOW), {}, "me", Verdict.REPLAYED),
    (JUST_USED, {}, "me", Verdict.GOOD),
    (replace(JUST_USED, used_at=NOW - GRACE), {}, "me", Verdict.GOOD),
    (replace(JUST_USED, used_at=NOW - GRACE - timedelta(microseconds=1)), {}, "me", Verdict.REPLAYED),
    (replace(JUST_USED, child_used=True), {}, "me", Verdict.REPLAYED),
    (replace(JUST_USED, children=2), {}, "me", Verdict.GOOD),
    (replace(JUST_USED, children=3), {}, "me", Verdict.OVER),
    (replace(JUST_USED, silenced_at=NOW), {}, "me", Verdict.REPLAYED),
])  # fmt: skip
def test_a_refresh_token(token: RefreshToken, grant: Any, client: str, verdict: Verdict) -> None:
    assert judge_refresh(token, replace(GRANT, **grant), client, NOW) is verdict
