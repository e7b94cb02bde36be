"""Key files and key ids."""

import stat
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.settings import SettingsError
from write_api.oauth import signing


def test_a_key_file_is_for_its_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    signing.generate_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        signing.generate_key_file(path)
    assert path.read_bytes() == before


def test_the_key_id_is_the_thumbprint_of_the_public_half(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    signing.generate_key_file(path)
    key = signing.load_key(path)
    assert signing.load_key(path).kid == key.kid
    assert len(key.kid) == 43
    assert jwt.PyJWK.from_dict(key.public_jwk()).key_id == key.kid
    assert "d" not in key.public_jwk()


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nnope\n", b"\xff\xfe"])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match="SIGNING_KEY_FILE"):
        signing.load_key(path)


def test_a_key_on_another_curve_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(
        ec.generate_private_key(ec.SECP384R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    with pytest.raises(SettingsError, match="P-256"):
        signing.load_key(path)
