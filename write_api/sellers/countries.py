"""The countries that people live in, by their ISO 3166 code."""

from pathlib import Path

_LINES = (Path(__file__).parent / "countries.txt").read_text(encoding="utf-8").splitlines()
COUNTRIES = {code: name for code, _, name in (line.partition(" ") for line in _LINES)}
