"""Where the index is: one engine, fully described, or a sentence that says what is missing."""

from pathlib import Path

import pytest

from core.settings import Index, SettingsError, load

NAMES = ("SEARCH_INDEX_DIR", "MEILISEARCH_URL", "MEILISEARCH_API_KEY", "MEILISEARCH_INDEX")


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def set_all(monkeypatch: pytest.MonkeyPatch, **found: str) -> None:
    for name, value in found.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ({}, "SEARCH_INDEX_DIR: is not set, nor is MEILISEARCH_URL"),
        (
            {"MEILISEARCH_URL": "http://search:7700"},
            "MEILISEARCH_API_KEY: is not set, and MEILISEARCH_URL is",
        ),
        ({"MEILISEARCH_URL": "http://search:7700", "MEILISEARCH_API_KEY": ""}, "MEILISEARCH_API_KEY: is not"),
        (
            {"MEILISEARCH_URL": "search:7700", "MEILISEARCH_API_KEY": "k"},
            "MEILISEARCH_URL: must be an address",
        ),
        ({"MEILISEARCH_URL": "http://u:p@h", "MEILISEARCH_API_KEY": "k"}, "must not carry a password"),
        ({"SEARCH_INDEX_DIR": "/i", "MEILISEARCH_INDEX": "../x"}, "MEILISEARCH_INDEX: "),
        ({"SEARCH_INDEX_DIR": "/i", "MEILISEARCH_KEY": "k"}, "did you mean MEILISEARCH_API_KEY"),
    ],
)
def test_what_is_missing_or_wrong_is_said(
    variables: pytest.MonkeyPatch, found: dict[str, str], sentence: str
) -> None:
    set_all(variables, **found)
    with pytest.raises(SettingsError) as error:
        load(Index)
    assert sentence in str(error.value)
    assert "u:p" not in str(error.value)


def test_a_folder_or_a_server_is_enough(variables: pytest.MonkeyPatch) -> None:
    variables.setenv("SEARCH_INDEX_DIR", "/index")
    variables.setenv("MEILISEARCH_URL", "")  # as compose passes on what nobody set
    assert load(Index).directory == Path("/index")
    assert load(Index).meilisearch_url is None
    variables.delenv("SEARCH_INDEX_DIR")
    set_all(variables, MEILISEARCH_URL="https://search.example/", MEILISEARCH_API_KEY="secret")
    index = load(Index)
    assert index.meilisearch_url == "https://search.example"
    assert "secret" not in repr(index)
