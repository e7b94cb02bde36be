"""Categories that may not be sold where assistants show our listings. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from search.document import category_paths, term
from search.stems import stem, words_in

# After the hosts' commerce rules for goods and audiences from 13 years on; see docs/decisions/0026.
NAMES = """
    weapons, firearms, guns, gun parts, ammunition, switchblades, daggers, throwing knives, combat knives,
    knuckledusters, brass knuckles, stun guns, pepper spray, explosives, fireworks;
    drugs, drug paraphernalia, cannabis, marijuana, CBD, CBD oils, CBD products, kratom, bongs, hookahs,
    smoking pipes, rolling papers;
    tobacco, cigarettes, cigars, snuff, nicotine, vapes, e-cigarettes;
    alcohol, alcoholic drinks, beer, wine, spirits, liqueurs;
    adult, adult toys, sex toys, erotica, pornography, fetish wear;
    prescription medicines, medicines, medical devices, dietary supplements, weight loss;
    ivory, rhino horn, endangered species, human remains, live animals;
    counterfeits, replica brands, fake documents, surveillance devices;
    gambling, lottery tickets, hate symbols, Nazi memorabilia;
    digital, digital downloads, downloads, digital goods, digital patterns, digital prints, PDF patterns, printables,
    e-books, software, gift cards, vouchers, subscriptions, subscription boxes, services
"""
_BETWEEN_NAMES = re.compile(r"\s*(?:&|,|/|\+|\band\b|\bor\b)\s*", re.IGNORECASE)


def _stems(name: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words_in(name))


_NAMES = frozenset(_stems(name) for name in re.split(r"[,;]", NAMES))


@dataclass(frozen=True)
class Barred:
    """The table above with what an operator adds: names, or whole paths such as `Kitchen > Knives`."""

    names: frozenset[tuple[str, ...]] = _NAMES
    paths: frozenset[str] = frozenset()

    def holds(self, category: str) -> bool:
        """Tell whether a category, or one it is part of, is barred.

        A name must be the whole of a step of the path, or what stands on one side of its '&': 'Wine & Spirits'
        is barred, 'Wine glasses' is not.
        """
        return _holds(self, category)


@lru_cache(maxsize=10_000)
def _holds(barred: Barred, category: str) -> bool:
    if any(term("category", path) in barred.paths for path in category_paths(category)):
        return True
    steps = (name for step in category.split(">") for name in (step, *_BETWEEN_NAMES.split(step)))
    return any(_stems(name) in barred.names for name in steps)


def barred(more: Iterable[str] = ()) -> Barred:
    """Return the table with these names and paths added."""
    added = [one for one in more if one.strip()]
    return Barred(
        _NAMES | {_stems(one) for one in added if ">" not in one},
        frozenset(term("category", category_paths(one)[-1]) for one in added if ">" in one),
    )


BARRED = barred()
