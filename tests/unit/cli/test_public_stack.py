"""A stack that the world can reach through tunnels."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli.commands import up
from cli.stack.layout import Layout
from cli.stack.up import Options
from core.settings import Limits

SHOP, ID = "https://shop.example", "https://id.example"


def variables(layout: Layout) -> dict[str, str]:
    return layout.environment("write_api", "postgresql://db", "redis://r")


def test_tokens_carry_the_public_address_and_the_edge_fetches_the_keys_here(tmp_path: Path) -> None:
    found = variables(Layout(tmp_path, 9000, SHOP, ID))
    assert (found["PUBLIC_BASE_URL"], found["AUTH_ISSUER"]) == (SHOP, ID)
    assert found["AUTH_JWKS_URL"] == "http://localhost:9002/oauth/jwks.json"
    assert found["WRITE_API_URL"] == "http://localhost:9002"


@pytest.mark.parametrize(("public", "auth"), [(SHOP, ID), (SHOP, None), (None, ID)])
def test_where_the_world_comes_the_usual_limits_hold_for_each_address(
    tmp_path: Path, public: str | None, auth: str | None
) -> None:
    layout = Layout(tmp_path, 9000, public, auth)
    limits = Limits.model_validate(variables(layout))
    assert not layout.is_local
    assert (limits.factor, limits.trusted_proxies) == (1.0, ["127.0.0.1", "::1"])


def test_on_one_machine_all_share_an_address_and_proxies_are_not_believed(tmp_path: Path) -> None:
    limits = Limits.model_validate(variables(Layout(tmp_path)))
    assert (limits.factor, limits.trusted_proxies) == (1000.0, [])


@pytest.mark.parametrize(
    "address", ["id.example", "http://id.example", "https://id.example/sign-in", "https://id.example?x=1"]
)
def test_an_address_for_signing_in_is_an_https_origin(address: str) -> None:
    refused = CliRunner().invoke(up.up_command, ["--auth-url", address])
    assert refused.exit_code == 2
    assert "--auth-url" in refused.output


def test_the_addresses_reach_the_stack_without_a_slash(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[Options] = []
    monkeypatch.setattr(up, "up", lambda options, _out: started.append(options))
    arguments: list[Any] = ["--data", tmp_path, "--public-url", f"{SHOP}/", "--auth-url", f"{ID}/"]
    assert CliRunner().invoke(up.up_command, [str(word) for word in arguments]).exit_code == 0
    (options,) = started
    assert (options.layout.edge_url, options.layout.issuer) == (SHOP, ID)
