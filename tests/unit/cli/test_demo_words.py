"""What the demo's rules make of single titles."""

import pytest

from cli.demo.facts import category_of, facts_of
from cli.demo.titles import readable_title


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("FOLDING CAMPING SCISSOR W/KNIF & S", "Folding Camping Scissors with Knife & Spoon"),
        ("S/6 WOODEN SKITTLES IN COTTON BAG", "Set of 6 Wooden Skittles in Cotton Bag"),
        ("POPART WOODEN PENCILS ASST", "Assorted Pop Art Wooden Pencils"),
        ("PINK POLKADOT CHILDRENS UMBRELLA", "Pink Polka Dot Children's Umbrella"),
        ("BLUE CHECK BAG W HANDLE 34X20CM", "Blue Check Bag with Handle 34x20cm"),
        ("HOT WATER BOTTLE TEA AND SYMPATHY", "Tea and Sympathy Hot Water Bottle"),
        ("SET 10 CARDS RUDOLPHS NOSE 17097", "Set of 10 Cards Rudolph's Nose"),
        ("ALARM CLOCK BAKELIKE RED", "Red Bakelike Alarm Clock"),
        ("ASSTD COL BUTTERFLY/CRYSTAL W/CHIME", "Assorted Colour Butterfly & Crystal with Chime"),
        ('LETTER "W" BLING KEY RING', "Letter W Bling Key Ring"),
        ('FLOWER GLASS GARLAND NECKL.36"GREEN', "Green Flower Glass Garland Necklace 36-Inch"),
        ("SILVER M.O.P ORBIT BRACELET", "Silver Mother-of-Pearl Orbit Bracelet"),
        ("SMALLFOLKART BAUBLE CHRISTMAS DEC", "Small Folk Art Bauble Christmas Decoration"),
        ("POLYESTER FILLER PAD 65CMx65CM", "Polyester Filler Pad 65x65cm"),
        ("T-LIGHT HOLDER SILVER SAUCER", "Silver Saucer Tea Light Holder"),
        ("CANDLE HOLDER SILVER MADELINE", "Silver Madeline Candle Holder"),
    ],
)
def test_a_till_title_becomes_readable(raw: str, title: str) -> None:
    assert readable_title(raw) == title


@pytest.mark.parametrize(
    ("title", "category"),
    [
        ("Assorted Colour Suction Cup Hook", "Home & Living > Hooks & Knobs"),
        ("Bird House Hot Water Bottle", "Bath & Wellbeing > Hot Water Bottles & Hand Warmers"),
        ("Red Retrospot Mug", "Kitchen & Dining > Mugs & Cups"),
        ("Ruby Drop Chandelier Earrings", "Jewellery & Accessories > Earrings"),
        ("Set of 6 Tea Lights Easter Chicks", "Seasonal > Easter"),
        ("Something Nobody Has a Word For", "Home & Living > Curiosities"),
    ],
)
def test_the_words_that_say_what_it_is_name_the_category(title: str, category: str) -> None:
    assert category_of(title) == category


def test_a_word_that_means_something_else_is_no_fact() -> None:
    assert facts_of("Orange Scented Set of 9 Tea Lights").colors == ()
    assert facts_of("Candle Holder Base").materials == ()
    assert facts_of("Set of 6 Tea Lights Cacti").interests == ()
    assert facts_of("I Love London Doormat").occasions == ("housewarming",)


def test_facts_are_listed_in_the_order_of_the_words() -> None:
    facts = facts_of("Pink and White Wooden Heart for Mum's Kitchen")
    assert facts.colors == ("pink", "white")
    assert facts.materials == ("wood",)
    assert facts.recipients == ("for mum",)
    assert "cooking" in facts.interests
