"""Roles of an external provider: they close scopes to those who have none, and open nothing by themselves."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.auth import Principal, Profile, Scope, with_implied
from core.errors import Code, MarketError
from core.settings import Auth
from core.settings.trust import SCOPES

ROLES = {
    "maker": frozenset({"seller.manage", "listings.write"}),
    "buyer": frozenset({"orders.write"}),
    "clerk": frozenset({"listings.write"}),
}
MAPPING = ",".join(f"{role}={scope}" for role, scopes in ROLES.items() for scope in sorted(scopes))
scopes = st.frozensets(st.sampled_from([*Scope, "openid", "profile"]))
roles = st.frozensets(st.sampled_from([*ROLES, "visitor", "seller.manage"]))
mappings = st.dictionaries(
    st.sampled_from(["maker", "buyer", "clerk"]), st.frozensets(st.sampled_from(list(Scope)))
)


def told(scopes: frozenset[str], roles: frozenset[str]) -> dict[str, Any]:
    return {"scope": " ".join(scopes), "roles": sorted(roles)}


@given(scopes, roles, mappings)
def test_nobody_gets_what_no_role_of_theirs_allows_not_even_by_what_a_scope_implies(
    scopes: frozenset[str], roles: frozenset[str], mapping: dict[str, frozenset[str]]
) -> None:
    profile = Profile(scopes_by_role=mapping)
    given_scopes, withheld = profile.scopes(told(scopes, roles)), profile.withheld(told(scopes, roles))
    bound = frozenset[str]().union(*mapping.values())
    allowed = with_implied(frozenset[str]().union(*(mapping.get(role, frozenset()) for role in roles)))
    assert not with_implied(given_scopes) & (bound - allowed)
    assert given_scopes | withheld == scopes, "a role adds nothing that the person did not consent to"
    assert not given_scopes & withheld


@given(scopes, roles)
def test_without_a_mapping_roles_decide_nothing(scopes: frozenset[str], roles: frozenset[str]) -> None:
    assert Profile().scopes(told(scopes, roles)) == scopes
    assert Profile().withheld(told(scopes, roles)) == frozenset()


@given(roles)
def test_where_scopes_and_roles_are_one_claim_roles_grant_what_they_allow(roles: frozenset[str]) -> None:
    profile = Profile(scopes_claim="roles", scopes_by_role=ROLES)
    granted = profile.scopes({"roles": sorted(roles)}) & frozenset(Scope)
    assert granted == frozenset[str]().union(*(ROLES.get(role, frozenset()) for role in roles))


def test_asking_again_is_not_the_advice_where_a_role_is_what_lacks() -> None:
    one = Principal("acc_1", "chatgpt", frozenset({"orders.read"}), withheld=frozenset({"seller.manage"}))
    for needed, code in (
        ("seller.manage", Code.ROLE_NEEDED),
        ("listings.write", Code.ROLE_NEEDED),
        ("orders.write", Code.INSUFFICIENT_SCOPE),
    ):
        with pytest.raises(MarketError) as refused:
            one.require(needed)
        assert refused.value.code is code


def test_the_setting_is_read_and_what_is_no_scope_of_ours_refused() -> None:
    assert Auth.model_validate({"AUTH_ROLE_SCOPES": MAPPING}).scopes_by_role == ROLES
    assert Auth.model_validate({"AUTH_ROLE_SCOPES": "a=b=orders.read"}).scopes_by_role == {
        "a=b": frozenset({"orders.read"})
    }
    for wrong in ("maker", "=orders.read", "maker=seller.manged", "maker:orders.read"):
        with pytest.raises(ValidationError):
            Auth.model_validate({"AUTH_ROLE_SCOPES": wrong})


def test_the_settings_know_every_scope() -> None:
    assert set(SCOPES) == set(Scope)
