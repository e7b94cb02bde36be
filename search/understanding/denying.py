"""The words that deny, and those that only sound like it: tables, written by hand. Pure."""

from search.understanding.text import PAUSE

_DOES_NOT = (
    "don't", "do not", "doesn't", "does not", "didn't", "did not", "won't", "will not", "wouldn't", "would not",
)  # fmt: skip
_VERBS = ("want", "like", "have", "contain", "use", "wear", "drink", "eat", "look", "look like")
_CUES = (
    "not", "no", "without", "w / o", "except", "except for", "excluding", "but not", "but no", "and not",
    "anything but", "other than", "nor", "avoid", "dislikes", "hates", "isn't", "is not", "aren't", "are not",
    "that isn't", "that is not", "which isn't", "that aren't", "that are not", "allergic to",
    "not made of", "not made from", "not made with", "and no", "with no", "or no", "neither", "apart from",
    "aside from", "rather than", "instead of", "everything but", "anything except", "all but", "colour but",
    "color but", "please no", "definitely not", "absolutely no", "which are not", "which aren't",
    "i hate", "we hate", "they hate", "i dislike", "can't wear", "cannot wear", "can not wear", "can't stand",
    "never wears", "never drinks", "never eats", "and without", "or without", "nothing with", "none of",
    "nothing", "nothing in", "no more", "not another", "not yet another",
    "not a fan of", "not a big fan of", "isn't a fan of", "not into", "not really into", "isn't into", "aren't into",
    "is not into", "are not into", "is not a fan of", "is not keen on",
    "not keen on", "not fond of", "not suitable for", "not meant for", "not intended for", "not designed for",
    "can't be", "cannot be", "mustn't", "shouldn't", "free of", "free from",
    "with the exception of", "doesn't need", "does not need",
    *(f"{does} {verb}" for does in _DOES_NOT for verb in _VERBS),
    *(f"{cannot} {verb}" for cannot in ("can't", "cannot", "can not") for verb in ("have", "eat", "drink")),
)  # fmt: skip
# Many write them without the apostrophe.
CUES = frozenset(tuple(cue.split()) for said in _CUES for cue in (said, said.replace("'", "")))
BARE = frozenset("no not isn't isnt aren't arent".split())

SKIPPED = frozenset(
    """a an the any anything some in of with be have contain contain containing include including made from too its
    it's their for""".split()
)
NOUN_OF_COLOURS = frozenset({"color", "colour"})
STOPS = frozenset(
    """but for under below over above near with within around from to that which who please and or nor not no
    without except excluding between less more than much many another enough up at on by in of if as only just gift
    gifts present is are i my you me us pls plz thanks thank thx ideally preferably because since so when where while
    then she he they them we it was will would can must should hates dislikes avoid neither nothing""".split()
) | {PAUSE, "-", "/", "+", "~", "%", "<", ">", "£", "$", "€"}  # fmt: skip

# After 'no' and 'not' these say something else: 'no sew', 'not your average mug', 'not too big'.
NOT_DENIED = frozenset(
    """your just only too very so sure average bad much many even quite really as if the-same more less than
    another one sew knead bake show slip drill tie spill heat iron dig mess cook kill fuss frills nonsense
    problem idea ordinary boring later again disturb number matter today all my it perfect place worries want waste
    pain gain rain good cheap bigger larger longer taller wider smaller shorter
    higher ok okay allowed important necessary fancy else overly particularly necessarily exactly entirely completely
    totally super especially merely simply always man strings easy hard afraid alone far added pull drama
    water smell knot""".split()
)
# What a thing only should not be much of: nobody lists 'not too big' and 'nothing too fancy'.
NOT_MUCH = frozenset("not isn't isnt aren't arent nothing".split())
TOO = frozenset("too very so overly particularly".split())
# These deny nothing but what is known: 'nothing compares', 'can't stand the heat', 'free of charge'.
OF_KNOWN = frozenset("nothing can't cant cannot mustn't mustnt shouldn't shouldnt free".split())
# Whoever cannot have or eat something says so of whatever it is: 'can't have nuts'.
OF_ANYTHING_AFTER = frozenset("with have wear eat drink".split())
OF_KNOWN_AFTER = frozenset({"more", "another"})  # 'no more mondays', 'not another teen movie'
SIGNS = frozenset({"sign", "signs", "plaque", "notice"})
# What makers say of their pieces in just these words: who asks for it wants the words found.
AFTER_FREE = frozenset(
    "standing shipping delivery postage form range spirit hand gift flowing motion".split()
)
WANTED_FREE = frozenset({"nickel", "latex"})

# What people are without, which no thing is to be without.
LACKED = frozenset(
    """garden gardens balcony yard lawn car oven kitchen fireplace space room time money patience hair children kids
    pets sense idea clue taste object""".split()
)
HAVING = frozenset({"have", "has", "had", "got"})
PEOPLE = frozenset(
    "i i've we we've they they've he she you who people person someone somebody anyone anybody those".split()
)
NO_OBJECT = tuple(
    tuple(said.split())
    for price in ("money", "price", "cost", "expense")
    for said in (
        f"{price} no object",
        f"{price} is no object",
        f"{price}'s no object",
        f"{price} is not an object",
    )
)

SAID_ASIDE = tuple(
    tuple(said.split())
    for said in (
        "forget - me - not", "forget me not", "forget me nots", "why not", "knot", "with or without", "or not",
        "if not", "yes or no", "waste not", "want not", "hate you", "love hate", "never not", "need not", "ain't no",
        "doesn't have to", "does not have to", "don't have to", "do not have to", "doesnt have to", "dont have to",
        "nothing gold can stay", "no rain no flowers", "without limits", "without borders", "without a cause",
        "not for sale", "not for resale", "can't have nice things", "cant have nice things",
        "without spending", "without breaking the bank", "without paying",
    )
)  # fmt: skip
# 'Do not open' is written on the piece and 'does not fade' said of it, but 'do not like' of what is not wanted.
DO = frozenset("do does did will would".split())
AFTER_DO_NOT = frozenset((*_VERBS, "need", "include"))

# Part of the name of a material: 'not rose gold' leaves gold alone.
TINTS = frozenset("yellow white rose red sterling solid faux fake real fine plated vegan".split())
# Part of the name of a colour or a material: 'not light blue' leaves blue alone.
SHADES = frozenset(
    """navy light dark pale bright deep hot baby sky royal neon pastel dusty forest olive lime powder pure teal mint
    bottle burnt""".split()
)
# A colour by itself as well: who wants no navy blue wants no navy.
COLOURED_SHADES = frozenset("navy olive lime teal".split())

# Two words that nobody says apart.
PAIRS = frozenset({("second", "hand"), ("see", "through"), ("fast", "fashion"), ("cookie", "cutter")})
# What something is like, in one word: in 'not scratchy soft' the softness is wanted.
LIKENESS = ("y", "ish", "ful", "ous", "able")

# 'No regrets mug': what is written on such things begins with its denial.
WRITTEN_ON = frozenset(
    """mug mugs print prints poster shirt shirts tshirt tee tees tote totes bag doormat doormats mat card cards sticker
    stickers magnet cushion pillow apron sweatshirt hoodie""".split()
)
# What a piece may well come without: 'no handle mug' is no slogan.
PARTS = frozenset(
    """handle handles lid lids flower flowers heart hearts text writing words lettering logo logos pattern patterns
    pocket pockets frame frames zip zips collar sleeve sleeves glitter animals people faces cats dogs""".split()
)
OPENING = frozenset("this that there it i we i'm is am are it's".split())
