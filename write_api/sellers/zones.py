"""Time zones by their IANA name: the same on every machine, as the package tzdata has them."""

from importlib.resources import files

_TZDATA = files("tzdata")
ZONES = frozenset((_TZDATA / "zones").read_text(encoding="utf-8").split())
# Where the first zone of the list is not the one in which most people live.
_USUAL = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "RU": "Europe/Moscow",
}


def _first_of_each_country() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in (_TZDATA / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            found.setdefault(country, zone)
    return found


_BY_COUNTRY = _first_of_each_country() | _USUAL


def zone_of(country: str) -> str:
    """Return the time zone that a shop in this country begins with; UTC where none is known."""
    return _BY_COUNTRY.get(country, "UTC")
