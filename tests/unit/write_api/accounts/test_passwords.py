"""Hashes: made, checked, renewed, and never too many at a time."""

import asyncio
import threading

import pytest
from argon2 import PasswordHasher, extract_parameters

from core.errors import Code, MarketError
from write_api.accounts.passwords import MOST_WAITING, Passwords


@pytest.fixture
def quick() -> Passwords:
    return Passwords(memory_kib=8, rounds=1)


async def test_a_hash_is_argon2id_and_says_yes_to_its_password_only(quick: Passwords) -> None:
    kept = await quick.hash("a kiln at dawn")
    assert kept.startswith("$argon2id$")
    assert kept != await quick.hash("a kiln at dawn")
    assert (await quick.check(kept, "a kiln at dawn")).right
    assert not (await quick.check(kept, "a kiln at dusk")).right


async def test_what_is_kept_in_earnest_costs_at_least_what_owasp_asks_for() -> None:
    costs = extract_parameters(await Passwords().hash("a kiln at dawn"))
    assert (costs.memory_cost >= 19 * 1024, costs.time_cost >= 2) == (True, True)


async def test_nobodys_password_costs_the_work_of_somebodys(
    quick: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    verify = PasswordHasher.verify

    def noted(self: PasswordHasher, kept: str, guess: str) -> bool:
        verified.append(kept)
        return bool(verify(self, kept, guess))

    monkeypatch.setattr(PasswordHasher, "verify", noted)
    kept = await quick.hash("a kiln at dawn")
    assert not (await quick.check(None, "a kiln at dawn")).right
    assert not (await quick.check(kept, "another")).right
    assert len(verified) == 2
    assert extract_parameters(verified[0]) == extract_parameters(verified[1])


async def test_a_hash_of_weaker_parameters_is_renewed_with_the_right_password_only(quick: Passwords) -> None:
    weak = await quick.hash("a kiln at dawn")
    stronger = Passwords(memory_kib=16, rounds=1)
    assert (await stronger.check(weak, "wrong")).fresh_hash is None
    fresh = (await stronger.check(weak, "a kiln at dawn")).fresh_hash
    assert fresh is not None
    assert (await stronger.check(fresh, "a kiln at dawn")).fresh_hash is None


@pytest.mark.parametrize("broken", ["", "plain", "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$", "$2b$12$abc"])
async def test_what_is_no_hash_is_nobodys_password(quick: Passwords, broken: str) -> None:
    assert not (await quick.check(broken, "anything")).right


async def test_a_password_longer_than_any_is_wrong_and_costs_no_more(quick: Passwords) -> None:
    kept = await quick.hash("x" * 200)
    assert (await quick.check(kept, "x" * 200)).right
    assert not (await quick.check(kept, "x" * 100_000)).right


async def test_only_so_many_wait_and_the_loop_goes_on(
    quick: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, running = threading.Event(), []

    def slow(_self: PasswordHasher, _password: str) -> str:
        running.append(threading.current_thread().name)
        gate.wait()
        return "$argon2id$"

    monkeypatch.setattr(PasswordHasher, "hash", slow)
    waiting = [asyncio.create_task(quick.hash(f"password {n}")) for n in range(MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(MarketError) as refused:
        await quick.hash("one too many")
    gate.set()
    await asyncio.gather(*waiting)
    assert refused.value.code is Code.SERVICE_UNAVAILABLE
    assert all(name.startswith("argon2") for name in running)
    assert len(set(running)) <= 2
