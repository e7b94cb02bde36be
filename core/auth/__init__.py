"""The one place where a token becomes a person."""

from core.auth.bearer import bearer
from core.auth.issuers import external_verifier, shoppers_verifier
from core.auth.keys import KeySet, StaticKeys
from core.auth.principal import Principal, Scope, with_implied
from core.auth.profile import Identity, Profile
from core.auth.refusals import Reason
from core.auth.remote_keys import KEYS_FRESH_SECONDS, RemoteKeys
from core.auth.verifier import LEEWAY_SECONDS, MAX_TOKEN_BYTES, TokenVerifier

__all__ = [
    "KEYS_FRESH_SECONDS",
    "LEEWAY_SECONDS",
    "MAX_TOKEN_BYTES",
    "Identity",
    "KeySet",
    "Principal",
    "Profile",
    "Reason",
    "RemoteKeys",
    "Scope",
    "StaticKeys",
    "TokenVerifier",
    "bearer",
    "external_verifier",
    "shoppers_verifier",
    "with_implied",
]
