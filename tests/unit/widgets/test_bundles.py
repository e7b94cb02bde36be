"""The built pages as the edge gets them."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

import widgets


@pytest.fixture
def dist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(widgets, "_DIST", tmp_path)
    widgets.names.cache_clear()
    widgets.bundle.cache_clear()
    yield tmp_path
    widgets.names.cache_clear()
    widgets.bundle.cache_clear()


def test_a_bundle_is_addressed_by_its_content(dist: Path) -> None:
    (dist / "product-grid.html").write_text("<p>grid</p>", encoding="utf-8")
    first = widgets.bundle("product-grid")
    assert widgets.names() == ("product-grid",)
    assert first.html == "<p>grid</p>"
    assert first.uri.startswith("ui://craftlocal/product-grid/v")
    assert first.uri.endswith(".html")

    (dist / "product-grid.html").write_text("<p>better</p>", encoding="utf-8")
    widgets.bundle.cache_clear()
    assert widgets.bundle("product-grid").uri != first.uri


def test_widgets_that_are_not_built_say_what_to_run(dist: Path) -> None:
    for ask in (widgets.names, lambda: widgets.bundle("product-grid"), widgets.playground_dir):
        with pytest.raises(widgets.WidgetsNotBuiltError, match="make widgets"):
            ask()


def test_an_unknown_widget_names_those_there_are(dist: Path) -> None:
    (dist / "product-grid.html").write_text("<p>grid</p>", encoding="utf-8")
    with pytest.raises(KeyError, match="there are product-grid"):
        widgets.bundle("product-gird")


def test_a_widget_is_no_heavier_than_60_kb_on_the_wire() -> None:
    sizes = {name: len(gzip.compress(widgets.bundle(name).html.encode())) for name in widgets.names()}
    assert sizes
    assert all(size <= 60_000 for size in sizes.values()), sizes
