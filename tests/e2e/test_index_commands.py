"""The index of a running shop, looked after from the command line."""

import json
from typing import Any

import pytest

from tests.support.local_shop import LocalShop
from tests.support.waiting import until

pytestmark = pytest.mark.integration


def told(shop: LocalShop, *arguments: str) -> dict[str, Any]:
    answer = shop.run(*arguments, "--json")
    assert answer.returncode == 0, answer.stderr
    body: dict[str, Any] = json.loads(answer.stdout)
    return body


async def test_a_running_shop_is_planned_rebuilt_verified_and_repaired(shop: LocalShop) -> None:
    async def has_all_vectors() -> bool:
        figures = told(shop, "index", "status")["figures"]
        return bool(figures["stale"] == figures["waiting_vectors"] == 0)

    await until(has_all_vectors, seconds=120)
    before = told(shop, "index", "status")
    assert before["engine"] == "embedded"
    assert before["indexed"] == before["shown"] > 200
    assert before["parked"] == []
    plan = told(shop, "reindex", "--dry-run")
    assert (plan["dry_run"], plan["to_index"], plan["to_embed"]) == (True, before["shown"], 0)
    assert told(shop, "index", "status")["generation"] == before["generation"]
    report = told(shop, "reindex")
    assert (report["shown"], report["embedded"]) == (before["shown"], 0)
    assert told(shop, "index", "status")["generation"] == report["generation"] != before["generation"]
    drift = told(shop, "index", "verify", "--full")
    assert drift["loaded"] == drift["compared"] == before["shown"]
    repair = told(shop, "index", "repair")["repair"]
    assert (repair["listings"], repair["waiting"]) == (0, 0)
    assert (await shop.search("mug"))["total"] > 0


async def test_what_cannot_be_done_is_one_sentence(shop: LocalShop) -> None:
    model = shop.run("reindex", "--model", "nobody/has-this")
    engine = shop.run("reindex", "--engine", "meilisearch")
    assert model.returncode == engine.returncode == 1
    assert "craftlocal[embeddings]" in model.stderr
    assert "MEILISEARCH_URL" in engine.stderr
    assert "Traceback" not in model.stderr + engine.stderr
