"""Keys that turn while services run."""

import os
import stat
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import main
from core.auth import TokenVerifier
from core.settings import SettingsError
from write_api.oauth import keyring
from write_api.oauth.keyring import (
    PUBLISHED_AFTER_SIGNING_SECONDS,
    PUBLISHED_BEFORE_SIGNING_SECONDS,
    KeyFiles,
    Keyring,
)
from write_api.oauth.signing import Issuer, generate_key_file, mint


@pytest.fixture
def files(tmp_path: Path) -> KeyFiles:
    generate_key_file(tmp_path / "signing.pem")
    return KeyFiles(tmp_path / "signing.pem")


@pytest.fixture
def always_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Services look at the files at most every two seconds; here at every use."""
    monkeypatch.setattr(keyring, "LOOKED_AT_EVERY_SECONDS", -1.0)


def aged(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def published(ring: Keyring) -> list[str]:
    return [key["kid"] for key in ring.jwks()["keys"]]


def token(ring: Keyring) -> str:
    issuer = Issuer("https://id", ring.signing_key())
    return mint(issuer, subject="acc_1", audience="x", client_id="c", scopes=["openid"])


@pytest.mark.usefixtures("always_look")
async def test_a_new_key_is_published_before_it_signs_and_the_old_one_until_its_tokens_are_over(
    files: KeyFiles,
) -> None:
    ring = Keyring(files)
    verifier = TokenVerifier("https://id", "x", ring)
    old, of_old = ring.signing_key().kid, token(ring)

    keyring.rotate(files, time.time())
    assert ring.signing_key().kid == old
    assert len(published(ring)) == 2

    with pytest.raises(SettingsError, match="again in 15 minutes"):
        keyring.rotate(files, time.time())
    aged(files.next, PUBLISHED_BEFORE_SIGNING_SECONDS)
    keyring.rotate(files, time.time())
    new = ring.signing_key().kid
    assert new != old
    assert published(ring) == [new, old]
    await verifier.verify(of_old)
    await verifier.verify(token(ring))

    aged(files.previous, PUBLISHED_AFTER_SIGNING_SECONDS)
    assert published(ring) == [new]
    assert await ring.key(old, "ES256") is None


@pytest.mark.usefixtures("always_look")
def test_the_next_rotation_takes_the_place_of_the_last(files: KeyFiles) -> None:
    ring, seen = Keyring(files), set()
    for _ in range(3):
        keyring.rotate(files, time.time())
        aged(files.next, PUBLISHED_BEFORE_SIGNING_SECONDS)
        keyring.rotate(files, time.time())
        seen.add(ring.signing_key().kid)
    assert len(seen) == 3
    assert sorted(path.name for path in files.current.parent.iterdir()) == [
        "signing.pem", "signing.pem.previous",
    ]  # fmt: skip


@pytest.mark.usefixtures("always_look")
def test_a_leaked_key_is_gone_at_once(files: KeyFiles) -> None:
    ring = Keyring(files)
    old = ring.signing_key().kid
    keyring.rotate(files, time.time())
    keyring.replace_leaked(files)
    assert published(ring) == [ring.signing_key().kid] != [old]


@pytest.mark.usefixtures("always_look")
def test_a_broken_file_leaves_the_keys_as_they_were(files: KeyFiles) -> None:
    ring = Keyring(files)
    before = ring.signing_key().kid
    good = files.current.read_bytes()
    files.current.write_bytes(b"half a ke")
    assert ring.signing_key().kid == before
    files.current.unlink()
    assert ring.signing_key().kid == before
    files.current.write_bytes(good)
    assert ring.signing_key().kid == before


def test_a_rotation_that_stopped_halfway_can_go_on(files: KeyFiles) -> None:
    keyring.rotate(files, time.time())
    aged(files.next, PUBLISHED_BEFORE_SIGNING_SECONDS)
    files.previous.write_bytes(files.current.read_bytes())
    assert len(published(Keyring(files))) == 2
    keyring.rotate(files, time.time())
    assert len(published(Keyring(files))) == 2


def test_every_key_file_is_for_its_owner_alone(files: KeyFiles) -> None:
    keyring.rotate(files, time.time())
    aged(files.next, PUBLISHED_BEFORE_SIGNING_SECONDS)
    keyring.rotate(files, time.time())
    keyring.rotate(files, time.time())
    for path in (files.current, files.next, files.previous):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_files_are_not_looked_at_for_every_token(files: KeyFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    ring, looked = Keyring(files), []
    monkeypatch.setattr(KeyFiles, "look", lambda _files: looked.append(1))
    for _ in range(100):
        ring.signing_key()
    assert not looked


def test_the_command_says_what_it_did_and_what_comes_next(
    files: KeyFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNING_KEY_FILE", str(files.current))
    run = CliRunner().invoke
    first = run(main, ["keys", "rotate"])
    assert (first.exit_code, "Run this again in 15 minutes" in first.output) == (0, True)
    early = run(main, ["keys", "rotate"])
    assert (early.exit_code, "not every service has seen it" in early.output) == (1, True)
    aged(files.next, PUBLISHED_BEFORE_SIGNING_SECONDS)
    assert "The new key signs" in run(main, ["keys", "rotate"]).output
    assert "refused" in run(main, ["keys", "rotate", "--leaked"]).output
    files.current.unlink()
    missing = run(main, ["keys", "rotate"])
    assert (missing.exit_code, "SIGNING_KEY_FILE" in missing.output) == (1, True)
