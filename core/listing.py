"""A listing as every wire carries it: REST, structured content, the index and the widgets."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from core.countries import Country
from core.money import Currency, MinorUnits, Money


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _without_control(text: str) -> str:
    return "".join(c for c in text if c == "\n" or c.isprintable()).strip()


Line = Annotated[str, AfterValidator(_without_control), AfterValidator(_one_line)]
Title = Annotated[Line, StringConstraints(min_length=3, max_length=140, strip_whitespace=True)]
Text = Annotated[str, AfterValidator(_without_control), StringConstraints(max_length=5000)]
Word = Annotated[Line, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
Words = Annotated[list[Word], Field(max_length=20)]
Sku = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/ -]*$")
]
OptionName = Annotated[Line, StringConstraints(min_length=1, max_length=30)]
OptionValue = Annotated[Line, StringConstraints(min_length=1, max_length=60)]
Options = Annotated[dict[OptionName, OptionValue], Field(min_length=1, max_length=3)]
Category = Annotated[Line, StringConstraints(min_length=2, max_length=120, strip_whitespace=True)]
ProfileId = Annotated[str, StringConstraints(pattern=r"^spr_[0-9a-z]{26}$")]
ListingState = Literal["draft", "active", "paused", "sold_out", "deleted"]
MOST_VARIANTS = 100


class Wire(BaseModel):
    """A shape on the wire: frozen, and nothing in it that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Image(Wire):
    """A picture of a listing; `alt` says what it shows to those who cannot see it."""

    url: Annotated[str, StringConstraints(max_length=2000, pattern=r"^(https?://|/)\S+$")]
    alt: Annotated[Line, StringConstraints(max_length=300)] = ""


class ShopRef(Wire):
    """The shop as a listing names it."""

    id: str
    name: str
    city: str = ""
    country: str = ""


class Personalization(Wire):
    """What the maker will put on the piece for a buyer."""

    allowed: bool = False
    required: bool = False
    max_length: Annotated[int, Field(ge=0, le=1000)] = 0
    instructions: Annotated[str, StringConstraints(max_length=500)] = ""


class Variant(Wire):
    """One way to buy a listing, as shoppers see it."""

    id: str
    sku: str
    options: Options = Field(description="What tells it from the others, such as its size")
    price: Money
    in_stock: bool


class ListingSummary(Wire):
    """A listing as a search result shows it."""

    id: str
    sku: str
    title: str
    price: Money
    price_varies: bool = Field(
        default=False, description="`price` is that of the cheapest variant in stock; others cost more"
    )
    category: str
    shop: ShopRef
    image: Image
    in_stock: bool
    made_to_order: bool = False
    lead_days: Annotated[int, Field(ge=0)] = 0
    rating: Annotated[float, Field(ge=0, le=5)] | None = None
    url: str


class Listing(ListingSummary):
    """A listing with everything a shopper may ask about it."""

    description: str = ""
    materials: list[str] = []
    colors: list[str] = []
    style: list[str] = []
    occasions: list[str] = []
    recipients: list[str] = []
    tags: list[str] = []
    images: list[Image] = []
    personalization: Personalization = Personalization()
    ships_to: list[str] = []
    variants: list[Variant] = Field(
        default=[],
        description="A listing with variants is bought as one of them; ask which when it is not said",
    )


class Understood(Wire):
    """One thing taken from the shopper's words or from an argument, so that it can be overruled."""

    kind: Literal[
        "max_price",
        "min_price",
        "category",
        "material",
        "color",
        "occasion",
        "recipient",
        "in_stock",
        "currency",
        "excluded",
        "interest",
        "place",
        "personalizable",
        "deliver_by",
        "ships_to",
        "size",
        "price",
        "shop",
    ]
    label: str = Field(description="What was understood, in a shopper's words: 'up to £20.00'")
    source: Literal["query", "argument"]


class Interpretation(Wire):
    """How the request was read: what became a condition, what words were left to search for."""

    words: str = Field(description="The words that were searched for, after conditions were taken out")
    understood: list[Understood] = []
    relaxed: list[str] = Field(default=[], description="Conditions that were loosened to find anything")
    corrected: list[str] = Field(default=[], description="Spelling repairs, as 'walnutt → walnut'")
    alternatives: list[str] = Field(
        default=[], description="Other readings, as 'near Portland, Maine, US'; ask for one to get it"
    )


class PriceRange(Wire):
    """The cheapest and the dearest price among the matches, in one currency."""

    min: Money
    max: Money


class Facets(Wire):
    """How many matches there are for each value; true for the whole result, not for the page."""

    category: dict[str, int] = {}
    materials: dict[str, int] = {}
    colors: dict[str, int] = {}
    price: PriceRange | None = None


class ListingPage(Wire):
    """A page of search results."""

    items: list[ListingSummary]
    total: int = Field(ge=0, description="How many listings match, over all pages")
    facets: Facets
    interpretation: Interpretation
    next_cursor: str | None = None


class CategoryCount(Wire):
    """A category path and how many listings are on offer in it."""

    category: str
    count: int


Quantity = Annotated[int, Field(ge=0, le=1_000_000)]


class NewVariant(Wire):
    """One way to buy a new listing: a size, a glaze."""

    sku: Sku | None = Field(default=None, description="The maker's own key; made up when missing")
    options: Options = Field(
        description="The same names in all variants of a listing, and never the same twice"
    )
    price: Money | None = Field(default=None, description="Where it is not the listing's")
    quantity: Quantity = 1


class VariantChange(Wire):
    """A variant as it is to be; one that is there is named by its id or SKU, or else by its options."""

    id: Annotated[str, StringConstraints(max_length=64)] | None = None
    sku: Sku | None = Field(default=None, description="A variant that is there keeps its own")
    options: Options
    price: Money | None = Field(default=None, description="Left out: the listing's")
    quantity: Quantity | None = Field(
        default=None, description="Left out: as many as there are; 1 of a new one"
    )


class SellerVariant(Wire):
    """A variant as its maker sees it."""

    id: str
    sku: str
    options: Options
    price: Money | None = Field(description="null: the listing's")
    quantity: int
    held: int = Field(default=0, description="Of `quantity`, pieces in open checkouts")


class NewListing(Wire):
    """What a maker sends to list a piece; the shop comes from the token."""

    title: Title
    description: Text = ""
    price: Money | None = Field(default=None, description="A draft may do without")
    category: Category | None = Field(default=None, description="A draft may do without")
    quantity: Quantity = Field(default=1, description="Leave it out with variants: it is the sum of theirs")
    sku: Sku | None = Field(default=None, description="The maker's own key; made up when missing")
    variants: Annotated[list[NewVariant], Field(max_length=MOST_VARIANTS)] = []
    materials: Words = []
    colors: Words = []
    style: Words = []
    occasions: Words = []
    recipients: Words = []
    tags: Words = []
    made_to_order: bool = False
    lead_days: Annotated[int, Field(ge=0, le=365)] = 0
    personalization: Personalization = Personalization()
    images: Annotated[list[Image], Field(max_length=12)] = []
    ships_to: Annotated[list[Country], Field(max_length=250)] = []
    shipping_profile_id: ProfileId | None = Field(default=None, description="Instead of `ships_to`")
    ai_channels: bool = Field(default=True, description="Whether assistants may show this listing")
    state: Literal["draft", "active"] = "active"


class ListingChange(Wire):
    """What a maker changes: only the fields sent; `expected_version` guards against overwriting."""

    expected_version: Annotated[int, Field(ge=1)] | None = None
    title: Title | None = None
    description: Text | None = None
    price: Money | None = None
    category: Category | None = None
    quantity: Quantity | None = Field(default=None, description="Of a listing without variants")
    variants: Annotated[list[VariantChange], Field(max_length=MOST_VARIANTS)] | None = Field(
        default=None, description="All of them: what is not named here is taken off"
    )
    materials: Words | None = None
    colors: Words | None = None
    style: Words | None = None
    occasions: Words | None = None
    recipients: Words | None = None
    tags: Words | None = None
    made_to_order: bool | None = None
    lead_days: Annotated[int, Field(ge=0, le=365)] | None = None
    personalization: Personalization | None = None
    images: Annotated[list[Image], Field(max_length=12)] | None = None
    ships_to: Annotated[list[Country], Field(max_length=250)] | None = None
    shipping_profile_id: ProfileId | None = Field(default=None, description="Instead of `ships_to`")
    ai_channels: bool | None = None
    state: Literal["draft", "active", "paused"] | None = None


class SellerListing(Wire):
    """A listing as its maker sees it, with stock, state and version."""

    id: str
    sku: str
    shop: ShopRef
    title: str
    description: str
    price: Money
    category: str
    quantity: int = Field(description="Pieces on hand; with variants the sum of theirs")
    held: int = Field(default=0, description="Of `quantity`, pieces in open checkouts")
    variants: list[SellerVariant] = []
    materials: list[str]
    colors: list[str]
    style: list[str]
    occasions: list[str]
    recipients: list[str]
    tags: list[str]
    made_to_order: bool
    lead_days: int
    personalization: Personalization
    images: list[Image]
    ships_to: list[str]
    shipping_profile_id: str | None = Field(default=None, description="What `ships_to` follows, if any")
    ai_channels: bool
    state: ListingState
    version: int


class SellerListingPage(Wire):
    """A maker's own listings, newest first."""

    items: list[SellerListing]
    next_cursor: str | None = None


class ImportVariant(Wire):
    """A variant of a catalogue row; the row's price where it has none of its own."""

    sku: Sku | None = None
    options: Options
    price_minor: MinorUnits | None = None
    quantity: Quantity = 1


class ImportRow(Wire):
    """One catalogue row on its way in; `sku, title, price, currency` are enough."""

    sku: Sku
    title: Title
    price_minor: MinorUnits
    currency: Currency
    description: Text = ""
    category: Category = "Other"
    shop: Word = "My shop"
    city: Annotated[Line, StringConstraints(max_length=80)] = ""
    region: Annotated[Line, StringConstraints(max_length=80)] = ""
    country: Country | Literal[""] = ""
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lng: Annotated[float, Field(ge=-180, le=180)] | None = None
    quantity: Quantity = 1
    variants: Annotated[list[ImportVariant], Field(max_length=MOST_VARIANTS)] | None = Field(
        default=None, description="Left out: as they are"
    )
    materials: Words = []
    colors: Words = []
    occasions: Words = []
    recipients: Words = []
    tags: Words = []
    style: Words = []
    made_to_order: bool = False
    lead_days: Annotated[int, Field(ge=0, le=365)] = 0
    personalization: Personalization = Personalization()
    image_url: Annotated[str, StringConstraints(max_length=2000, pattern=r"^(https?://\S+)?$")] = ""
    ships_to: Annotated[list[Country], Field(max_length=250)] = []
