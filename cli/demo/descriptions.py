"""A description of two to four true sentences, put together from what the title says."""

import re

from cli.demo.chance import fraction, pick
from cli.demo.facts import Facts
from cli.demo.tables import choices, uses

_PROPER = frozenset(choices("sentences", "proper nouns")["words"])
_SLOGAN = re.compile(rf"\b(?:{'|'.join(choices('sentences', 'slogans')['words'])})\b")
_PATTERNS = choices("sentences", "patterns")
_LOOKS = choices("sentences", "looks")["style"]
_MADE = choices("sentences", "materials")["made"]
_GIVEN = choices("sentences", "gifts")["given"]
_LOVED = choices("sentences", "interests")["loved"]
_OCCASIONS = choices("sentences", "occasions")
_SPOKEN = choices("sentences", "spoken")
# Where a flower's name means a scent, a real shape or a stone, not a pattern on the piece.
_NO_PATTERN = re.compile(r"Candles & Lighting|Artificial Flowers|Jewellery|Garden|Seasonal|Stamps|Craft")
_PLAIN_MATERIALS = frozenset({"wax", "paper", "ribbon", "tin", "mirror glass", "chalk", "yarn"})
_MOTIFS = frozenset({"hearts", "stars", "skulls", "organising"})


def describe(facts: Facts, key: str) -> str:
    """Return the description; `key` (the SKU) chooses among the ways to say the same."""
    endings, sentences = uses().get(facts.leaf, uses()["Curiosities"])
    substance = [part for part in (_substance(facts, key), _look(facts, key)) if part]
    ending = _for_whom(facts, key)
    parts = [_opening(facts.title, pick(endings, key, "ending"), key)]
    parts += substance[: 2 if fraction(key, "long") < 0.4 else 1]
    if not ending or (len(parts) < 3 and fraction(key, "more") < 0.6):
        parts.append(pick(sentences, key, "sentence"))
    return " ".join([*parts, ending]).strip()


def _opening(title: str, ending: str, key: str) -> str:
    """Return the first sentence: the title as a phrase, and what the thing is for."""
    if _SLOGAN.search(title) or fraction(key, "opening") < 0.35:
        return f"{title}, {ending}."
    phrase = " ".join(_lowered(word) for word in title.split())
    if phrase[0].isdigit() or _is_plural(phrase):
        return f"{phrase[0].upper()}{phrase[1:]} {ending}."
    return f"{_article(phrase)} {phrase} {ending}."


def _article(phrase: str) -> str:
    return "An" if re.match(r"(?i)[aeio]|u(?!ni|sb|bo|ti)|led ", phrase) else "A"


def _lowered(word: str) -> str:
    return word if word.strip(",.!").rstrip("'") in _PROPER or word.isupper() else word.lower()


def _is_plural(phrase: str) -> bool:
    head = re.split(r" (?:with|in|for|on|from|of) |,", phrase)[0]
    if re.match(r"(assorted )?(set|pack|box|bag|bundle|pair|tub|string|basket|sheet) of ", phrase):
        return False
    return head.endswith("s") and not head.endswith(("ss", "us", "glass"))


def _substance(facts: Facts, key: str) -> str:
    """Return what the title says in other words only: amethyst is purple, gingham is a fabric."""
    title = facts.title.lower()
    materials = _listed([m for m in facts.materials if m not in _PLAIN_MATERIALS and m not in title])
    if materials:
        return pick(_MADE, key, "made").format(materials=materials)
    colors = _listed([color for color in facts.colors if color not in title])
    return f"The colour is {colors}." if colors and "multicoloured" not in colors else ""


def _look(facts: Facts, key: str) -> str:
    for pattern, sentences in _PATTERNS.items():
        if pattern in facts.styles and not _NO_PATTERN.search(facts.category):
            return pick(sentences, key, "pattern")
    style = next((style for style in facts.styles if style not in {"floral", "handcrafted look"}), "")
    if not style:
        return ""
    return re.sub(r"^A (?=[aeioAEIO])", "An ", pick(_LOOKS, key, "look").format(style=style))


def _for_whom(facts: Facts, key: str) -> str:
    """Return who would like it and when to give it, where the title carries either."""
    recipient = next((r for r in facts.recipients if r != "for her"), next(iter(facts.recipients), ""))
    occasion = next((_OCCASIONS[name][0] for name in facts.occasions if name in _OCCASIONS), "")
    if recipient or occasion:
        return pick(_GIVEN, key, "gift").format(whom=f"{recipient} {occasion}".strip())
    interests = [_SPOKEN.get(name, (name,))[0] for name in facts.interests if name not in _MOTIFS][:2]
    return pick(_LOVED, key, "interest").format(interests=_listed(interests)) if interests else ""


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else ""
