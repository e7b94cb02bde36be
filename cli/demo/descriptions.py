"""A description of two to four true sentences, put together from what the title says."""

import re

from cli.demo.chance import fraction, pick
from cli.demo.facts import Facts
from cli.demo.words.uses_gifts import USES_GIFTS
from cli.demo.words.uses_home import USES_HOME

_USES = USES_HOME | USES_GIFTS
_PROPER = frozenset(
    "Advent Antoinette Art Baker Beauty Belle Bill Boudicca Britain Buddha Buffalo Camden Charlie Charlotte Chinese "
    "Christmas Cinderella Covent Danish Deco Dr Dutch Easter Edwardian Elvis English Feng Fanny's French Georgian "
    "George Halloween Hawaiian Ingrid Jack Jean-Paul Kashmir Kashmiri Lola London Marie Medina Monte Carlo Morris "
    "Moroccan Mr Mrs Murano Nancy New England Noel Notting Hill Oxford Street Paris Parisienne Provencal Regency "
    "Russian Saint Santa Santas Sanskrit Savoy Scandinavian Scottie Suki Swiss Tahiti Tokyo Tuscan Union Valentine "
    "Victorian World Amelie Nicole Rosie Maria Molly Emily Olivia Mum's Dad's CD LED TV USB VIP WC US I 3D A4 A5 A6 "
    "A7 ABC Riviera Provence France Bakelike Retrospot Feltcraft Willie Winkie Poppy's Hilda Henrietta Rudolph's "
    "King's Queen's iPod Helga Heidi Emma Rachel Rebecca Sophie Claire Ruby Daisy Susie Sally Cote Azur Gymkhana "
    "Babushka Columbian Purdey Spaceboy Madras Montana Susan Coney Island".split()
)
# Slogans and names of designs are quoted as they stand; lower case would make nonsense of them.
_SLOGAN = re.compile(
    r"\b(Keep|Home Sweet|Love|I|You|You're|No|Do Not|Beware|Cook|Please|Take|If|Hand Over|Drink|Save|Let's|Gin|Best|"
    r"Happy|Thank|Wake|Hello|Go|Life|Merry|Stop|Mum|Dad|His|Her|Area|Ladies|Ping!?|Toast Its|Peace|Joy|Hot Stuff|"
    r"la|le|du|de|Ma|Namaste|Poste|Letter|Welcome|Party|Fancy|Man Flu|Way Out|More|Chocolate This|Only|Work|Bull)\b"
)
_PATTERN_STYLES = {
    "polka dot": "The polka dots keep it cheerful",
    "floral": "The flowers on it feel like an English summer",
    "paisley": "The paisley pattern has a soft, bohemian feel",
    "striped": "The stripes keep it fresh and simple",
}
_LOOKS = ("It has a {style} look that is easy to live with.", "The look is {style}.",
          "It suits a home with a taste for {style} things.")  # fmt: skip
_COLOR_SENTENCES = ("It comes in {colors}.", "The colour is {colors}.", "Choose it for its {colors}.")
_MATERIAL_SENTENCES = ("It is made with {materials}.", "The material is {materials}.", "There is {materials} in the making.")
_GIFTS = (
    "A thoughtful gift {recipient}{occasion}.",
    "It makes an easy present {recipient}{occasion}.",
    "Give it as a small present {recipient}{occasion}.",
)
_INTEREST_SENTENCES = (
    "Anyone with a fondness for {interests} will be glad of it.",
    "It is one for people who love {interests}.",
    "It will please anyone who enjoys {interests}.",
)


def describe(facts: Facts, key: str) -> str:
    """Return the description; `key` (the SKU) chooses among the ways to say the same."""
    endings, sentences = _USES.get(facts.leaf, _USES["Curiosities"])
    parts = [_opening(facts.title, pick(endings, key, "ending"), key)]
    parts += [part for part in (_substance(facts, key), _look(facts, key)) if part][: 1 + (fraction(key, "long") < 0.4)]
    parts.append(_for_whom(facts, key) or pick(sentences, key, "sentence"))
    if len(parts) < 4 and fraction(key, "more") < 0.6:
        parts.insert(-1 if _for_whom(facts, key) else len(parts), pick(sentences, key, "sentence"))
    return " ".join(dict.fromkeys(parts))


def _opening(title: str, ending: str, key: str) -> str:
    """Return the first sentence: the title as a phrase, and what the thing is for."""
    if _SLOGAN.search(title) or fraction(key, "opening") < 0.35:
        return f"{title}, {ending}."
    phrase = " ".join(_lowered(word) for word in title.split())
    if phrase[0].isdigit() or _plural(phrase):
        return f"{phrase[0].upper()}{phrase[1:]} {ending}."
    article = "An" if re.match(r"(?i)[aeio]|u(?!ni|sb)", phrase) else "A"
    return f"{article} {phrase} {ending}."


def _lowered(word: str) -> str:
    return word if word.strip(",.!").rstrip("'") in _PROPER or word.isupper() else word[:1].lower() + word[1:]


def _plural(phrase: str) -> bool:
    head = re.split(r" (?:with|in|for|on|from|of) |,", phrase)[0]
    if re.match(r"(assorted )?(set|pack|box|bag|bundle|pair|tub|string|basket|sheet) of ", phrase):
        return False
    return head.endswith("s") and not head.endswith(("ss", "us", "glass"))


def _substance(facts: Facts, key: str) -> str:
    colors = _listed([color for color in facts.colors if color not in {"clear", "natural"}])
    materials = _listed([m for m in facts.materials if not (m == "paper" and "paper" in facts.title.lower())])
    if colors and materials and fraction(key, "both") < 0.5:
        return f"It comes in {colors}, and is made with {materials}."
    if materials:
        return pick(_MATERIAL_SENTENCES[:2] if "," not in materials else _MATERIAL_SENTENCES[:1], key, "made").format(
            materials=materials
        )
    if len(facts.colors) > 1 and colors:
        return f"It comes in {colors}."
    return pick(_COLOR_SENTENCES[:2], key, "color").format(colors=colors) if colors else ""


def _look(facts: Facts, key: str) -> str:
    for pattern, sentence in _PATTERN_STYLES.items():
        if pattern in facts.styles:
            return f"{sentence}."
    return pick(_LOOKS, key, "look").format(style=facts.styles[0]) if facts.styles else ""


def _for_whom(facts: Facts, key: str) -> str:
    """Return who would like it and when to give it, where the title carries either."""
    recipient = next((r for r in facts.recipients if r != "for her"), next(iter(facts.recipients), ""))
    occasion = {
        "Christmas": "at Christmas", "Easter": "at Easter", "birthday": "on a birthday", "wedding": "at a wedding",
        "Halloween": "at Halloween", "housewarming": "to mark a new home", "new baby": "to welcome a new baby",
        "thank you": "to say thank you", "congratulations": "to say well done",
    }.get(next(iter(facts.occasions), ""), next(iter(f"on {name}" for name in facts.occasions if "Day" in name), ""))  # fmt: skip
    if recipient or occasion:
        gap = " " if recipient and occasion else ""
        return pick(_GIFTS, key, "gift").format(recipient=recipient, occasion=f"{gap}{occasion}")
    if facts.interests:
        return pick(_INTEREST_SENTENCES, key, "interest").format(interests=_listed(list(facts.interests[:2])))
    return ""


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else ""
