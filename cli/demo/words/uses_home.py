"""What things for the house are for: endings of a first sentence, and sentences that stand alone, by category leaf."""

USES_HOME: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Mugs & Cups": (
        ("for slow mornings and a proper cup of tea", "for the first coffee of the day", "for cocoa on the sofa"),
        ("It is as happy on a desk as on a breakfast tray.", "Good company for a teapot and a plate of biscuits."),
    ),
    "Teapots & Tea Sets": (
        ("for afternoon tea and long conversations", "for a tea table that guests remember"),
        ("Put the kettle on and invite a friend.", "It brings a little ceremony to an ordinary tea break."),
    ),
    "Aprons & Oven Gloves": (
        ("for baking days and busy kitchens", "for keen cooks and weekend bakers"),
        ("It hangs prettily on the back of the kitchen door.", "Practical in a messy kitchen, and nice to look at."),
    ),
    "Cake Stands & Serving": (
        ("for birthday teas and Sunday bakes", "for serving something good to people you like"),
        ("It makes a shop-bought cake look home-made.", "At home on a party table or a kitchen counter."),
    ),
    "Baking": (
        ("for home bakers with flour on their sleeves", "for cupcakes, biscuits and rainy afternoons"),
        ("A small treat for anyone who loves to bake.", "It makes baking with children more fun."),
    ),
    "Cutlery & Utensils": (
        ("for everyday meals and small celebrations", "for a kitchen drawer with some character"),
        ("The sort of thing a cook reaches for every day.", "Handy at the stove and good-looking on the table."),
    ),
    "Pans & Chopping Boards": (
        ("for cooks who like a cheerful kitchen", "for weekday suppers and lazy breakfasts"),
        ("It earns its place on the stove or the worktop.", "A practical present for somebody's first kitchen."),
    ),
    "Lunch Boxes & Picnic": (
        ("for packed lunches and days out", "for picnics in the park and school lunches"),
        ("Pack a sandwich, a flask and a blanket.", "It brightens a lunch break at school or at work."),
    ),
    "Tins & Storage Jars": (
        ("for biscuits, buttons and small secrets", "for a tidy and good-looking pantry"),
        ("Fill it with something home-made and give it away.", "It keeps a shelf neat and the kitchen cheerful."),
    ),
    "Table Linen & Placemats": (
        ("for a table laid with care", "for family dinners and tea with friends"),
        ("A small touch that makes a meal feel like an occasion.", "It protects the table and dresses it too."),
    ),
    "Plates & Bowls": (
        ("for breakfasts, puddings and snacks", "for a table with a bit of colour"),
        ("Mix it with the plates you already have.", "Useful every day, and pretty enough for guests."),
    ),
    "Glassware & Bottles": (
        ("for drinks with friends and pretty shelves", "for toasts, cordials and a sunny windowsill"),
        ("It catches the light beautifully on a shelf.", "Fill it with a drink, or with a single stem."),
    ),
    "Wall Art & Signs": (
        ("for a bare wall that wants a smile", "for kitchens, hallways and home offices"),
        ("Hang it where visitors will see it.", "An easy way to give a room some personality."),
    ),
    "Clocks": (
        ("for a kitchen wall or a bedside table", "for rooms that run on tea and good timing"),
        ("It tells the time and dresses the room.", "A useful housewarming present."),
    ),
    "Mirrors": (
        ("for hallways, handbags and dressing tables", "for a little more light in a small room"),
        ("It makes a small space feel brighter.", "Pretty enough to leave out on show."),
    ),
    "Cushions & Throws": (
        ("for sofas, reading corners and window seats", "for a room that could be cosier"),
        ("Add it to an armchair and settle in with a book.", "A quick way to give a living room a new look."),
    ),
    "Photo Frames & Albums": (
        ("for family pictures and favourite memories", "for photographs that deserve better than a phone"),
        ("A thoughtful way to give someone a memory.", "It looks well on a mantelpiece or a bookshelf."),
    ),
    "Doormats & Doorstops": (
        ("for a warm welcome at the door", "for muddy boots and happy homecomings"),
        ("A friendly first impression for every visitor.", "A practical gift for people in a new home."),
    ),
    "Hooks & Knobs": (
        ("for coats, keys and things that wander", "for giving old furniture a new life"),
        ("A small change that makes a hallway tidier.", "An easy weekend project with a pretty result."),
    ),
    "Artificial Flowers & Vases": (
        ("for a vase that never needs watering", "for flower lovers without green fingers"),
        ("It brings the garden indoors all year round.", "Arrange a few together for a generous bunch."),
    ),
    "Curtains & Mobiles": (
        ("for doorways, windows and children's rooms", "for a breeze and a bit of movement"),
        ("It turns gently whenever a door opens.", "It softens a doorway and catches the light."),
    ),
    "Card & Letter Holders": (
        ("for letters, lists and Christmas cards", "for a tidier desk or hall table"),
        ("Post finally has a place to live.", "It shows off the cards that friends send."),
    ),
    "Laundry & Cleaning": (
        ("for making housework a little brighter", "for wash days and tidy cupboards"),
        ("Chores are nicer with something pretty to hand.", "Useful in the utility room, and kind to look at."),
    ),
    "Hanging Decorations": (
        ("for windows, door handles and bare branches", "for a pretty corner of the house"),
        ("Hang it up on its own or in a group.", "A little something to tie to a present, too."),
    ),
    "Ornaments": (
        ("for shelves, mantelpieces and windowsills", "for anyone who collects small lovely things"),
        ("It adds a bit of character to a quiet shelf.", "A small gift that is easy to find a place for."),
    ),
    "Curiosities": (
        ("for people who already have everything", "for the pleasure of something a little different"),
        ("An unusual find, and an easy small present.", "Just the thing for a curious friend."),
    ),
    "Candles": (
        ("for long baths and quiet evenings", "for a table set for friends", "for a warm glow after dark"),
        ("Light it, put your feet up and breathe out.", "A safe present for almost anybody."),
    ),
    "Tea Light Holders": (
        ("for a soft glow at supper", "for candlelit tables and summer evenings"),
        ("Put a tea light inside and watch the shadows dance.", "Lovely along a windowsill or down a table."),
    ),
    "Candle Holders & Lanterns": (
        ("for candlelight indoors and out", "for a dinner table with some atmosphere"),
        ("It flatters even the plainest candle.", "Group a few together for a generous glow."),
    ),
    "Fairy Lights": (
        ("for twinkling bedrooms and party gardens", "for a little sparkle around a mirror or a mantel"),
        ("Drape it anywhere that needs cheering up.", "Not only for Christmas."),
    ),
    "Lamps & Shades": (
        ("for reading corners and gentle evenings", "for a softer light at home"),
        ("It changes the mood of a room at once.", "Good beside a bed, or next to a favourite chair."),
    ),
    "Home Fragrance": (
        ("for a home that smells as good as it looks", "for calm evenings and yoga mats"),
        ("A gentle scent for a drawer, a bedroom or a bath.", "Relaxing after a long day."),
    ),
    "Bathroom": (
        ("for bath time and bathroom shelves", "for a bathroom with a sense of humour"),
        ("It makes an everyday routine feel like a treat.", "Nice for guests, and nicer to keep."),
    ),
    "First Aid & Balms": (
        ("for grazed knees and handbags", "for the kitchen drawer, just in case"),
        ("Small enough to live in a bag.", "Brave faces are easier with something pretty."),
    ),
    "Hot Water Bottles & Hand Warmers": (
        ("for cold feet and chilly evenings", "for winter walks and cosy nights in"),
        ("A warm hug for somebody who feels the cold.", "It is what the sofa wants in January."),
    ),
    "Boxes & Baskets": (
        ("for keeping treasures and tidying shelves", "for the things that never had a home"),
        ("Storage that is nice enough to leave out.", "It helps a busy room to look calm."),
    ),
    "Cabinets & Shelves": (
        ("for a hallway, a bathroom or a bedroom", "for showing off small collections"),
        ("Furniture with a bit of a story about it.", "It gives a plain wall a purpose."),
    ),
    "Chairs & Stools": (
        ("for a spare corner or an extra guest", "for kitchens, porches and reading nooks"),
        ("Pull it up to the table, or let it stand alone.", "A seat with some character."),
    ),
    "Planters & Seeds": (
        ("for balconies, windowsills and kitchen gardens", "for gardeners with or without a garden"),
        ("A happy present for anyone who likes to grow things.", "It makes herbs and flowers feel at home."),
    ),
    "Watering Cans & Tools": (
        ("for pottering about in the garden", "for gardeners, large and small"),
        ("It makes weeding almost a pleasure.", "Good for garden lovers who have the basics already."),
    ),
    "Birds & Garden Ornaments": (
        ("for flower beds, patios and bird watchers", "for a garden with a bit of charm"),
        ("It gives the garden something to smile about.", "A gift for people who love birds and borders."),
    ),
    "Umbrellas & Rainwear": (
        ("for puddles, drizzle and grey Mondays", "for keeping dry in good spirits"),
        ("It makes a rainy day look better.", "Leave it by the door and hope for showers."),
    ),
    "Parasols, Fans & Hammocks": (
        ("for lazy summer afternoons", "for hot days, garden parties and festivals"),
        ("Add a book and a cold drink.", "It brings a touch of holiday to a back garden."),
    ),
    "Cycling": (
        ("for cyclists of every sort", "for Sunday rides and the way to work"),
        ("A neat small present for someone on two wheels.", "Handy to have in a saddle bag."),
    ),
    "Bowls & Pet Things": (
        ("for pampered cats and dogs", "for the best-loved member of the family"),
        ("A treat for animal lovers and their animals.", "Dinner time, with some style."),
    ),
}  # fmt: skip
