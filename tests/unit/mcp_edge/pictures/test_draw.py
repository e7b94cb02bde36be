"""Pictures of listings: well-formed, the same everywhere, small, and true to the listing's own facts."""

import hashlib
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcp_edge.pictures import draw
from mcp_edge.pictures.choosing import motif_for
from mcp_edge.pictures.motifs import comfort, festive, home, jewellery, kitchen, light, paper
from mcp_edge.pictures.palette import NAMED, contrast, palette
from mcp_edge.pictures.patterns import pattern_name

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "defs", "g", "path", "use", "circle", "ellipse", "pattern", "stop"} | {
    "linearGradient",
    "radialGradient",
    "filter",
    "feGaussianBlur",
    "feOffset",
    "feComponentTransfer",
    "feFuncA",
    "feMerge",
    "feMergeNode",
}
TEXTS = st.one_of(
    st.text(max_size=200),
    st.text(st.characters(), max_size=40),
    st.sampled_from(
        ["<script>alert(1)</script>", "]]>", '"/><image href="https://x.example"/>', "\x00\x0b\ud800&#0;"]
    ),
)
KINDS = st.sampled_from(
    [
        "Mugs",
        "Home > Clocks",
        "Jewellery > Bracelets",
        "Seasonal > Wreaths",
        "Fairy Lights",
        "Easter",
        "Toys",
        "Gift Wrap",
    ]
)


@given(
    TEXTS,
    st.one_of(KINDS, TEXTS),
    st.lists(st.one_of(st.sampled_from(sorted(NAMED)), TEXTS), max_size=4),
    st.lists(st.one_of(st.sampled_from(["wood", "glass", "wicker", "felt"]), TEXTS), max_size=4),
    TEXTS,
)
def test_any_listing_gets_a_small_well_formed_picture_with_nothing_from_elsewhere(
    seed: str, category: str, colors: list[str], materials: list[str], title: str
) -> None:
    svg = draw(seed, category, colors, materials, title)
    root = ElementTree.fromstring(svg)
    assert root.get("viewBox") == "0 0 800 800"
    assert len(svg.encode()) < 6_500
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in ELEMENTS
        assert all(
            not name.lower().startswith("on") and "script" not in value for name, value in element.items()
        )
        assert element.get("href", "#").startswith("#")
        fills = re.findall(r"url\(([^)]*)\)", " ".join(element.attrib.values()))
        assert all(root.find(f".//*[@id='{fill[1:]}']") is not None for fill in fills)
    assert svg.count("http") == 1 + "".join(root.itertext()).count("http")


def test_the_same_listing_has_the_same_picture_on_every_machine() -> None:
    pictures = [
        draw("sku-1", "Kitchen & Dining > Mugs & Cups", ["blue"], ["ceramic"], "Blue Polka Dot Mug"),
        draw("sku-2", "Jewellery > Bracelets", [], ["glass"], "Glass Bracelet"),
        draw("sku-3", "Seasonal > Christmas Trees & Wreaths", ["red"], [], "Holly Wreath"),
    ]
    digest = hashlib.sha256("".join(pictures).encode()).hexdigest()
    assert digest == "8887b904a6687fea1fe563d6301534d890ad56db1f432b5204f03c9c794614b1"


def test_two_listings_of_one_kind_look_different() -> None:
    pictures = {draw(f"sku-{number}", "Mugs & Cups", [], [], "Mug") for number in range(40)}
    assert len(pictures) > 35


def test_a_title_is_read_out_and_stays_text() -> None:
    svg = draw("a", "Mugs", [], [], 'Mum\'s <b>"best"</b> mug & saucer\n\x00')
    title = ElementTree.fromstring(svg).find(f"{SVG}title")
    assert title is not None
    assert title.text == 'Mum\'s <b>"best"</b> mug & saucer'
    assert "<b>" not in svg


@pytest.mark.parametrize(
    ("category", "title", "motif"),
    [
        ("Kitchen & Dining > Mugs & Cups", "Blue Mug", kitchen.mug),
        ("Kitchen & Dining > Teapots & Tea Sets", "Retro Teapot", kitchen.teapot),
        (
            "Bath & Wellbeing > Hot Water Bottles & Hand Warmers",
            "Bird House Hot Water Bottle",
            comfort.hot_water_bottle,
        ),
        (
            "Candles & Lighting > Tea Light Holders",
            "Mini Cake Stand Tea Light Holder",
            light.tea_light_holder,
        ),
        ("Pets > Bowls & Pet Things", "Pink Cat Bowl", comfort.pet_bowl),
        ("Seasonal > Christmas Decorations", "Star Tree Decoration", festive.bauble),
        ("Ceramics", "Moon no. 4", kitchen.plate),
        ("Jewelry > Necklaces", "Moon no. 4", jewellery.necklace),
        ("Art & Collectibles", "Moon no. 4", home.wall_art),
        ("Other", "Walnut cutting board", kitchen.pan),
        ("Other", "Moon no. 4", paper.parcel),
    ],
)
def test_the_thing_that_is_drawn_is_the_thing_that_is_sold(category: str, title: str, motif: object) -> None:
    assert motif_for(category, title) is motif


@given(st.text(max_size=20), st.sampled_from(sorted(NAMED)))
def test_a_piece_has_its_own_colour_and_stands_out_from_its_room(seed: str, color: str) -> None:
    paint = palette(seed, [color], [])
    assert paint.base == NAMED[color]
    assert contrast(paint.base, paint.wall) > 40
    assert contrast(paint.print, paint.base) > 40


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Red Retrospot Mug", "dots"),
        ("Pink Heart Cushion", "hearts"),
        ("Strawberry Lunch Bag", "berries"),
        ("English Rose Apron", "flowers"),
        ("Blue Gingham Doorstop", "gingham"),
    ],
)
def test_the_words_of_the_title_choose_the_pattern(title: str, name: str) -> None:
    assert pattern_name("any", title) == name
