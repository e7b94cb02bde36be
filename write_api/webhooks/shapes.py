"""What makers and their systems send and get at the endpoints."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from core.inventory import MOST_ROWS, Stock, StockChange
from core.listing import Line, Sku, Wire

Outcome = Literal["accepted", "duplicate", "malformed", "refused"]
EndpointKind = Literal["inventory", "orders"]


class NewEndpoint(Wire):
    """An endpoint to be."""

    name: Annotated[Line, StringConstraints(max_length=80)] = Field(
        default="", description="Which system sends there, for yourself"
    )
    kind: EndpointKind = Field(
        default="inventory", description="What it reports: stock, or what becomes of parcels"
    )


class Rotation(Wire):
    """How to replace a secret."""

    keep_old_hours: Annotated[int, Field(ge=0, le=168)] = Field(
        default=24, description="How long the secrets until now still count; 0 when one has leaked"
    )


class EndpointSecret(Wire):
    """A secret that counts now, without itself."""

    id: int
    created_at: datetime
    expires_at: datetime | None = Field(description="null for the newest")


class WebhookEndpoint(Wire):
    """Where your own system reports stock, or a carrier parcels."""

    id: str
    name: str
    kind: EndpointKind
    path: str = Field(description="Send messages to this path of this service")
    created_at: datetime
    secrets: list[EndpointSecret] = Field(description="Newest first")


class WebhookEndpoints(Wire):
    """The endpoints of a shop."""

    items: list[WebhookEndpoint]


class NewSecret(WebhookEndpoint):
    """An endpoint with its new secret, which is shown this once."""

    secret: str | None = Field(description="whsec_…; null when it has ended since this was first answered")


class Delivery(Wire):
    """What came in, and what became of it."""

    message_id: str
    received_at: datetime
    outcome: Outcome
    detail: dict[str, Any]


class Deliveries(Wire):
    """The newest deliveries to an endpoint, of the last 30 days."""

    items: list[Delivery]


class CountedStock(Wire):
    """How many pieces of a SKU were counted."""

    sku: Sku
    set: Stock

    def as_change(self) -> StockChange:
        """Return it as a row of a stock call."""
        return StockChange(sku=self.sku, set=self.set)


class StockMessage(Wire):
    """What was counted, all at one instant."""

    type: Literal["inventory.updated"]
    occurred_at: AwareDatetime = Field(description="When it was counted; older than what we know is left out")
    items: Annotated[list[CountedStock], Field(min_length=1, max_length=MOST_ROWS)]


class Address(BaseModel):
    """Which endpoint a message is for. Parameters that are not known are ignored: senders add some."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    endpoint: Annotated[str, StringConstraints(min_length=1, max_length=64)] = Field(
        description="The id of the endpoint"
    )


class Receipt(Wire):
    """That a message was taken in, now or before. What it says is counted; the delivery log names what was refused."""

    outcome: Literal["accepted", "duplicate"]
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
