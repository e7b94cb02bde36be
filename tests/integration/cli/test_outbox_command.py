"""`craftlocal outbox`: an operator sees what is stuck, tries it again or throws it away."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, update

from cli.main import main
from core.db import open_engine
from core.settings import Postgres
from core.tables import outbox as table
from write_api import outbox

pytestmark = pytest.mark.integration
Run = Callable[..., Result]


@pytest.fixture
def run(postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command against this test's database, with two parked jobs and one that waits in it."""
    for name, value in {
        "DATABASE_URL": postgres.url.get_secret_value(),
        "REDIS_URL": "redis://localhost:1/0",
        "SEARCH_INDEX_DIR": str(tmp_path),
        "COLUMNS": "200",
    }.items():
        monkeypatch.setenv(name, value)
    asyncio.run(_fill(postgres))
    return lambda *words: CliRunner().invoke(main, ["outbox", *words], catch_exceptions=False)


async def _fill(postgres: Postgres) -> None:
    engine = open_engine(postgres)
    async with engine.begin() as connection:
        jobs = [outbox.Job("index_listings", f"job-{n}", {"n": n}, object_id=f"lst_{n}") for n in range(3)]
        await outbox.add(connection, jobs)
        parked = {"parked_at": func.now(), "attempts": 8, "last_error": "TypeError: [odd] words"}
        await connection.execute(update(table).where(table.c.id < 3).values(parked))
    await engine.dispose()


def read(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_what_is_parked_is_listed_and_shown(run: Run) -> None:
    assert [row["id"] for row in read(run("list", "--json"))] == [1, 2]
    assert [row["id"] for row in read(run("list", "--all", "--json"))] == [1, 2, 3]
    assert [row["id"] for row in read(run("list", "--all", "--limit", "1", "--json"))] == [1]
    listed = run("list").output
    assert "TypeError: [odd]" in listed
    assert "lst_0" in listed
    shown = read(run("show", "1", "--json"))
    assert (shown["payload"], shown["attempts"]) == ({"n": 0}, 8)
    assert 'payload: {"n":0}' in run("show", "1").output
    missing = run("show", "99")
    assert (missing.exit_code, "There is no job 99" in missing.output) == (1, True)


def test_jobs_are_replayed_by_name_or_all(run: Run) -> None:
    assert read(run("replay", "1", "--json")) == {"replayed": [1], "not_found": []}
    assert [row["id"] for row in read(run("list", "--json"))] == [2]
    assert read(run("replay", "--all", "--json"))["replayed"] == [2]
    assert run("list").output == "Nothing is parked.\n"
    assert run("replay").exit_code == run("replay", "1", "--all").exit_code == 2
    assert run("replay", "99").exit_code == 1


def test_only_what_is_parked_is_discarded(run: Run) -> None:
    result = run("discard", "1", "3")
    assert (result.exit_code, "not parked: 3" in result.output) == (1, True)
    assert [row["id"] for row in read(run("list", "--all", "--json"))] == [2, 3]
