"""The judged queries: what a shopper typed, what was meant, and how well each listing serves it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from search.arguments import SearchArguments

FOLDER = Path(__file__).parent
QUERIES = FOLDER / "queries.jsonl"
JUDGMENTS = FOLDER / "judgments.jsonl"
SECOND_PASS = FOLDER / "second_pass.jsonl"

SLICES = ("exact", "descriptive", "gift", "price", "negation", "place", "typo")
HIGHEST_GRADE = 3


@dataclass(frozen=True)
class Query:
    """A judged query. `must` are its hard conditions, `twin` is the query that a typo query misspells.

    Grades are by SKU, as ids follow from the shop's: 3 just that, 2 serves well, 1 might do, 0 does not. A
    listing that is not in `grades` was not judged.
    """

    id: str
    text: str
    need: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    must: Mapping[str, Any] = field(default_factory=dict)
    twin: str | None = None
    grades: Mapping[str, int] = field(default_factory=dict)

    @property
    def slice(self) -> str:
        """What kind of query it is: one of SLICES."""
        return self.id.rpartition("-")[0]

    def asked(self, limit: int) -> SearchArguments:
        """Return it as a caller of the search would ask."""
        return SearchArguments.model_validate({"query": self.text, **self.arguments, "limit": limit})


def load(queries: Path = QUERIES, judgments: Path = JUDGMENTS) -> list[Query]:
    """Return the judged set; a typo query has the arguments, the conditions and the grades of its twin."""
    grades = {entry["query"]: entry["grades"] for entry in _lines(judgments)}
    own = {entry["id"]: Query(**entry, grades=grades.get(entry["id"], {})) for entry in _lines(queries)}
    return [_with_twin(query, own) for query in own.values()]


def twice_judged() -> list[tuple[int, int]]:
    """Return the grades of both passes for every pair that was judged twice, before they were reconciled."""
    passes = (both for entry in _lines(SECOND_PASS) for both in entry["passes"].values())
    return [(first, second) for first, second in passes]


def _with_twin(query: Query, own: Mapping[str, Query]) -> Query:
    if query.twin is None:
        return query
    meant = own[query.twin]
    return Query(
        query.id, query.text, meant.need, meant.arguments, meant.must, query.twin, grades=meant.grades
    )


def _lines(path: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines() if line]
