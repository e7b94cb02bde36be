"""The examples on the page about search are what the search reads."""

import re

from tests.support.readings import read
from tests.unit.docs.pages import ROOT

ROW = re.compile(r"^\| (?P<query>[^|]+) \| (?P<understood>[^|]*)\| (?P<words>[^|]*)\|$", re.MULTILINE)


def test_every_example_is_read_as_the_page_says() -> None:
    page = (ROOT / "docs/search.md").read_text(encoding="utf-8").partition("### Examples")[2]
    rows = [row for row in ROW.finditer(page.partition("\n## ")[0]) if row["query"] not in {"Query", "---"}]
    assert len(rows) >= 5
    for row in rows:
        parsed = read(row["query"])
        understood = " · ".join(found.label for found in parsed.interpretation.understood)
        assert (understood, " · ".join(parsed.words)) == (row["understood"].strip(), row["words"].strip())
