"""Queries made from parts, with what each part means: the same ones at every run."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tests.support.vocabulary import TODAY

Part = tuple[str, dict[str, Any]]

_THINGS = """mug|stoneware bowl|walnut board|wool scarf|silver necklace|earrings|candle|lavender candle|cushion|
teapot|garden planter|christmas ornament|linocut|wooden clock|felt toys|red bag|birthday card|tea towel|
leather bracelet|vase""".replace("\n", "").split("|")
_OCCASIONS = {"christmas ornament": "Christmas", "birthday card": "birthday"}
_MONEY = (
    ("£{}", "GBP"), ("£ {}", "GBP"), ("{} pounds", "GBP"), ("{} quid", "GBP"), ("{}£", "GBP"), ("GBP {}", "GBP"),
    ("${}", "USD"), ("{} dollars", "USD"), ("{} bucks", "USD"), ("US${}", "USD"), ("{} USD", "USD"),
    ("€{}", "EUR"), ("{} euros", "EUR"), ("{} €", "EUR"), ("CA${}", "CAD"), ("A${}", "AUD"),
)  # fmt: skip
_UNDER = ("under {}", "less than {}", "up to {}", "max {}", "no more than {}", "below {}", "{} or less", "{} max",
          "not over {}", "budget of {}", "at most {}", "for under {}", "cheaper than {}", "{} tops", "within {}",
          "not more than {}", "my budget is {}", "I don't want to spend more than {}", "< {}")  # fmt: skip
_OVER = ("over {}", "at least {}", "more than {}", "from {}", "starting at {}", "{} or more", "{} and up", "above {}",
         "not less than {}", "minimum {}")  # fmt: skip
_ABOUT = ("around {}", "about {}", "roughly {}", "approx {}", "{} or so", "{} ish", "circa {}")
_BETWEEN = ("between {} and {}", "from {} to {}", "{}-{}", "{} to {}", "over {} but under {}")
_SPOKEN = {10: "ten", 15: "fifteen", 20: "twenty", 25: "twenty five", 30: "thirty", 40: "forty", 50: "fifty"}
_NOT = ("not {}", "no {}", "without {}", "but not {}", "except {}", "anything but {}", "w/o {}", "{}-free", "non-{}",
        "that isn't {}", "I don't want {}", "excluding {}", "definitely not {}")  # fmt: skip
_DENIED = ("plastic", "gold", "glass", "leather", "copper", "wool")
_TOWNS = {
    "Leeds": "Leeds, England, GB", "york": "York, England, GB", "Bristol": "Bristol, England, GB",
    "Portland": "Portland, Oregon, US", "Portland, Maine": "Portland, Maine, US", "seattle": "Seattle, Washington, US",
    "new york": "New York, New York, US", "Paris": "Paris, FR", "Edinburgh": "Edinburgh, Scotland, GB",
}  # fmt: skip
_NEAR = (
    "near {}",
    "close to {}",
    "within 20 miles of {}",
    "within 50 km of {}",
    "not far from {}",
    "near to {}",
)
_IN_TOWN = ("in {}", "around {}", "based in {}", "in and around {}")
_ORIGINS = ("made in {}", "from {}", "handmade in {}", "from {} makers")
_BY = ("by {}", "needed by {}", "delivered by {}", "to arrive by {}", "no later than {}", "I need it by {}")
_IN = (("in {} days", 1), ("within {} weeks", 7), ("in the next {} days", 1), ("needed in {} days", 1))
_SIZES = (
    ("30 cm", "30 cm"), ("30cm", "30 cm"), ("8x10", "8 x 10"), ("8 x 10 inch", "8 x 10 in"), ("size 7", "size 7"),
    ("set of 4", "set of 4"), ("set of six", "set of 6"), ("500 ml", "500 ml"), ("A4", "A4"), ("6 inch", "6 in"),
    ("extra large", "extra large"), ("pack of 12", "pack of 12"), ("20 x 30 cm", "20 x 30 cm"), ("8oz", "8 oz"),
)  # fmt: skip
_LOW = ("cheap", "affordable", "inexpensive", "not too expensive", "budget friendly")
_HIGH = ("luxury", "premium", "high-end")
_WHO = (("for my mum", "for mum"), ("for dad", "for dad"), ("for my wife", "for her"), ("for him", "for him"),
        ("for the kids", "for children"), ("for a couple", "for couples"))  # fmt: skip
_NUMBERS_OF_OTHER_THINGS = (
    "set for 2 people", "for a 5 year old", "over 500 pieces", "100% cotton", "number 7", "1920s",
    "18k", "up to 6 people", "under 3 kg", "about 3 weeks old", "50th", "at least 3 colours", "half price", "2 for 1",
    "from 1950", "route 66", "under 5 years", "3d", "360 degree", "over 18s", "with 4 legs", "10% off",
)  # fmt: skip


def cases(seed: int = 7, each: int = 30) -> Iterator[dict[str, Any]]:
    """Yield queries with what each is read as, `each` of every make."""
    chance = random.Random(seed)
    makes = (
        (_ceiling,), (_spoken_ceiling,), (_floor,), (_about,), (_between,), (_bare_ceiling,), (_denial,), (_near,),
        (_in_town,), (_in_town, _ceiling),
        (_origin,), (_by_day,), (_in_days,), (_size,), (_leaning,), (_number_of_something_else,), (),
        (_ceiling, _denial), (_near, _ceiling), (_who, _ceiling, _by_day), (_denial, _near), (_size, _between),
        (_leaning, _who, _denial), (_who, _near), (_in_days, _about), (_by_day, _denial, _ceiling),
    )  # fmt: skip
    for make in makes:
        for _ in range(each):
            yield _joined(chance, [part(chance) for part in make])


def _joined(chance: random.Random, parts: list[Part]) -> dict[str, Any]:
    thing = chance.choice(_THINGS)
    case: dict[str, Any] = {"people": [_OCCASIONS[thing]]} if thing in _OCCASIONS else {}
    text = chance.choice(["{}", "a {}", "{}", "looking for a {}", "{}"]).format(thing)
    for words, slots in parts:
        before = slots.pop("before", False)
        people = [*slots.pop("people", []), *case.get("people", [])]
        case |= slots | {"people": people}
        comma = chance.choice(["", "", ","])
        text = f"{words} {text}" if before else f"{text}{comma} {words}"
    text = chance.choice([text, text, text.lower(), text + "?", text.upper(), text + " please"])
    return {"query": text} | case


def _money(chance: random.Random, amount: object) -> tuple[str, str | None]:
    form, currency = chance.choice(_MONEY)
    return form.format(amount), currency


def _amount(chance: random.Random) -> str:
    return chance.choice(
        ["5", "8.50", "10", "12", "15", "20", "24.99", "35", "50", "75", "120", "1,200", "250"]
    )


def _ceiling(chance: random.Random) -> Part:
    amount = _amount(chance)
    words, currency = _money(chance, amount)
    return chance.choice(_UNDER).format(words), {"price": [None, amount.replace(",", ""), currency]}


def _spoken_ceiling(chance: random.Random) -> Part:
    amount, word = chance.choice(sorted(_SPOKEN.items()))
    name, currency = chance.choice([("pounds", "GBP"), ("dollars", "USD"), ("quid", "GBP"), ("euros", "EUR")])
    return chance.choice(_UNDER).format(f"{word} {name}"), {"price": [None, str(amount), currency]}


def _bare_ceiling(chance: random.Random) -> Part:
    amount = chance.choice(["15", "20", "35", "50", "75", "120"])
    form = chance.choice(
        ["under {}", "less than {}", "max {}", "below {}", "up to {}", "budget {}", "no more than {}"]
    )
    return form.format(amount), {"price": [None, amount, None]}


def _floor(chance: random.Random) -> Part:
    amount = _amount(chance)
    words, currency = _money(chance, amount)
    return chance.choice(_OVER).format(words), {"price": [amount.replace(",", ""), None, currency]}


def _about(chance: random.Random) -> Part:
    amount = chance.choice([10, 20, 30, 50, 100])
    words, currency = _money(chance, amount)
    low, high = f"{amount * 0.8:.2f}", f"{amount * 1.2:.2f}"
    return chance.choice(_ABOUT).format(words), {"price": [low, high, currency]}


def _between(chance: random.Random) -> Part:
    low = chance.choice([5, 10, 20])
    high = low + chance.choice([5, 10, 30])
    form, currency = chance.choice([("£{}", "GBP"), ("${}", "USD"), ("€{}", "EUR")])
    return chance.choice(_BETWEEN).format(form.format(low), form.format(high)), {
        "price": [low, high, currency]
    }


def _denial(chance: random.Random) -> Part:
    thing = chance.choice(_DENIED)
    return chance.choice(_NOT).format(thing), {"excluded": [thing]}


def _near(chance: random.Random) -> Part:
    said, name = chance.choice(sorted(_TOWNS.items()))
    return chance.choice(_NEAR).format(said), {"place": name}


def _in_town(chance: random.Random) -> Part:
    said, name = chance.choice(sorted(_TOWNS.items()))
    return chance.choice(_IN_TOWN).format(said), {"place": name}


def _origin(chance: random.Random) -> Part:
    said, name = chance.choice(sorted(_TOWNS.items()))
    return chance.choice(_ORIGINS).format(said), {"origin": name}


def _by_day(chance: random.Random) -> Part:
    day = TODAY + timedelta(chance.randrange(3, 60))
    ordinal = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(day.day, "th")
    forms = [
        f"{day.day} {day:%B}", f"{day:%B} {day.day}", f"{day.day}{ordinal} of {day:%B}", f"{day:%b} {day.day}{ordinal}",
        f"the {day.day}{ordinal} of {day:%B}", f"{day.isoformat()}", f"{day:%B} {day.day}, {day.year}",
    ]  # fmt: skip
    if (day - TODAY).days <= 7 - TODAY.weekday():
        forms.append(f"{day:%A}")
    return chance.choice(_BY).format(chance.choice(forms)), {"by": day.isoformat()}


def _in_days(chance: random.Random) -> Part:
    form, days = chance.choice(_IN)
    number = chance.choice([3, 4, 5])
    return form.format(number), {"by": (TODAY + timedelta(days * number)).isoformat()}


def _size(chance: random.Random) -> Part:
    said, label = chance.choice(_SIZES)
    return said, {"sizes": [label], "before": chance.random() < 0.5}


def _leaning(chance: random.Random) -> Part:
    low = chance.random() < 0.6
    return chance.choice(_LOW if low else _HIGH), {"leaning": "low" if low else "high", "before": True}


def _who(chance: random.Random) -> Part:
    said, label = chance.choice(_WHO)
    return said, {"people": [label]}


def _number_of_something_else(chance: random.Random) -> Part:
    return chance.choice(_NUMBERS_OF_OTHER_THINGS), {"before": chance.random() < 0.3}
