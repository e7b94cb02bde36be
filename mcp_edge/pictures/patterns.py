"""What is printed on a piece: dots, hearts, stripes, "
"flowers; chosen by the title's words, else by the seed."""

import re

from mcp_edge.pictures.chance import choice, number

HEART = "M0 8C-3-4-20-2-16 12-13 22 0 30 0 30S13 22 16 12C20-2 3-4 0 8Z"
STAR = "M0-18 5-6 18-5 8 4 11 17 0 10-11 17-8 4-18-5-5-6Z"
DROP = "M0-16C12-4 12 12 0 14-12 12-12-2 0-16Z"
LEAF = "M0 0C4-16 22-20 30-16 28-2 14 8 0 0Z"
_PETALS = "".join(
    f'<ellipse cy="-11" rx="7" ry="10" transform="rotate({turn})"/>' for turn in range(0, 360, 72)
)

_WORDS: tuple[tuple[str, str], ...] = (
    ("dots", r"polka|dots?|spots?|spotty|spotted|retrospot"),
    ("hearts", r"hearts?|love|sweetheart|valentine"),
    ("stars", r"stars?|space\w*|cosmic|circus"),
    ("stripes", r"stripes?|stripey|stripy|striped|regatta|sailor|deck ?chair"),
    ("gingham", r"gingham|check|checked|tartan|plaid"),
    ("berries", r"strawberr\w+|cherry|cherries|berry|berries|apples?|fruit"),
    ("butterflies", r"butterfl\w+"),
    ("flakes", r"christmas|snow\w*|xmas|winter|noel|reindeer"),
    ("leaves", r"leaf|leaves|fern|woodland|forest|botanical|herb|garden|olive|eucalyptus|ivy|moss"),
    ("flowers", r"roses?|flowers?|floral|dais\w+|blossom|lil\w+|popp\w+|peony|posy|posies|meadow|lavender"),
    ("drops", r"paisley|baroque|moroccan|bohemian|folk|babushka|madras"),
)
_RULES = tuple((name, re.compile(rf"\b(?:{words})\b")) for name, words in _WORDS)
_OTHERWISE = ("plain", "plain", "plain", "dots", "stripes", "flowers", "leaves", "drops", "sprigs", "stars")


def pattern_name(seed: str, title: str, *, plain: bool = False) -> str:
    """Return the pattern that the title's words name; without such words, one by the seed unless `plain`."""
    text = title.lower()
    named = next((name for name, rule in _RULES if rule.search(text)), "")
    return named or ("plain" if plain else choice(seed, "pattern", _OTHERWISE))


def pattern(name: str, seed: str, ink: str, ground: str) -> str:
    """Return the `<pattern id="p">` of that name in the ink colour, or nothing for a plain piece.

    `ground` is the colour beneath, for the hearts of flowers.
    """
    size, marks = _marks(name, ink, ground)
    if not marks:
        return ""
    turn = 0 if name in {"stripes", "gingham"} else number(seed, "turn", 50) - 25
    return (
        f'<pattern id="p" width="{size}" height="{size}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate({turn})"><g fill="{ink}">{marks}</g></pattern>'
    )


def _marks(name: str, ink: str, ground: str) -> tuple[int, str]:
    """Return the tile's size and what is on it; nothing for a plain piece."""
    if name in _SIMPLE:
        return _SIMPLE[name]
    if name == "berries":
        return 84, _berry(20, 22, ink, ground) + _berry(62, 62, ink, ground)
    if name == "flakes":
        return 96, _flake(26, 26, ink, 15) + _flake(74, 70, ink, 10) + '<circle cx="74" cy="20" r="4"/>'
    if name == "flowers":
        return 92, _flower(24, 24, 1, ground) + _flower(
            70, 70, 0.75, ground
        ) + '<circle cx="70" cy="20" r="4"/>'
    return 0, ""


def _mark(shape: str, x: int, y: int, scale: str) -> str:
    return f'<path d="{shape}" transform="translate({x} {y}) scale({scale})"/>'


def _leaf(x: int, y: int, turn: int) -> str:
    return f'<path d="{LEAF}" transform="translate({x} {y}) rotate({turn})"/>'


def _flower(x: float, y: float, scale: float, ground: str) -> str:
    return f'<g transform="translate({x} {y}) scale({scale})">{_PETALS}<circle r="6" fill="{ground}"/></g>'


def _berry(x: float, y: float, ink: str, ground: str) -> str:
    seeds = "".join(
        f'<circle cx="{a}" cy="{b}" r="1.6" fill="{ground}"/>' for a, b in ((-5, 2), (5, 2), (0, 9))
    )
    fruit = '<path d="M-13-4C-13 10 0 20 0 20S13 10 13-4C6-9-6-9-13-4Z"/>'
    leaves = f'<path d="M-9-6 0-13 9-6 0-3Z" fill="{ink}" opacity=".6"/>'
    return f'<g transform="translate({x} {y})">{fruit}{seeds}{leaves}</g>'


def _butterfly(x: float, y: float, turn: int) -> str:
    wing = '<path d="M0 0C4-18 26-20 22-4 20 4 8 4 0 2Z"/><path d="M0 2C8 4 18 8 14 16 8 20 2 12 0 4Z"/>'
    return f'<g transform="translate({x} {y}) rotate({turn})">{wing}<g transform="scale(-1 1)">{wing}</g></g>'


def _flake(x: float, y: float, ink: str, arm: int) -> str:
    lines = "".join(f'<path d="M0-{arm}V{arm}" transform="rotate({turn})"/>' for turn in (0, 60, 120))
    return (
        f'<g transform="translate({x} {y})" stroke="{ink}" '
        f'stroke-width="4" stroke-linecap="round">{lines}</g>'
    )


_SIMPLE: dict[str, tuple[int, str]] = {
    "dots": (56, '<circle cx="14" cy="14" r="9"/><circle cx="42" cy="42" r="9"/>'),
    "hearts": (84, _mark(HEART, 20, 10, ".8") + _mark(HEART, 62, 52, ".8")),
    "stars": (84, _mark(STAR, 22, 22, ".8") + _mark(STAR, 62, 62, ".5")),
    "stripes": (48, '<path d="M0 0h18v48H0z"/>'),
    "gingham": (48, '<path d="M0 0h24v48H0z" opacity=".45"/><path d="M0 0h48v24H0z" opacity=".45"/>'),
    "butterflies": (96, _butterfly(26, 28, -15) + _butterfly(72, 74, 20)),
    "leaves": (84, _leaf(14, 30, 0) + _leaf(58, 20, 70) + _leaf(40, 72, 200)),
    "drops": (70, _mark(DROP, 18, 20, "1") + _mark(DROP, 54, 54, "-1")),
    "sprigs": (
        76,
        _mark(LEAF, 20, 24, ".6") + _mark(LEAF, 20, 24, "-.6 .6") + '<circle cx="58" cy="58" r="5"/>',
    ),
}
