"""What the environment may not say."""

import pytest

from core.settings import Auth, Limits, SettingsError, load


@pytest.mark.parametrize(
    ("section", "variables", "sentence"),
    [
        (Limits, {"TRUSTED_PROXIES": "10.0.0.0/8, nowhere"}, "TRUSTED_PROXIES: nowhere is no address"),
        (Limits, {"LIMIT_SHARED_NETWORKS": "10.0.0.0/33"}, "LIMIT_SHARED_NETWORKS: 10.0.0.0/33 is no"),
        (Limits, {"LIMIT_ADDRESS_PER_MINUTE": "0"}, "LIMIT_ADDRESS_PER_MINUTE"),
        (Limits, {"TRUSTED_PROXY": "10.0.0.1"}, "did you mean TRUSTED_PROXIES?"),
        (
            Auth,
            {"AUTH_EXTERNAL": "true", "AUTH_ISSUER": "http://id.example"},
            "AUTH_ISSUER must start with https",
        ),
        (
            Auth,
            {
                "AUTH_EXTERNAL": "1",
                "AUTH_ISSUER": "https://id.example",
                "AUTH_JWKS_URL": "http://id.example/keys",
            },
            "AUTH_JWKS_URL must start with https",
        ),
    ],
)
def test_a_setting_that_cannot_be_meant_is_one_clear_sentence(
    monkeypatch: pytest.MonkeyPatch, section: type[Limits], variables: dict[str, str], sentence: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=sentence.replace("?", r"\?")):
        load(section)


def test_networks_are_read_from_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/8, fd00::/8,")
    assert load(Limits).trusted_proxies == ["10.0.0.0/8", "fd00::/8"]
