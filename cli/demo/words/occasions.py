"""Occasions: the name on a listing, and the title words that carry it."""

OCCASIONS: dict[str, tuple[str, ...]] = {
    "Christmas": (
        "christmas", "santa", "santas", "reindeer", "snowman", "snowmen", "bauble", "baubles", "advent", "nativity",
        "mistletoe", "noel", "jingle", "rudolph's", "yuletide", "holly", "snowflake", "snowflakes", "stocking",
        "stockings", "sleigh", "wise men", "wise man", "poinsettia", "hohoho", "deck the halls", "tinsel", "icicle",
        "12 days", "cracker", "crackers", "perfect post", "snowy", "choir", "robin", "snow", "pannetone", "xmas",
    ),
    "Easter": ("easter", "egg hunt", "bunny", "bunnies", "chick", "chicks", "paint your own eggs", "egg warmer"),
    "birthday": ("birthday", "party", "balloon", "balloons", "balloon girl", "celebration", "cake cases"),
    "wedding": ("wedding", "confetti", "bride", "place setting", "place settings", "lovebird", "love bird",
                "napkin ring", "rice"),
    "hen party": ("hen party",),
    "Valentine's Day": ("valentine", "love heart", "i love you", "cupid", "love hearts", "sweetheart", "love"),
    "Halloween": ("halloween", "ghost", "pumpkin", "witch"),
    "new baby": ("baby",),
    "Mother's Day": ("mum", "mum's", "mother's", "best mum", "mummy"),
    "Father's Day": ("dad", "dad's", "best dad"),
    "housewarming": ("home sweet home", "welcome", "new home", "doormat"),
    "thank you": ("thank you",),
    "congratulations": ("congratulations",),
    "back to school": ("school", "exercise books"),
    "Jubilee": ("jubilee",),
    "Pancake Day": ("pancake day",),
}  # fmt: skip

NOT_OCCASIONS: tuple[str, ...] = (
    "love london", "party sunglasses", "loves? ?bug", "lovers", "love seat", "rabbit egg", "hate mug", "baby pink",
    "baby boom", "hen party place", "snow pear", "hen [+&] chicks", "love potion", "milk bottles", "baby mouse",
    "stocking filler", "snow storm", "crystal snowflake", "christmas welcome", "tic tac", "mummy mouse",
    "pink party", "charlie & lola", "lolita", "hi tec", "old doc", "garden party", "disposable",
)  # fmt: skip
