"""Mending words that nobody uses, towards words that makers use. Pure.

A word of the language is left alone though no maker uses it: 'leather' is no misspelt 'feather'.
"""

from collections.abc import Collection, Iterator, Sequence

from search.understanding.amounts import UNITS
from search.understanding.nearness import SHORTEST, ByEnds
from search.understanding.people import CUES, INTERESTS, RELATIONS
from search.understanding.synonyms import FILLER, plain, singular
from search.understanding.vocabulary import Vocabulary

ONE_EDIT_FROM_LETTERS = 4
TWO_EDITS_FROM_LETTERS = 8
MOST_UNKNOWN = 6  # a query with more unknown words is in another language, not misspelt
SAME_START_TO_LETTERS = 5  # short words have many neighbours; a typo is rarely in the first letter
LAST_VOWEL_TO_LETTERS = 6

_VOWELS = frozenset("aeiouy")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_ENDINGS = ("ing", "ed", "er", "ers", "ly")
SHORTEST_STEM = 4

# Words of crafts and shopping that language models' word lists lack.
CRAFT_WORDS = frozenset(
    """stoneware earthenware porcelain terracotta raku macrame crochet crocheted knitted knitwear felted alpaca
    merino mohair cashmere angora boucle tweed tartan gingham seersucker muslin calico linen hessian jute rattan
    wicker seagrass raffia bamboo beech birch larch teak acacia sapele driftwood decoupage marquetry lathe whittled
    turned carved engraved etched enamel cloisonne filigree vermeil sterling pewter brass gunmetal patina hammered
    handmade handcrafted homemade loom sled aloe vera fleur walnut maple cherrywood leather suede
    opal moonstone labradorite turquoise amethyst citrine garnet peridot onyx agate jasper tourmaline larimar
    brooch choker pendant locket anklet bangle cufflinks tiara scrunchie teapot teacup tumbler tankard carafe
    decanter ramekin trivet coaster placemat tablecloth napkin teatowel cosy cozy tote clutch satchel messenger
    rucksack wallet lanyard keyring keychain beanie snood cowl mitten poncho kimono kaftan onesie bib swaddle
    bunting garland wreath bauble stocking advent pinata planter terrarium trellis birdhouse birdbath suncatcher
    windchime doormat doorstop footstool pouffe throw duvet pillowcase quilt patchwork tapestry wallhanging
    notebook sketchbook scrapbook bookmark letterpress linocut risograph giclee boho bohemian shabby hygge kawaii
    gothic steampunk cottagecore monogram personalised personalized bespoke upcycled recycled vegan fairtrade
    giftwrap hamper soy beeswax paraffin potpourri diffuser lavender patchouli sandalwood bergamot eucalyptus
    telly wellies brolly pinny doily tealight tealights""".split()
)

# What people say and give that neither makers nor lists of words have: right, though nothing is mended towards it.
_MODERN_WORDS = frozenset(
    """amigurumi bestie besties fave faves grad grads chai boho boujee bougie comfy unboxing preloved upcycle
    upcycled crocheter yarny yarn lovey plushie plushies scrunchies swiftie geeky nerdy witchy emo goth kpop anime
    manga lego pokemon minecraft gruffalo groot grogu banksy kahlo frida cottagecore dopamine japandi wabi sabi kintsugi
    shibori sashiko batik ikat kilim dhurrie kantha suzani zellige talavera delft majolica mala reiki chakra smudge
    fidget sensory neurodivergent nonbinary doula midwife nanny nonna abuela oma opa papa yaya matcha tshirt tshirts
    hoody bluey crocs levis funko messi monstera washi tahini maximalist frenchie granda spode cath tomte bubbe crohns
    spongeware shino tenmoku blueware""".split()
)
# Right words, or nearly, that shoppers for handmade things hardly ever mean.
_SLIPS = {
    "sliver": "silver", "slivers": "silver", "broach": "brooch", "broaches": "brooches", "dinning": "dining",
    "peal": "pearl", "peals": "pearls", "withe": "with", "haply": "happy", "stationary": "stationery",
    "whit": "white", "crotchet": "crochet", "earing": "earring", "neice": "niece", "neices": "nieces",
    "lether": "leather", "leater": "leather", "knited": "knitted", "slipers": "slippers", "lavander": "lavender",
    "gardner": "gardener", "elefant": "elephant", "gradution": "graduation",
}  # fmt: skip
# Short words that makers say of every piece are hardly missed by a letter: 'neice' is not nice, but 'thier' is their.
_NOT_MEANT = frozenset(word for word in FILLER if len(word) <= 5 and word not in {"gift", "gifts"})
# What they turn round is never left out of a word: 'unscented' is no misspelt 'scented'.
_TURNING_ROUND = ("un", "non", "in", "dis")
_BEFORE_ANY_WORD = ("un", "non")

_TARGETS = CRAFT_WORDS | RELATIONS.keys() | INTERESTS.keys()
_TARGETS_BY_ENDS, _CRAFT_BY_ENDS = ByEnds(_TARGETS), ByEnds(CRAFT_WORDS)
_OTHER_WORDS = _MODERN_WORDS | FILLER | UNITS | CUES | RELATIONS.keys() | INTERESTS.keys()


def repair(
    words: Sequence[str],
    vocabulary: Vocabulary,
    language: Collection[str],
    as_written: Collection[str] = frozenset(),
) -> tuple[list[str], list[str]]:
    """Return the words with unknown ones mended but for those `as_written`, and each repair as 'walnutt → walnut'."""
    mended, repairs, unknown = [], list[str](), 0
    for word in words:
        better = None
        if unknown < MOST_UNKNOWN and word not in as_written and _may_be_misspelt(word, vocabulary, language):
            unknown += 1
            better = _better(word, vocabulary)
        mended.append(better or word)
        if better and (note := f"{word} → {better}") not in repairs:
            repairs.append(note)
    return mended, repairs


def _may_be_misspelt(word: str, vocabulary: Vocabulary, language: Collection[str]) -> bool:
    plausible = len(word) >= ONE_EDIT_FROM_LETTERS and word.isascii() and word.isalpha()
    if not plausible or not vocabulary.words:
        return False
    meant = _SLIPS.get(word, "")
    if meant and word not in vocabulary.words and (meant in vocabulary.words or word not in language):
        return True
    return not (vocabulary.names(word) or is_known(word, vocabulary.words, language))


def is_known(word: str, words: Collection[str], language: Collection[str]) -> bool:
    """Tell whether the word, or the word with another ending, is used by makers or in the language."""
    if plain(word) != singular(word):  # listed by hand as another way to say something
        return True
    rests = (word.removeprefix(turn) for turn in _BEFORE_ANY_WORD if word.startswith(turn))
    return any(
        form in words or form in language or form in CRAFT_WORDS or form in _OTHER_WORDS
        for one in (word, *(rest for rest in rests if len(rest) >= SHORTEST_STEM))
        for form in forms(one)
    )


def forms(word: str) -> Iterator[str]:
    """Yield the word, and the words it may be with another ending."""
    yield word
    yield singular(word)
    if singular(word + "s") == word:
        yield word + "s"
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        # Of 'earing' no 'ear' is left over: short stems are chance.
        if stem != word and len(stem) >= SHORTEST_STEM:
            yield from (stem, stem + "e")
            if stem[-1] == stem[-2]:
                yield stem[:-1]


def _better(word: str, vocabulary: Vocabulary) -> str | None:
    words = vocabulary.words
    if word in _SLIPS:
        return _SLIPS[word]
    edits = {edit for edit in _within_one_edit(word, vocabulary) if _plausible(edit, word)}
    turned = {edit for edit in edits if sorted(edit) == sorted(word)}
    if relations := turned & RELATIONS.keys():
        return min(relations)
    edits -= _NOT_MEANT - turned
    # What nobody sells is mended as well: its meaning is found only when it is spelt right.
    near = {edit for edit in edits if edit in words} or edits
    if not near and len(word) >= TWO_EDITS_FROM_LETTERS:
        near = vocabulary.near(word, 2) or set(_CRAFT_BY_ENDS.near(word, 2))
    near = {edit for edit in near if not any(word == turn + edit for turn in _TURNING_ROUND)}
    return min(near, key=lambda other: (-words.get(other, 0), other)) if near else None


def _within_one_edit(word: str, vocabulary: Vocabulary) -> set[str]:
    if len(word) > SHORTEST:
        # One edit leaves the beginning or the end of so long a word as it was.
        return vocabulary.near(word, 1) | set(_TARGETS_BY_ENDS.near(word, 1))
    return {edit for edit in _one_edit_away(word) if edit in vocabulary.words or edit in _TARGETS}


def _plausible(edit: str, word: str) -> bool:
    """Tell whether so short a word may have been meant: of four letters a changed one is mostly another word."""
    if len(word) <= LAST_VOWEL_TO_LETTERS and word[-1] in _VOWELS and edit == word[:-1]:
        return False  # names and borrowed words end so: 'matcha' is no match
    if len(word) > SAME_START_TO_LETTERS:
        return True
    if edit[:1] != word[0]:
        return False
    return len(word) > ONE_EDIT_FROM_LETTERS or len(edit) > len(word) or sorted(edit) == sorted(word)


def _one_edit_away(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in _ALPHABET)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        yield from (head + letter + tail for letter in _ALPHABET)
