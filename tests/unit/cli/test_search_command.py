"""`craftlocal search` refuses what the API refuses, in a sentence."""

import pytest
from click.testing import CliRunner

from cli.main import main


@pytest.mark.parametrize(("query", "sentence"), [
    ("mug\x1b[31m", "it must not have control characters in it."),
    ("mug \udcff", "it must be text in UTF-8."),
    ("m" * 257, "it must have at most 256 characters."),
])  # fmt: skip
def test_a_query_that_cannot_be_searched_is_refused_in_a_sentence(query: str, sentence: str) -> None:
    done = CliRunner().invoke(main, ["search", query])
    assert (done.exit_code, done.output.splitlines()[-1]) == (
        2,
        f"Error: Invalid value for QUERY: {sentence}",
    )
