"""Values that everybody knows: one maker who states them is believed. All others must be stated by several. Pure."""

# An occasion takes words out of a search, so there are no others, however many state one.
_OCCASIONS = """
christmas|christmas eve|christening|baptism|communion|confirmation|easter|halloween|thanksgiving|new year
new year's eve|chinese new year|lunar new year|hanukkah|diwali|eid|ramadan|passover|holi|mother's day|mothering sunday
father's day|grandparents day|valentine's day|valentine|galentine's day|st patrick's day|st george's day
st david's day|st andrew's day|burns night|bonfire night|pancake day|mardi gras|remembrance day|independence day
fourth of july|4th of july|jubilee|coronation|birthday|first birthday|anniversary|wedding|wedding anniversary
engagement|elopement|bridal shower|baby shower|gender reveal|hen party|hen do|stag do|stag party|bachelorette party
bachelor party|bachelorette|new baby|newborn|birth|naming day|naming ceremony|bar mitzvah|bat mitzvah|quinceanera
sweet 16|graduation|back to school|first day of school|end of term|housewarming|moving in|retirement|new job|farewell
funeral|memorial|sympathy|bereavement|condolence|get well|get well soon|congratulations|thank you|secret santa
teacher appreciation
"""
_MATERIALS = """
gold|gold plated|gold filled|gold vermeil|rose gold|white gold|yellow gold|silver|silver plated|sterling silver
925 silver|platinum|brass|bronze|copper|steel|stainless steel|titanium|aluminium|iron|cast iron|wrought iron|pewter
tin|zinc|nickel|chrome|metal|wire|wood|oak|walnut|beech|birch|maple|cherry wood|olive wood|ash wood|pine|cedar
mahogany|teak|ebony|driftwood|plywood|reclaimed wood|bamboo|cork|wicker|willow|rattan|raffia|jute|hemp|seagrass|straw
glass|stained glass|sea glass|mirror glass|fused glass|crystal|ceramic|clay|polymer clay|air dry clay|stoneware
earthenware|terracotta|porcelain|bone china|enamel|stone|marble|granite|slate|concrete|cement|plaster|jesmonite
gemstone|gemstones|quartz|rose quartz|amethyst|turquoise stone|jade|lapis lazuli|labradorite|moonstone|opal|garnet
sapphire|emerald|diamond|cubic zirconia|pearl|freshwater pearl|mother-of-pearl|shell|coral|bone|horn|feather|fur
faux fur|leather|vegan leather|faux leather|suede|cotton|organic cotton|linen|wool|merino wool|lambswool|alpaca
cashmere|mohair|felt|wool felt|silk|satin|velvet|tweed|denim|canvas|corduroy|fleece|flannel|tulle|lace|ribbon
polyester|nylon|viscose|bamboo fabric|fabric|yarn|thread|paper|cardboard|recycled paper|papier mache|wax|soy wax
beeswax|paraffin wax|plastic|recycled plastic|acrylic|resin|epoxy resin|silicone|rubber|latex|melamine|vinyl|perspex
flock|chalk|glitter|macrame|rope|string
"""
_COLORS = """
red|dark red|burgundy|maroon|crimson|scarlet|pink|hot pink|pale pink|blush|fuchsia|magenta|orange|rust|amber|yellow
mustard|gold|rose gold|green|dark green|forest green|sage green|olive green|mint|mint green|emerald green|turquoise
teal|aqua|blue|navy|navy blue|dark blue|light blue|royal blue|sky blue|cobalt blue|indigo|purple|violet|lilac|mauve
brown|tan|beige|natural|cream|ivory|off white|white|grey|charcoal|silver|black|black and white|copper|bronze|clear
transparent|multicoloured|multi|rainbow|pastel|neutral
"""
_STYLES = """
vintage|retro|rustic|modern|contemporary|minimalist|minimal|scandinavian|scandi|nordic|bohemian|boho|industrial
farmhouse|shabby chic|cottagecore|country cottage|french country|antique style|art deco|art nouveau|mid-century
mid-century modern|victorian|edwardian|georgian|regency|baroque|gothic|steampunk|folk|folk art|nautical|coastal
tropical|floral|botanical|geometric|abstract|striped|polka dot|paisley|tartan|plaid|gingham|psychedelic|pop art
romantic|glamorous|whimsical|kawaii|japanese|wabi sabi|celtic|personalised|handcrafted look|traditional|classic
"""
_RECIPIENTS = """
mum|dad|her|him|children|babies|teenagers|couples|friends|family|grandparents|grandma|grandad|sister|brother|daughter
son|wife|husband|girlfriend|boyfriend|men|women|teachers|colleagues|pets|cats|dogs|gardeners|cooks|bakers|tea lovers
coffee lovers|crafters|cat lovers|dog lovers|bird lovers|travellers|writers|cyclists|music lovers|book lovers|readers
"""
# What people care about (search.understanding.people), and what is often on a piece.
_TAGS = """
gardening|baking|cooking|tea|coffee|crafts|sewing|knitting|cats|dogs|birds|travel|writing|cycling|music|reading
drawing|photography|wine and cocktails|games|football|flowers|seaside|yoga|hiking|fishing|running|camping|horses|space
dinosaurs|wildlife|bath time|sweets|skulls|picnics|fairy tales|hearts|stars|fruit|butterflies|bees|moon|mushrooms
circus|britain|france|london|parties|organising|home scents|keeping warm|eco-friendly|babushka dolls
"""
# What things are called, as the names of categories list them.
_THINGS = """
mug|cup|mugs and cups|glass|glassware|bottle|jug|bowl|plate|dish|tray|teapot|tea set|kettle|coaster|placemat
table linen|tablecloth|napkin|tea towel|apron|oven glove|cutlery|utensil|spoon|board|chopping board|cake stand|baking
tin|jar|storage jar|lunch box|pan|kitchen|dining|bread bin|candle|candle holder|tea light holder|lantern|lamp
lampshade|shade|lighting|fairy light|home fragrance|incense|diffuser|soap|bath bomb|bath|bathroom|balm|skincare
wellbeing|cushion|throw|blanket|quilt|rug|curtain|bedding|towel|clock|mirror|photo frame|picture frame|frame
photo album|album|vase|artificial flower|ornament|sculpture|figurine|wall art|print|poster|painting|sign|doormat
doorstop|hook|knob|handle|basket|box|storage|shelf|cabinet|furniture|chair|stool|table|laundry|hanging decoration
decoration|mobile|wreath|bunting|garland|balloon|party bag|paper tableware|christmas decoration|christmas tree
christmas card|bauble|stocking|advent|easter|halloween|valentine|planter|plant pot|seed|watering can|garden ornament
bird feeder|garden|outdoors|parasol|fan|hammock|umbrella|bag|tote bag|handbag|shopping bag|backpack|purse|wallet
wash bag|cosmetic bag|luggage|travel|jewellery|accessory|necklace|pendant|earring|bracelet|ring|brooch|anklet|charm
key ring|keyring|cufflink|watch|hair accessory|jewellery box|scarf|hat|glove|sock|shirt|t-shirt|jumper|dress|skirt
clothing|shoe|slipper|toy|soft toy|doll|traditional toy|game|puzzle|craft kit|sewing|haberdashery|sticker|stamp
stencil|ribbon|tape|fabric|yarn|pattern|card|greeting card|gift wrap|tissue|gift bag|gift box|stationery|notebook
journal|pen|pencil|calendar|bookmark|book|desk|office|shelves|tool|first aid|picnic|baby|children|pet|pet bowl|dog|cat
cycling|hot water bottle|hand warmer|card holder|letter holder|rainwear|party|seasonal|home|living
"""

BY_KIND = {
    "occasion": _OCCASIONS,
    "material": _MATERIALS,
    "color": _COLORS,
    "style": _STYLES,
    "recipient": _RECIPIENTS,
    "tag": _TAGS,
    "category": _THINGS,
}


def names(kind: str) -> list[str]:
    """Return the well-known values of a kind; of categories the things that they list."""
    return [name for line in BY_KIND[kind].strip().splitlines() for name in line.split("|")]
