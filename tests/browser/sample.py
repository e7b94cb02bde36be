"""What the widgets are shown in browser tests: real product names, every state a card can have."""

from core.listing import (
    Facets,
    Image,
    Interpretation,
    Listing,
    ListingPage,
    ListingSummary,
    Personalization,
    ShopRef,
    Understood,
    Variant,
)
from core.money import Money

ORIGIN = "http://shop.test"
SHOPS = [
    ShopRef(id="shp_1", name="Hare & Hound Workshop", city="Leeds", country="GB"),
    ShopRef(id="shp_2", name="Pine Street Prints", city="Bristol", country="GB"),
    ShopRef(id="shp_3", name="Saltmarsh Candle Co", city="Norwich", country="GB"),
]
TITLES = [
    ("Vintage Red Enamel Trim Mug", 495),
    ("Set of 3 Hanging Owls Ollie Beak", 1250),
    ("Cream Cupid Hearts Coat Hanger", 825),
    ("Knitted Union Flag Hot Water Bottle", 1639),
    ("Glass Star Frosted T-Light Holder", 425),
    ("Hand Warmer Red Polka Dot", 210),
    ("Assorted Colour Bird Ornament with a Rather Long Name That Needs Two Lines", 169),
    ("Poppy's Playhouse Bedroom", 2000),
]
INK = ["#b5533c", "#3f6f63", "#c58a2d", "#566a94"]


def picture_svg(index: int) -> str:
    """A calm picture to see layout by; the real ones are served by the edge."""
    ink = INK[index % len(INK)]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400">'
        f'<rect width="400" height="400" fill="{ink}" opacity=".16"/>'
        f'<circle cx="200" cy="{190 + index * 4}" r="110" fill="{ink}" opacity=".8"/>'
        f'<rect x="90" y="{230 - index * 6}" width="220" height="90" rx="20" fill="{ink}"/></svg>'
    )


def summary(index: int) -> ListingSummary:
    title, price_minor = TITLES[index % len(TITLES)]
    return ListingSummary(
        id=f"lst_{index:04d}",
        sku=f"S{index}",
        title=title,
        price=Money(amount_minor=price_minor, currency="GBP"),
        category="Home & Living > Mugs",
        shop=SHOPS[index % len(SHOPS)],
        image=Image(url=f"{ORIGIN}/pictures/{index}.svg", alt=f"{title}, drawn in one colour"),
        in_stock=index != 4,
        made_to_order=index == 1,
        lead_days=5 if index == 1 else 0,
        rating=None if index == 2 else round(4.1 + (index % 9) / 10, 1),
        url=f"{ORIGIN}/listings/lst_{index:04d}",
    )


def page(first: int = 0, count: int = 8, *, cursor: str | None = "next") -> ListingPage:
    return ListingPage(
        items=[summary(index) for index in range(first, first + count)],
        total=37,
        facets=Facets(category={"Home & Living > Mugs": 37}),
        interpretation=Interpretation(
            words="gift",
            understood=[
                Understood(kind="max_price", label="up to £20.00", source="query"),
                Understood(kind="material", label="not gold", source="query"),
                Understood(kind="recipient", label="for gardeners", source="query"),
            ],
            corrected=["gidt → gift"],
            alternatives=["near Portland, Maine, US"],
        ),
        next_cursor=cursor,
    )


def empty_page() -> ListingPage:
    return ListingPage(
        items=[],
        total=0,
        facets=Facets(),
        interpretation=Interpretation(
            words="walnut sundial",
            understood=[Understood(kind="max_price", label="up to £5.00", source="query")],
        ),
    )


def sized_listing() -> Listing:
    """A piece that can be bought in several sizes, one of them sold out."""
    sizes = [("Small", 1250, True), ("Large, with a hook of brass", 1890, False), ("Extra large", 2400, True)]
    variants = [
        Variant(
            id=f"var_{number}",
            sku=f"OWL-{number}",
            options={"Size": size, "Colour": "Cream"},
            price=Money(amount_minor=price_minor, currency="GBP"),
            in_stock=in_stock,
        )
        for number, (size, price_minor, in_stock) in enumerate(sizes)
    ]
    offer = {"price": variants[0].price, "price_varies": True, "variants": variants}
    return listing(1).model_copy(update=offer | {"made_to_order": False})


def listing(index: int = 1, *, description: str = "") -> Listing:
    return Listing(
        **summary(index).model_dump(),
        description=description
        or "Three little owls to hang by a window or over a cot.\n\nEach is cut from felt and stitched by "
        "hand, so no two look quite alike. Wipe with a damp cloth.",
        materials=["wool felt", "cotton thread"],
        colors=["cream", "red"],
        style=["folk"],
        occasions=["christening"],
        recipients=["new parents"],
        tags=["owl"],
        images=[Image(url=f"{ORIGIN}/pictures/{n}.svg", alt=f"View {n}") for n in range(index, index + 3)],
        personalization=Personalization(
            allowed=True, max_length=12, instructions="Tell us the name to stitch on the middle owl."
        ),
        ships_to=["GB", "FR", "DE", "IE", "NL", "US", "JP", "SE"],
    )
