"""Colours: the name on a listing, and the title words that carry it."""

COLORS: dict[str, tuple[str, ...]] = {
    "red": ("red", "reds", "burgundy", "ruby", "raspberry"),
    "pink": ("pink", "pinks", "fuchsia"),
    "orange": ("orange",),
    "amber": ("amber", "topaz"),
    "yellow": ("yellow",),
    "gold": ("gold", "goldie"),
    "green": ("green", "greens", "lime", "pistachio", "peridot", "jade", "eau de nil", "eau de nile"),
    "mint": ("mint",),
    "turquoise": ("turquoise", "teal", "aqua"),
    "blue": ("blue", "blues", "montana", "denim"),
    "purple": ("purple", "amethyst"),
    "lilac": ("lilac",),
    "brown": ("brown",),
    "natural": ("natural",),
    "cream": ("cream",),
    "ivory": ("ivory",),
    "white": ("white",),
    "grey": ("grey",),
    "black": ("black",),
    "silver": ("silver", "chrome"),
    "copper": ("copper", "bronze"),
    "clear": ("clear",),
    "multicoloured": ("multicolour", "colourful", "rainbow", "multi", "tutti frutti"),
}

# Where the word names a taste, a scent, a plant or a person and no colour.
NOT_COLORS: tuple[str, ...] = (
    "orange scent\\w*", "orange votive", "& orange wreath", "orange squeezer", "herb marker mint", "mint herb marker",
    "red riding hood", "white choc\\w*", "ice cream", "cream slice", "grey goose", "whiteboard", "blackboard",
    "black board", "green house", "old rose", "clear stationery", "no singing", "natural slate", "love bird",
    "gold fish", "red white scarf", "white sage", "ring of roses", "jet set", "gin",
)  # fmt: skip
