"""What things to give, wear, write and play with are for, in the shape of uses_home.py."""

USES_GIFTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Necklaces": (
        ("for birthdays, parties and plain jumpers", "for dressing up an everyday outfit"),
        ("An easy jewellery gift, as there is no size to guess.", "It goes from a day at work to dinner out."),
    ),
    "Earrings": (
        ("for a little sparkle every day", "for weddings, parties and Mondays"),
        ("Light to wear and easy to give.", "They finish an outfit without any fuss."),
    ),
    "Bracelets": (
        ("for stacking or for wearing alone", "for a wrist that likes some colour"),
        ("A friendly gift for a sister or a best friend.", "It catches the eye without shouting."),
    ),
    "Rings & Brooches": (
        ("for lapels, fingers and good moods", "for brightening a coat or a cardigan"),
        ("A small piece of jewellery with plenty of charm.", "Nice to find in a stocking or a birthday card."),
    ),
    "Hair Accessories": (
        ("for parties, plaits and bad hair days", "for girls and grown-ups who like pretty things"),
        ("A quick way to feel dressed up.", "It tucks into a card as a little extra."),
    ),
    "Key Rings & Charms": (
        ("for keys, bags and phones", "for finding your keys at last"),
        ("A pocket-sized present that gets used every day.", "It cheers up a plain bag or a bunch of keys."),
    ),
    "Jewellery Boxes": (
        ("for rings, earrings and small keepsakes", "for a dressing table that is always tidy"),
        ("Somewhere safe for precious little things.", "Put a piece of jewellery inside and give both."),
    ),
    "Handbags": (
        ("for weekends, weddings and window shopping", "for carrying the essentials in style"),
        ("A present with room for a surprise inside.", "It lifts a plain coat at once."),
    ),
    "Purses & Wallets": (
        ("for coins, cards and train tickets", "for handbags in need of order"),
        ("Tuck a coin inside for luck when you give it.", "Small, useful and easy to post."),
    ),
    "Wash & Cosmetic Bags": (
        ("for make-up, travel and overnight stays", "for a tidy bathroom shelf"),
        ("Fill it with soap and lip balm for a ready-made gift.", "It makes packing a little more fun."),
    ),
    "Shopping & Tote Bags": (
        ("for groceries, books and beach towels", "for market days and big laundry loads"),
        ("Fold it up and keep it in a pocket or the car.", "It saves a plastic bag every time."),
    ),
    "Backpacks": (
        ("for school days and small adventures", "for children who carry their own treasures"),
        ("It has room for a snack, a toy and a jumper.", "Just the size for a day out."),
    ),
    "Travel": (
        ("for holidays, weekends and daydreams", "for people with a suitcase always half packed"),
        ("Spot your luggage first on the carousel.", "A cheerful gift for a traveller."),
    ),
    "Greeting Cards": (
        ("for saying it on paper", "for birthdays, thank-yous and no reason at all"),
        ("There is room inside for your own words.", "Keep a few in a drawer, for days that creep up."),
    ),
    "Christmas Cards": (
        ("for sending Christmas wishes by post", "for friends and family at Christmas"),
        ("A card through the door still makes people smile.", "Nice enough to string up over the fireplace."),
    ),
    "Gift Wrap & Tissue": (
        ("for presents that look as good as what is inside", "for wrapping birthday and Christmas gifts"),
        ("Finish it with a ribbon and a handwritten tag.", "Good for covering books and lining drawers, too."),
    ),
    "Gift Bags & Boxes": (
        ("for presents of an awkward shape", "for gifts that need no more wrapping"),
        ("Quick to fill, and kind to people who cannot wrap.", "It is pretty enough to be used again."),
    ),
    "Ribbons & Tape": (
        ("for wrapping, sewing and crafts", "for finishing a parcel nicely"),
        ("A small detail that makes a present look special.", "Crafters will find a hundred uses for it."),
    ),
    "Bunting & Garlands": (
        ("for parties, street fairs and children's rooms", "for hanging out on a happy day"),
        ("It turns any garden into a party.", "Put it up for a birthday, and leave it up all year."),
    ),
    "Balloons & Party Bags": (
        ("for birthday parties and small guests", "for a party table full of fun"),
        ("It helps the party along before the cake arrives.", "Guests of every age will enjoy it."),
    ),
    "Paper Tableware": (
        ("for picnics, parties and afternoon tea", "for a pretty table without the washing up"),
        ("Match it with bunting and balloons.", "Good to have in a drawer when guests turn up."),
    ),
    "Christmas Decorations": (
        ("for the tree and the mantelpiece", "for dressing the house at Christmas"),
        ("Unpack it each December like an old friend.", "A nice little extra to tie to a present."),
    ),
    "Christmas Trees & Wreaths": (
        ("for doors, tables and mantelpieces", "for a festive welcome"),
        ("It sets the scene before the presents arrive.", "It comes out every winter and never drops needles."),
    ),
    "Advent & Stockings": (
        ("for counting the days to Christmas", "for excited children and patient parents"),
        ("Fill it with small surprises.", "It soon becomes a family tradition."),
    ),
    "Easter": (
        ("for Easter tables and egg hunts", "for spring windowsills and Easter branches"),
        ("A sweet alternative to yet more chocolate.", "It brings spring indoors."),
    ),
    "Halloween & Valentine's": (
        ("for dressing up the table on the day", "for a seasonal surprise"),
        ("A small gesture that gets noticed.", "It sets the mood without any effort."),
    ),
    "Notebooks & Journals": (
        ("for lists, plans and half-written novels", "for sketches, diaries and good ideas"),
        ("A gift for anyone who still writes by hand.", "It slips into a bag, ready for a train journey."),
    ),
    "Pens & Pencils": (
        ("for pencil cases, doodles and homework", "for colouring in on rainy days"),
        ("A bright little extra for a party bag or a stocking.", "It makes writing a list more cheerful."),
    ),
    "Desk & Office": (
        ("for a desk with a bit of personality", "for letters, notes and home offices"),
        ("Work feels lighter with something pretty at hand.", "A modest, useful present for a colleague."),
    ),
    "Stickers, Stamps & Stencils": (
        ("for scrapbooks, cards and rainy afternoons", "for children and crafters"),
        ("It decorates letters, jars and school books.", "Craft fun without the mess."),
    ),
    "Sewing & Haberdashery": (
        ("for mending, making and missing buttons", "for people who are happy with a needle"),
        ("Every home needs one, and few have a pretty one.", "A good present for somebody who loves sewing."),
    ),
    "Craft Kits": (
        ("for making something with your own hands", "for creative children and patient grown-ups"),
        ("An afternoon of craft, and something to keep after.", "Good for beginners and for busy fingers."),
    ),
    "Soft Toys & Dolls": (
        ("for cuddles, cots and tea parties", "for children who need a new best friend"),
        ("It is ready for adventures and for bedtime.", "A sweet present for a christening or a birthday."),
    ),
    "Games & Puzzles": (
        ("for rainy days and family evenings", "for playing together round the table"),
        ("No batteries and no screen.", "Pack it for a holiday or a long train ride."),
    ),
    "Traditional Toys": (
        ("for playing the way grandparents did", "for pockets, party bags and playgrounds"),
        ("Simple fun that does not need a screen.", "It fills a stocking, a pocket or a long afternoon."),
    ),
    "Children's Room": (
        ("for bedrooms, nurseries and pocket money", "for children who like a room of their own"),
        ("It makes a child's room feel special.", "A christening or birthday gift that gets kept."),
    ),
    "Children's Tableware & Gifts": (
        ("for small people at big tables", "for new babies and fussy eaters"),
        ("Dinner goes down better with a friendly face.", "A practical gift for young families."),
    ),
}  # fmt: skip
