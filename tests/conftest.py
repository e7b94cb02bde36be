"""Fixtures that every test may ask for."""

import pytest

pytest_plugins = [
    "tests.support.stores",
    "tests.support.unordered",
    "tests.support.writer",
    "tests.support.fuzzing",
    "tests.support.visitors",
    "tests.support.open_shop",
    "tests.support.meilisearch",
    "tests.support.oidc_provider",
]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests on the whole running shop together: one worker opens it, the others need not."""
    for item in items:
        if "shop" in getattr(item, "fixturenames", ()) and "tests/integration" not in item.nodeid:
            item.add_marker(pytest.mark.xdist_group("shop"))
