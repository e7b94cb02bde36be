"""Demo tokens."""

from pathlib import Path
from types import SimpleNamespace

import jwt
import pytest
from click.testing import CliRunner

from cli.commands import token
from core.settings import Auth, Site
from write_api.oauth.signing import generate_key_file


@pytest.mark.parametrize(
    ("address", "issuer", "given"),
    [
        ("http://localhost:8000", "http://localhost:8002", True),
        ("https://shop.example", "http://localhost:8002", False),
        ("http://localhost:8000", "https://id.example", False),
    ],
)
def test_a_shop_that_the_world_can_reach_gives_no_demo_tokens(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str, issuer: str, given: bool
) -> None:
    key = tmp_path / "signing.pem"
    generate_key_file(key)
    settings = SimpleNamespace(
        signing_key_file=key, site=Site(public_base_url=address), auth=Auth(issuer=issuer)
    )
    monkeypatch.setattr(token, "stack", lambda _data: settings)
    result = CliRunner().invoke(token.token_command, ["seller"])
    assert (result.exit_code == 0) is given, result.output
    if given:
        claims = jwt.decode(result.output.strip(), options={"verify_signature": False})
        assert claims["aud"] == f"{address}/mcp"
