"""Words that mean the same to a shopper, and their plain forms: small tables, written by hand. Pure."""

from functools import lru_cache

# Words that say that something is wanted, not what: sellers' spam makes them worse than useless for matching.
FILLER = frozenset(
    """a an and any are as at be best buy can cool could cute do for find from get good great have help i i'd i'm
    idea ideas in is it item items like lovely looking love made me my need nice of on one or our perfect please
    present presents really some something special than that the their them thing things this to under want
    we what which who with would you your gift gifts her him his she he they us show search anything everything
    stuff someone somebody spend spending spent cost costs costing price priced prices budget i'll i've can't don't
    shop shops seller sellers maker makers based local under over below above less more or but not no
    by before around within near about up it's that's there's am be been has was were so should could my please
    ideally preferably maybe perhaps possibly also too very just only still yet ok okay hi hello hey thanks thank
    buy buying purchase ordering want wants wanted needs needed each per least
    much many always all every just someone somebody coming goes going keeps bought
    most limit range between bigger larger smaller taller wider longer shorter pls plz thx must rather without
    don't dont doesn't doesnt isn't isnt aren't arent because allergic likes he's she's we're they're there know sure
    already lives having pay paying wouldn't shouldn't hoping planning willing prefer anywhere matter if""".split()
)
# What names a thing with a word that else says nothing.
NAMED_WITH = frozenset(
    tuple(pair.split())
    for pair in (
        "watering can", "beer can", "tin can", "can opener", "hello kitty", "best man", "best wishes", "get well",
        "good friday", "good luck", "good night", "free range", "lives matter", "elvis lives", "planning book",
        "planning pad", "wedding planning", "meal planning",
    )
)  # fmt: skip
# These are no filler by themselves, but after who is meant: 'I live in Leeds', not 'live edge board'.
CHAT = frozenset({("i", "live"), ("we", "live"), ("they", "live"), ("who", "live"), ("i'm", "thinking")})

# The first word of a line stands for all of it.
_LINES = """
mum mom mommy mummy mother mama mam mumsy
dad daddy father papa pop
grandma granny gran nan nana grandmother
grandpa grandad granddad grandfather
christmas xmas crimbo yuletide noel
grey gray
jewellery jewelry jewelery jewellry jewlery jewlry jewerly
colour color
multicoloured multicolored multicolour multicolor rainbow colourful colorful
wood wooden timber
gold golden
wool woolen woollen woolly
aluminium aluminum
child kid children childrens kiddie
baby newborn infant
teenager teen adolescent
earring ear-ring
bracelet bangle
notebook journal
cushion pillow
vase vases
doormat doormats
personalised personalized customised customized personalise personalize custom bespoke monogrammed engraved
striped stripy stripey stripe
floral flowery
crochet crocheted
knitted knit knitwear
housewarming house-warming
turquoise teal
purple violet
"""

_STANDS_FOR = {
    word: line.split()[0] for line in _LINES.strip().splitlines() for word in line.split()
}  # fmt: skip
_SAME = {line.split()[0]: tuple(line.split()) for line in _LINES.strip().splitlines()}

_NEVER_CUT = frozenset(
    """christmas glass brass lens bus gas dress canvas chess cross press moss compass princess always is this his
    us plus iris species series news jeans scissors trousers texas paris wales dries less class mass grass kiss
    boss pus swiss bliss address business process fitness wellness congratulations thanks yes mrs ms
    across its as was has""".split()
)


@lru_cache(maxsize=20_000)
def singular(word: str) -> str:
    """Return the word without its plural or possessive ending, where it has one."""
    word = word.removesuffix("'s").removesuffix("'")
    if len(word) < 4 or word in _NEVER_CUT or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("shes", "ches", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=20_000)
def plain(word: str) -> str:
    """Return the word that stands for this one and all it means the same as: 'moms' gives 'mum'."""
    return _STANDS_FOR.get(word) or _STANDS_FOR.get(singular(word)) or singular(word)


def same_as(word: str) -> tuple[str, ...]:
    """Return the other words that mean the same; none for most."""
    known = _SAME.get(plain(word), ())
    return tuple(other for other in known if singular(other) != singular(word))
