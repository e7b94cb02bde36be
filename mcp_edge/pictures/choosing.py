"""Which thing is drawn for a listing: by the words of its title, then by its category, else a present."""

import re
from collections.abc import Callable

from mcp_edge.pictures.brush import Brush
from mcp_edge.pictures.motifs import (
    bags,
    comfort,
    festive,
    garden,
    home,
    jewellery,
    kitchen,
    light,
    paper,
    play,
)

Motif = Callable[[Brush], str]

# Words that settle it, wherever the maker filed the listing. The last one in the title wins: it is the noun.
_TITLE_WORDS: tuple[tuple[str, Motif], ...] = (
    (r"key ?rings?|key fob|keyring|charms?$", jewellery.key_ring),
    (r"teapot", kitchen.teapot),
    (r"(dog|cat|pet) (bowl|food\w*)", comfort.pet_bowl),
    (r"dolls?", play.doll),
    (r"trinket \w+|jewel(lery)? box", jewellery.trinket_box),
    (r"calendar|memo board", paper.desk_things),
    (r"tea ?cup|cup (&|and) saucer", kitchen.cup_and_saucer),
    (r"tea light holders?|votive", light.tea_light_holder),
    (r"tea lights", light.tea_lights),
    (r"candlesticks?|candelabra|chandelier", light.candlestick),
    (r"lanterns?", light.lantern),
    (r"fairy lights?|light chain|light garland|\d+ lights|string of \d+ lights", light.fairy_lights),
    (r"watering can", garden.watering_can),
    (r"umbrella", garden.umbrella),
    (r"bird ?house|bird (box|feeder|table)|dovecote", garden.birdhouse),
    (r"windmill", garden.windmill),
    (r"bicycle", garden.bicycle),
    (r"money (box|bank)|piggy bank", play.money_box),
    (r"babushka (?!lights)|nesting doll", play.doll),
    (r"jigsaw|puzzles?", play.game),
    (r"jars?|tins?|canister", kitchen.tin),
    (r"bulb|lamp ?shade", light.lamp),
    (r"teddy|soft toy|bear$|bunny soft", play.teddy),
    (r"playing cards|dominoes|bingo|snap cards|ludo", play.game),
    (r"bunting|pennant|garland of flags", festive.bunting),
    (r"balloons?", festive.balloons),
    (r"wreath", festive.wreath),
    (r"stockings?", festive.stocking),
    (r"egg ?cup", kitchen.cup_and_saucer),
    (r"rabbit|bunny|bunnies|hare", festive.rabbit),
    (r"slippers?", comfort.slippers),
    (r"hot water bottle|hottie", comfort.hot_water_bottle),
    (r"towels?|flannel", comfort.towel),
    (r"baskets?|hamper", comfort.basket),
    (r"stools?|chairs?|love seat|pouffe", comfort.stool),
    (r"gift bags?|party bags?|gift sack", paper.gift_bag),
    (r"ribbons?|tape", paper.ribbon),
    (r"wine glass|goblet|tumbler|champagne|chalice", kitchen.glass),
    (r"cushions?(?! cover kit)", home.cushion),
    (r"clocks?", home.clock),
    (r"mirrors?(?! mosaic)(?!ed)", home.mirror),
    (r"vase|artificial flower|art flower", home.vase),
    (r"doormat", home.doormat),
    (r"metal sign|signs?$", home.sign),
    (r"cake ?stand", kitchen.cake_stand),
    (r"aprons?", kitchen.apron),
    (r"mugs?|beakers?", kitchen.mug),
    (r"bowls?", kitchen.bowl),
    (r"necklace", jewellery.necklace),
    (r"earrings?", jewellery.earrings),
    (r"bracelets?|bangle", jewellery.bracelet),
    (r"suitcase|luggage|passport", bags.suitcase),
)

# The last part of the demo's category paths, and words that other marketplaces use for the same.
_CATEGORY_WORDS: tuple[tuple[str, Motif], ...] = (
    (r"pets?|pet things", comfort.pet_bowl),
    (r"paper tableware", festive.party_table),
    (r"mugs?|cups?|drinkware", kitchen.mug),
    (r"teapots?|tea sets?", kitchen.teapot),
    (r"aprons?|gloves", kitchen.apron),
    (r"cake stands?|serving", kitchen.cake_stand),
    (r"baking|bakeware|food|sweets", kitchen.cupcake),
    (r"cutlery|utensils?", kitchen.utensils),
    (r"pans?|boards?|cookware", kitchen.pan),
    (r"lunch|picnic", comfort.basket),
    (r"storage jars|jars?", kitchen.tin),
    (r"linen|placemats|coasters", kitchen.plate),
    (r"plates?|bowls?|dishes|tableware|ceramics?|pottery", kitchen.plate),
    (r"glass\w*|bottles", kitchen.glass),
    (r"signs?|wall art|prints?|posters?|paintings?|art", home.wall_art),
    (r"clocks?", home.clock),
    (r"mirrors?", home.mirror),
    (r"cushions?|throws?|pillows?|quilts?|blankets?|textiles?", home.cushion),
    (r"frames?|albums?|photos?", home.photo_frame),
    (r"doormats?|doorstops?|rugs?", home.doormat),
    (r"hooks?|knobs?", home.hook),
    (r"vases?|flowers?", home.vase),
    (r"mobiles?|curtains?", home.mobile),
    (r"card & letter holders", paper.card),
    (r"laundry|cleaning", comfort.basket),
    (r"hanging decorations", home.hanging_heart),
    (r"ornaments?|figurines?|sculptures?", home.bird),
    (r"fairy lights", light.fairy_lights),
    (r"tea light holders", light.tea_light_holder),
    (r"candle holders|lanterns", light.candlestick),
    (r"candles?", light.candle),
    (r"lamps?|shades?|lighting", light.lamp),
    (r"fragrance|incense|perfumes?|aromatherapy", light.incense),
    (r"necklaces?|pendants?", jewellery.necklace),
    (r"earrings?", jewellery.earrings),
    (r"bracelets?", jewellery.bracelet),
    (r"rings & brooches|rings?|brooch\w*", jewellery.ring),
    (r"hair accessories|hair|bows?", jewellery.bow),
    (r"key rings|charms?|keychains?", jewellery.key_ring),
    (r"jewellery boxes", jewellery.trinket_box),
    (r"handbags?", bags.handbag),
    (r"purses?|wallets?", bags.purse),
    (r"wash|cosmetic|pouch\w*", bags.pouch),
    (r"totes?|shopping", bags.tote),
    (r"backpacks?", bags.backpack),
    (r"travel|luggage", bags.suitcase),
    (r"christmas cards", paper.christmas_card),
    (r"greeting cards|cards", paper.card),
    (r"gift bags", paper.gift_bag),
    (r"gift wrap|wrap", paper.wrap_rolls),
    (r"ribbons?", paper.ribbon),
    (r"bunting|garlands?", festive.bunting),
    (r"balloons?|party bags", festive.balloons),
    (r"part(y|ies)", festive.party_table),
    (r"trees|wreaths?", festive.fir_tree),
    (r"advent|stockings?", festive.stocking),
    (r"christmas|ornament", festive.bauble),
    (r"easter", festive.easter_egg),
    (r"halloween|valentine\S*", light.tea_lights),
    (r"notebooks?|journals?", paper.notebook),
    (r"pens?|pencils?|drawing", paper.pencils),
    (r"stickers?|stamps?|stencils?", paper.stickers),
    (r"desk|office|stationery|paper", paper.desk_things),
    (r"sewing|haberdashery|embroidery", play.sewing),
    (r"craft|crafts|knitting|yarn|crochet", play.yarn),
    (r"soft toys|dolls?", play.teddy),
    (r"games?|puzzles?", play.game),
    (r"traditional toys|toys?", play.spinning_top),
    (r"children's room|nursery|kids|baby|children", play.blocks),
    (r"planters?|plants?|seeds", garden.pot_plant),
    (r"watering|tools?", garden.watering_can),
    (r"birds?", garden.birdhouse),
    (r"umbrellas?|rain\w*", garden.umbrella),
    (r"parasols?|fans?|hammocks?", garden.parasol),
    (r"cycling|bikes?", garden.bicycle),
    (r"hot water|warmers?", comfort.hot_water_bottle),
    (r"first aid|balms?", comfort.first_aid),
    (r"bath\w*|soaps?|skincare|beauty|wellbeing", comfort.soap),
    (r"baskets?", comfort.basket),
    (r"boxes", comfort.boxes),
    (r"cabinets?|shelves|furniture|storage", comfort.cabinet),
    (r"chairs?|stools?", comfort.stool),
    (r"jewell?ery|accessories", jewellery.necklace),
    (r"bags?", bags.tote),
    (r"kitchen|dining", kitchen.utensils),
    (r"garden|outdoors?", garden.pot_plant),
    (r"home|living|decor", home.vase),
    (r"clothing|fashion|apparel", bags.handbag),
    (r"seasonal|holiday", festive.bauble),
)

ON_THE_WALL: frozenset[Motif] = frozenset(
    {
        kitchen.apron,
        light.fairy_lights,
        home.wall_art,
        home.sign,
        home.clock,
        home.mirror,
        home.hook,
        home.mobile,
        home.hanging_heart,
        festive.bunting,
        festive.balloons,
        festive.bauble,
        festive.wreath,
        festive.stocking,
        comfort.towel,
        jewellery.key_ring,
        garden.umbrella,
    }
)
# Fur and feathers are printed only where the title says so.
CREATURES: frozenset[Motif] = frozenset({play.teddy, festive.rabbit, home.bird, play.money_box})
PLAIN_BY_NATURE: frozenset[Motif] = frozenset(
    {
        light.candlestick,
        light.incense,
        kitchen.glass,
        jewellery.necklace,
        jewellery.earrings,
        jewellery.ring,
        garden.bicycle,
        garden.pot_plant,
        paper.pencils,
        kitchen.pan,
        light.tea_light_holder,
        comfort.first_aid,
    }
)

# What comes after these words goes along with the thing, as the saucer in "Mug with Saucer".
_ASIDE = re.compile(r",| (?:with|in|for|on|of|from) ")
_TITLES = tuple((re.compile(rf"\b(?:{words})(?!\w)"), motif) for words, motif in _TITLE_WORDS)
_CATEGORIES = tuple((re.compile(rf"\b(?:{words})(?!\w)"), motif) for words, motif in _CATEGORY_WORDS)


def motif_for(category: str, title: str) -> Motif:
    """Return what to draw."""
    text = title.lower()
    for named in (_ASIDE.split(text)[0], text):
        ends = [(match.end(), motif) for words, motif in _TITLES for match in words.finditer(named)]
        if ends:
            return max(ends, key=lambda end: end[0])[1]
    # The leaf says more than the department, the category more than loose words of the title.
    for part in (*reversed(category.lower().split(">")), text):
        for words, motif in _CATEGORIES:
            if words.search(part):
                return motif
    return paper.parcel
