"""Categories by any words of the title: the first rule that it meets names the path. Narrow rules come first."""

from cli.demo.words.departments import (
    BAGS,
    BATH,
    CRAFT,
    GARDEN,
    GIFT,
    HOME,
    JEWELLERY,
    KIDS,
    KITCHEN,
    LIGHT,
    PAPER,
    PARTY,
    PETS,
    SEASONAL,
    STORE,
    TOYS,
)

# (path, regular expression on the lower-case title; \b is put around the whole)
RULES: tuple[tuple[str, str], ...] = (
    (f"{GIFT} > Christmas Cards", r"(christmas|xmas|robin|santa|nativity|12 days|reindeer|snowman).*\bcards?|set of 10 "
                                  r"(mini |christmas )?(cards?|mini).*|set of 6 cards|set of 10 mini.*|pack of 12 christmas fun cards"),
    (f"{TOYS} > Games & Puzzles", r"playing cards|snap cards|card game|jigsaw.*|ludo|dominoes|bingo set|.*\bgame|snakes & ladders"
                                  r"|naughts & crosses|heads and tails.*|skittles|puzzles|rattle snake eggs"),
    (f"{GIFT} > Greeting Cards", r"greeting cards?|birthday card|blank card|message cards|card|folk art cards|notelets.*|3d kit cards"),
    (f"{CRAFT} > Sewing & Haberdashery", r"sewing|pin cushion|measuring tape|tape measure|needle set|button box|shirt repair"
                                         r"|iron on|patches|dolly pegs|sew on"),
    (f"{CRAFT} > Craft Kits", r"knitting|feltcraft (?!cushion|hairband|shoulder|.*doll|princess).*|craft (?!sticker)|handbag kit|card kit|make your own"
                              r"|paper craft|paint your own|felt craft|magic tree|wool growing|scrap book"),
    (f"{CRAFT} > Stickers, Stamps & Stencils", r"stickers?|sticker sheet|stamp set|stencil|tattoos|(romantic|blossom|curious) images$"),
    (f"{GIFT} > Ribbons & Tape", r"ribbons?|ribbon reel|gift tape|retrospot tape|cats tape|skulls tape|(wrapping|cover|design) tapes?|raffia ribbons"),
    (f"{GIFT} > Gift Bags & Boxes", r"gift bags?|gift boxes|paper bag|gift tags|gift sack|nesting boxes|paper boxes|bottle dressing|love bucket|pannetone"),
    (f"{GIFT} > Gift Wrap & Tissue", r"gift wraps?|roll wrap|wrapping paper|tissues|tissue ream|wrap"),
    (f"{PARTY} > Bunting & Garlands", r"bunting|pennant|paper chain.*|honeycomb.*|garland (?!.*(easter|christmas|bunny|light))(?!.*zinc)"),
    (f"{SEASONAL} > Easter", r"easter.*|bunny egg|egg hunt.*|hen on nest|hen & chicks.*|chicks?(?! grey).*|hanging egg|butterfly egg|flower egg"
                             r"|hen house.*|paper eggs?|egg house|bunny|bunnies in.*|mini rabbit|egg box|hanging eggs.*|hen & ?chicks|rabbit ladder|"
                             r"hens & flower|rabbits flower.*|sticky bunnies|spring flower decoration|picture book eggs|wobbly|metal (rabbit|chicken).*"),
    (f"{SEASONAL} > Advent & Stockings", r"advent.*|stockings?"),
    (f"{SEASONAL} > Christmas Trees & Wreaths", r"christmas tree (\d+cm|string)|goose feather|christmas tree$|wreath|tree \d+cm|laurel.*"
                                                r"|bauble stand|mistletoe"),
    (f"{LIGHT} > Fairy Lights", r"fairy light|light chain|light garland|string of (10|20).*|party lights|(?<!tea )lights(?! candle)|dolly lights"
                                r"|\d+ lights|art lights|light decoration|garland string|led tea lights"),
    (f"{LIGHT} > Tea Light Holders", r"tea light (holders?|setting|set|glass)|votive holder|hanging tea light|tea light$|glass tea light.*"),
    (f"{SEASONAL} > Christmas Decorations", r"christmas (?!.*(mug|candles?|tea lights|napkins|doilies|cake|bag|tin|tablecloth|trinket|doormat))"
                                            r".*|tree decoration|baubles?$|baubles in bag|snowflake|tinsel|jingle|icicle|sleigh.*|"
                                            r"reindeer heart.*|jewel angel|angel decoration|cherub.*|nativity|napkin charms christmas|"
                                            r"crackers?|acrylic (hanging )?jewel|toilet roll|noel.*|santa.*|holly bells?|star.*zinc"),
    (f"{SEASONAL} > Halloween & Valentine's", r"halloween.*|valentine.*|pumpkin|witch"),
    (f"{PETS} > Bowls & Pet Things", r"(dog|cat) (bowl|food.*)|dog bowl.*|cat bowl|pet .*"),
    (f"{KITCHEN} > Mugs & Cups", r"mugs?|beakers?|cup|tea ?cup.*|cup & saucer|cup and saucer|mug cosy|mug warmer.*|egg ?cup x"),
    (f"{KITCHEN} > Teapots & Tea Sets", r"teapot.*|tea set|tea cosy|tea for one.*|coffee set|tea strainer|regency (?!.*(mirror|cakestand|cake stand|plate|tins|fork|slice|cup)).*"
                                        r"|tea caddy|coffee caddy|tea, coffee.*|(milk|cordial|flower|measuring|melamine|trim|enamel) jug"
                                        r"|(tea|coffee) container|tea bag plate|sugar dispenser|toast rack|butter dish|beurre dish|tea, coffee, sugar"),
    (f"{KITCHEN} > Aprons & Oven Gloves", r"aprons?|oven gloves?|oven mitt|oven glove.*|washing up gloves.*|tea towels?.*"),
    (f"{KITCHEN} > Cake Stands & Serving", r"cake ?stand.*|cake plate|cake cover.*|cake carrier|platter|pedestal bowl|cheese dish|fruit bowl|cake slice"
                                           r"|basket cake|food cover.*|charger.*|sundae dish|pizza dish|bell jar|cloche.*|snack tray|dinner tray|breakfast tray|trays?|le grand.*|petit tray.*|breakfast basket"),
    (f"{KITCHEN} > Baking", r"baking.*|cake cases|petit four cases|cookie cutters?.*|biscuit cutters.*|cup cake cases|cake frill|mixing bowls|"
                            r"rolling pin.*|pastry brush|jelly moulds|lolly (makers|moulds)|cupcake lace.*|measuring spoons|cake decorations|jam making.*|apple corer|mini ladle.*|kitchen scales|toast its.*"),
    (f"{PARTY} > Paper Tableware", r"napkins|doilies|paper (cups|plates)|straws|cutlery set disposable|plate set disposable|table lantern.*|party cones?|cocktail (swords|parasols).*|party charms.*"),
    (f"{KITCHEN} > Cutlery & Utensils", r"cutlery(?! (box|shelf|cupboard))|chopsticks|spoons?|cake fork|tongs|spatula|whisk|teaspoons|utensil.*|wooden spoons|squeezer|bottle opener|popcorn holder|"
                                        r"kitchen thermometer|ladle.*|scissors.*|pantry hook.*"),
    (f"{KITCHEN} > Pans & Chopping Boards", r"frying pan|egg pan|milk pan|pan|chopping board|colander.*|enamel (wash|pot|bread|water).*|grinder.*|fly swat"),
    (f"{KITCHEN} > Lunch Boxes & Picnic", r"lunch box.*|lunch bag|picnic.*|snack boxes.*|food container.*|container set.*|flask|sandwich"),
    (f"{KITCHEN} > Tins & Storage Jars", r"(cake|biscuit|storage|spice|herb|stacking|biscuits|table|figures|knack|sugar|treasure|round|keepsake|tea|aid|of 2) tins?.*|tins? .*|storage jar.*|"
                                         r"(cookie|bon|jam|glass|measuring) jar.*|jam pot.*|bread bin|biscuit bin|biscuit barrel|canister|bottles? in crate|milk bottle.*|jam jar.*|first aid tin|easter tin|"
                                         r"plasters in.*|sugar jam bowl|glass jar.*|wire egg basket|egg (holder|basket)"),
    (f"{KITCHEN} > Table Linen & Placemats", r"placemats?.*|coasters?.*|napkin (rings?|charms?|box).*|table ?cloth|table run.*|place settings?.*|peg place.*|knives.*|egg (cosy|warmer).*|egg warmer.*|peg bag"),
    (f"{KITCHEN} > Plates & Bowls", r"plates?(?!.*candle)|bowls?|dish(?!.*soap)|egg cup|finger bowl|condiment.*|microwave.*|charger|pudding bowl|enamel plate"),
    (f"{KITCHEN} > Glassware & Bottles", r"(wine|champagne|aperitif|milkshake|tumbler|moroccan tea|tea) glass.*|goblet|tumbler.*|chalice.*|apothecary.*|glass jug|decanter|elixir|mini bottles?"),
    (f"{LIGHT} > Candles", r"(?<!for )candles?(?! ?(holders?|plate|stand|stick|bowl|spike|base|pot(?!.*candle)))|tea lights|taper.*|candle pot.*|candles.*"),
    (f"{LIGHT} > Candle Holders & Lanterns", r"candle ?(holders?|plate|stand|stick|bowl|spike|pot)|candlesticks?.*|candelabra.*|lanterns?.*|hurricane.*|wire for candle|(frosted|metal|white) base.*|base for candles|chandelier.*|bulb.*|matches"),
    (f"{LIGHT} > Lamps & Shades", r"lamps?.*|lamp ?shade.*|shade|night light|bedside light|table light|portable table.*|torch|triobase.*|lightbulb.*|silicon.*|disco ball.*"),
    (f"{LIGHT} > Home Fragrance", r"incense.*|oil burner|fragrance.*|potpourri.*|scent(ed)? .*(heart|flower|fabric).*|lavender scented.*|scented.*(heart|flower)|citronella"),
    (f"{JEWELLERY} > Hair Accessories", r"hair ?(clips?|slides?|comb|band|bands|tie|grip).*|hairbands?.*|butterfly clips|tiaras|flower cluster slide"),
    (f"{JEWELLERY} > Necklaces", r"necklace.*|choker|lariat.*|pendant.*|diamante chain|leis"),
    (f"{JEWELLERY} > Earrings", r"earrings?.*"),
    (f"{JEWELLERY} > Bracelets", r"bracelets?.*|bangle"),
    (f"{JEWELLERY} > Key Rings & Charms", r"key ?rings?.*|keyrings?.*|phone charm|bag charms?|charm|key fob.*|key chains?|bling.*"),
    (f"{JEWELLERY} > Rings & Brooches", r"brooch.*|(crystal|boudicca|rosebud|expandable|flower|gum|bubblegum|diamante) ring.*|jewellery set|badges.*"),
    (f"{JEWELLERY} > Jewellery Boxes", r"jewellery (box|stand|drawer).*|jewel (box|stand)|trinket.*|keepsake box|jewelled box"),
    (f"{BAGS} > Wash & Cosmetic Bags", r"wash ?bag|cosmetics? bag.*|drawstring bag|lip gloss|compact mirror"),
    (f"{BAGS} > Purses & Wallets", r"purses?.*|wallet.*|ring purse|glasses case"),
    (f"{BAGS} > Travel", r"passport cover|luggage tags?|cabin bag|airline bag|weekend bag|overnight bag|mini cases|travel (?!sewing|alarm).*|folding fan"),
    (f"{BAGS} > Backpacks", r"(?<!teatime funky flower )backpack.*|bum bag|kids' bag"),
    (f"{BAGS} > Handbags", r"handbag.*|hand bag|shoulder bag|evening bag|charlotte bag|pocket bag|feltcraft shoulder.*"),
    (f"{BAGS} > Shopping & Tote Bags", r"(jumbo|shopping|shopper|tote|storage|recycling|beach|bottle|candy|vintage|retro|flower|check) bag.*|shopper.*|bag w.*|big flower bag"),
    (f"{PARTY} > Balloons & Party Bags", r"balloons?.*|party bags?.*|party invites|confetti.*|cordon.*|rosette|sunglasses|party.*|water bomb.*|piñata|feather boa|grass skirt|sombrero"),
    (f"{PAPER} > Pens & Pencils", r"pens?(?! case)|pencils?.*|crayons.*|highlighter.*|rubbers?|erasers?|sharpeners?.*|chalk sticks|rulers?|chalk|calculator.*|pen case.*"),
    (f"{PAPER} > Notebooks & Journals", r"notebooks?.*|journal|sketchbook|pocket book|address book|exercise books|note books|shopping list|notepad|jotter"),
    (f"{PAPER} > Desk & Office", r"stationery.*|writing set|paperweight|hole punch|tape dispenser|letter (rack|tray|holder).*|office.*|book mark.*|magnets?.*|memo (board|holder).*|calendar.*|push down.*|scrap book.*|"
                                 r"envelopes?.*|photo clip.*|clips|postcards?.*|tape|memo.*|tidy"),
    (f"{HOME} > Photo Frames & Albums", r"photo ?frames?.*|picture frames?|photo albums?|(record|cover|portrait|hanging|landmark|white|antique|print) frames?.*|frames?|album|photo cube|3 frame.*"),
    (f"{KIDS} > Children's Room", r"door hanger|height chart.*|nursery.*|door sign|money (box|bank)|piggy bank|building block word|block letters|wood letters|my room.*|personal.*|toy tidy|school desk.*|mobile"),
    (f"{HOME} > Wall Art & Signs", r"metal sign.*|wall art.*|signs?(?! calendar)|plaque|wall decoration|canvas (art|screen)|prints?$|kitchen print.*|number tile.*|chalkboard.*|blackboard|black ?board|creature screen|"
                                   r"canvas.*|flying ducks|wall hanging.*|enamel sign|slate tile.*|screen|print shells|vintage shells print|postcard spring"),
    (f"{HOME} > Clocks", r"clocks?.*"),
    (f"{HOME} > Mirrors", r"mirrors?.*"),
    (f"{HOME} > Cushions & Throws", r"cushions?.*|cushion covers?|throw|quilt|pouffe.*|filler pad.*|seat cushion|c/cover"),
    (f"{HOME} > Doormats & Doorstops", r"doormat.*|doorstop.*|acapulco mat|mat"),
    (f"{HOME} > Hooks & Knobs", r"hooks?.*|drawer knob.*|knob|coat racks?.*|hangers?.*|coat hanger.*|key (cabinet|holder).*|suction.*|door ?bell|holder.*hook"),
    (f"{HOME} > Artificial Flowers & Vases", r"artificial flower|art flower|posy vase|vase.*|felt flowers|paper flowers"),
    (f"{HOME} > Curtains & Mobiles", r"curtain.*|mobile|string curtain.*|wind ?chime.*|chime.*|partition panel.*"),
    (f"{GARDEN} > Watering Cans & Tools", r"watering can.*|garden (tools|spade|fork|rake|trowel|brush|gloves|secateurs|set).*|kneeling (pad|mat)|spirit level|screwdriver|tool set|wheelbarrow.*|secateurs|twine|"
                                          r"cast iron.*|meter|spade"),
    (f"{GARDEN} > Planters & Seeds", r"planters?.*|plant (pot|cage|ladder|holder).*|flower ?pots?.*|herb (marker|garden).*|garden marker|seed.*|grow .*|pots|potting shed.*|planter pots|plant.*"),
    (f"{GARDEN} > Birds & Garden Ornaments", r"bird (house|box|feeder|table).*|birdhouse.*|gnome.*|windmill.*|garden (decorations?|thermometer|path).*|thermometer|windsock|dovecote.*|decorative garden.*|fire bucket.*|"
                                             r"pole support|birdcage.*|lantern cream.*"),
    (f"{GARDEN} > Umbrellas & Rainwear", r"umbrellas?.*|rain (hat|poncho|mac).*|rain.*"),
    (f"{GARDEN} > Parasols, Fans & Hammocks", r"parasols?.*|hammock|fan|chair|folding chair|love seat.*|windbreak|deck ?chair|flags?.*|beach.*|bucket"),
    (f"{GARDEN} > Cycling", r"bicycle.*"),
    (f"{BATH} > Hot Water Bottles & Hand Warmers", r"hot water bottle|hottie.*|(hand|pocket) warmer.*|slippers?.*|slipper sock.*|ear muff.*|scarf"),
    (f"{BATH} > Bathroom", r"bathroom.*|soap.*|flannel.*|towels?.*|bath sponge|shower cap|sponge|toilette.*|bath.*|tissue box|essential.*|wash.*|bullet bin|toilet.*"),
    (f"{STORE} > Boxes & Baskets", r"(storage|book|cutlery|keepsake|shine|treasure|recipe|oval|round|trinket|metal|baroque black|heart|black|pill|pop) box(es)?.*|baskets?.*|treasure chests?|crates?|storage cubes|book box.*|"
                                   r"stationery box.*|hamper|waste(paper)? bin.*|waste bin|magazine rack.*|wall (tidy|organiser).*|organiser.*|treasure box.*|newspaper stand|drawer liners|shoe tidy|netting storage.*|box.*"),
    (f"{STORE} > Cabinets & Shelves", r"cabinets?.*|drawers?.*|shelf.*|shelves|shelving.*|cupboard.*|sideboard.*|chest .*|stools?.*|tables?(?! cloth)|ladder|umbrella stand|garden shelf|desk.*|hooks"),
    (f"{TOYS} > Soft Toys & Dolls", r"soft .*toy|dolls?.*|teddy.*|monkey doll|soft car toy|sock puppet|monster|mouse.*|pony|toy.*|bear|scottie dog.*|dog toy.*|knitted (hen|rabbit).*|geisha girl|candy spot (bunny|rabbit)|.*spot rabbit|fabric pony|gingham cat.*|felt (animal|farm).*|ninja.*"),
    (f"{TOYS} > Traditional Toys", r"spinning tops|rocking horse.*|skipping rope|marbles|harmonica.*|alphabet blocks|jigsaw blocks|catch cup.*|pick up sticks.*|flying disc|drawing slate|kids.*|playhouse.*|puppet|"
                                   r"helicopter|gliders.*|bubbles|inflatable.*|globe|creepy.*|(snake|dinosaur) set|piece set|space .*|modelling clay|snakes?.*|dolphins|frog|farmyard.*|sandcastle.*|speaker.*|boombox.*|radio|stress ball|slate"),
    (f"{KIDS} > Children's Tableware & Gifts", r"baby.*|children's.*|child's.*|bib|girls'.*|boys'.*|cup game"),
    (f"{HOME} > Hanging Decorations", r"hanging .*|.*\bdecorations?.*|heart.*|wicker.*|felt .*|garland.*|glitter.*|string of.*|on stick|beaded.*|bead.*|mirror string|filigree.*|butterflies"),
    (f"{HOME} > Ornaments", r"ornament.*|porcelain.*|shell.*|mushroom.*|toadstools?.*|birds?.*|metal (cat|pears).*|hand open.*|buddha.*|bowl|glass .*ball|ceramic .*|painted.*|zinc.*|dove.*|rabbit.*|pig|candle|cat|stones.*|gems.*|petals|clam.*"
                           r"|starfish.*|bottle.*|lobster.*|statue|figur.*|camphor.*|wood.*|card holder|card.*"),
)  # fmt: skip
