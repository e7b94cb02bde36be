"""Commands speak to the index that the running shop searches, or say what to set."""

import click
import pytest

from cli.terminal import same_engine
from core.settings import Index

HERE = Index.model_construct(meilisearch_url=None)
THERE = Index.model_construct(meilisearch_url="http://meili:7700")


@pytest.mark.parametrize(
    ("index", "searched", "told"),
    [(HERE, "http://meili:7700", "set MEILISEARCH_URL"), (THERE, None, "unset MEILISEARCH_URL")],
)
def test_another_engine_than_the_shops_is_refused(index: Index, searched: str | None, told: str) -> None:
    with pytest.raises(click.ClickException, match=told):
        same_engine(index, {"meilisearch_url": searched})


def test_the_engine_of_the_shop_is_taken() -> None:
    same_engine(HERE, {})
    same_engine(THERE, {"meilisearch_url": "http://meili:7700"})
