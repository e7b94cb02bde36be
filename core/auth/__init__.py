"""The one place where a token becomes a person."""

from core.auth.bearer import bearer
from core.auth.issuers import external_verifier, shoppers_verifier
from core.auth.keys import KeySet, StaticKeys
from core.auth.principal import IMPLIED, Principal, Scope
from core.auth.profile import Identity, Profile
from core.auth.refusals import Reason
from core.auth.remote_keys import RemoteKeys
from core.auth.verifier import TokenVerifier

__all__ = [
    "IMPLIED",
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
]
