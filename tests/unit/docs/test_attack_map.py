"""The table of attacks in docs/auth-testing.md: every attack is there, and every test it names."""

import re

import pytest

from tests.unit.docs.pages import ROOT
from tests.unit.docs.test_docs import names_in

PAGE = (ROOT / "docs/auth-testing.md").read_text(encoding="utf-8")
TABLE = PAGE.split("## Attack by attack")[1].split("\n## ")[0]
ROWS = dict(re.findall(r"^\| (.+?) \| (`tests/.+) \|$", TABLE, re.MULTILINE))
NAMED = re.compile(r"`(tests/[\w/]+\.py):(test_\w+)`")
# What has to be in it, in words of the table.
ATTACKS = (
    "none", "HS256", "`kid`", "Expired", "`aud`", "`iss`", "Replayed code", "Stolen verifier", "Open redirect",
    "Mixed-up issuer", "Refresh replay in parallel", "client metadata: redirects", "client metadata: DNS to loopback",
    "huge bodies", "`jwks_uri`: redirects, DNS to loopback", "`jwks_uri`: huge bodies", "CSRF on consent",
    "Clickjacking", "Timing of login", "Scope widening", "Another seller's objects",
)  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_attack_has_its_row(attack: str) -> None:
    assert [row for row in ROWS if attack in row], f"no row tells of: {attack}"


@pytest.mark.parametrize("row", ROWS)
def test_every_test_of_a_row_is_there(row: str) -> None:
    named = NAMED.findall(ROWS[row])
    assert named
    assert len(named) == ROWS[row].count("`tests/"), "each is written as file:test"
    for file, test in named:
        assert test in names_in(ROOT / file), f"{file}:{test} is gone"
