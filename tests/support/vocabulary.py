"""A small catalogue's vocabulary for tests of understanding."""

from collections.abc import Collection
from datetime import date

from search.understanding.vocabulary import Vocabulary, build

TODAY = date(2026, 11, 23)

_TERMS = {
    "material": "gold, gold plated, gold-filled, silver, wood, walnut, glass, ceramic, pearl, mother-of-pearl, "
                "paper, wool, cotton, felt, copper, plastic",
    "color": "red, pink, blue, green, gold, silver, white, black, grey, mint, copper",
    "category": "kitchen & dining, kitchen & dining > mugs & cups, jewellery & accessories, "
                "jewellery & accessories > earrings, jewellery & accessories > necklaces, candles & lighting, "
                "candles & lighting > candles, candles & lighting > tea light holders, "
                "kitchen & dining > teapots & tea sets, kitchen & dining > pans & chopping boards, "
                "garden & outdoors > planters & seeds, home & living > clocks",
    "style": "vintage, floral, polka dot, rustic",
    "occasion": "christmas, birthday, wedding, mother's day, valentine's day, new baby",
    "recipient": "for mum, for dad, for her, for him, for children, for gardeners, for cooks, for tea lovers, "
                 "for cat lovers, for couples, for bakers",
    "tag": "gardening, tea, cats, cooking, lead free",
}  # fmt: skip

_WORDS = """mug mugs cup necklace earrings ring rings candle candles lavender walnut board boards chopping scarf
    teapot garden gardening planter seeds kitchen christmas birthday wedding stoneware handmade vintage vase
    leather bracelet silver gold pearl stone blue red green pink ceramic wooden wood glass cushion clock basket
    handle lid bag toys ornament print card cards set large small felt wool cotton copper plastic necklaces
    earring bowl plate personalised mum dad tea cat cats heart hearts polka dot rose roses floral""".split()


def small_vocabulary() -> Vocabulary:
    """Return the vocabulary of a catalogue where every value stands in forty listings."""
    return build(_terms(), dict.fromkeys(_WORDS, 40), 4000)


def marketplace(one_shop: Collection[str], *, counted: bool) -> Vocabulary:
    """Return the same of forty shops, and of one more with the values (as terms) on each of its hundred listings.

    `counted` tells whether the engine counts shops.
    """
    shops = [(f"shop:shp_{number}", 100) for number in range(41)]
    theirs = [(term, 100) for term in one_shop if term not in dict(_terms())]

    def shops_with(term: str, enough: int) -> int:
        return 1 if term in one_shop else enough

    terms = [*_terms(), *theirs, *shops]
    return build(terms, dict.fromkeys(_WORDS, 40), 4100, shops_with if counted else None)


def _terms() -> list[tuple[str, int]]:
    return [(f"{kind}:{value.strip()}", 40) for kind, values in _TERMS.items() for value in values.split(",")]
