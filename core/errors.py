"""MarketError and the one table of codes. Whatever else escapes is our bug: a 500, logged once."""

from enum import StrEnum
from typing import NamedTuple


class Code(StrEnum):
    """What went wrong, as a stable word that a program may branch on."""

    INVALID_REQUEST = "invalid_request"
    INVALID_CURSOR = "invalid_cursor"
    INVALID_TOKEN = "invalid_token"  # noqa: S105 - an error code
    MISSING_TOKEN = "missing_token"  # noqa: S105 - an error code
    INVALID_SIGNATURE = "invalid_signature"
    INSUFFICIENT_SCOPE = "insufficient_scope"
    ROLE_NEEDED = "role_needed"
    NOT_A_SELLER = "not_a_seller"
    LISTING_NOT_FOUND = "listing_not_found"
    ENDPOINT_NOT_FOUND = "endpoint_not_found"
    UPLOAD_NOT_FOUND = "upload_not_found"
    SHIPPING_PROFILE_NOT_FOUND = "shipping_profile_not_found"
    CART_NOT_FOUND = "cart_not_found"
    ORDER_NOT_FOUND = "order_not_found"
    ROUTE_NOT_FOUND = "route_not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    VERSION_CONFLICT = "version_conflict"
    UPLOADS_WAITING = "uploads_waiting"
    LIMIT_REACHED = "limit_reached"
    LISTING_INCOMPLETE = "listing_incomplete"
    NAME_TAKEN = "name_taken"
    SHIPPING_PROFILE_IN_USE = "shipping_profile_in_use"
    SKU_TAKEN = "sku_taken"
    OUT_OF_STOCK = "out_of_stock"
    LINE_REFUSED = "line_refused"
    HOLD_ENDED = "hold_ended"
    ORDER_STATE = "order_state"
    MAKER_MUST_AGREE = "maker_must_agree"
    STOCK_HELD = "stock_held"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    REQUEST_IN_FLIGHT = "request_in_flight"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    BODY_TOO_LARGE = "body_too_large"
    RATE_LIMITED = "rate_limited"
    FORM_REFUSED = "form_refused"
    LINK_GONE = "link_gone"
    NOT_READY = "not_ready"
    SERVICE_UNAVAILABLE = "service_unavailable"
    INTERNAL = "internal"


class Row(NamedTuple):
    """One line of the table: the HTTP status, a title for people, and what the caller can do."""

    status: int
    title: str
    advice: str


TABLE: dict[Code, Row] = {
    Code.INVALID_REQUEST: Row(400, "The request is not valid", "Correct the named field and send it again."),
    Code.INVALID_CURSOR: Row(400, "The cursor is not valid", "Start again without a cursor."),
    Code.INVALID_TOKEN: Row(401, "The access token is not valid", "Sign in again to get a new token."),
    Code.MISSING_TOKEN: Row(401, "This needs you to sign in", "Send an access token as a Bearer credential."),
    Code.INVALID_SIGNATURE: Row(
        401, "The webhook's signature is not valid", "Sign the raw body with the endpoint's secret."
    ),
    Code.INSUFFICIENT_SCOPE: Row(403, "The token lacks a permission", "Ask for the scopes named and retry."),
    Code.ROLE_NEEDED: Row(
        403, "The account's role does not allow this", "Whoever runs its sign-in can give it another role."
    ),
    Code.NOT_A_SELLER: Row(403, "This account has no shop", "Open a shop first, then list in it."),
    Code.LISTING_NOT_FOUND: Row(404, "There is no such listing", "Search again; it may have been removed."),
    Code.ENDPOINT_NOT_FOUND: Row(404, "There is no such webhook endpoint", "List your endpoints."),
    Code.UPLOAD_NOT_FOUND: Row(
        404, "There is no such upload", "Uploads are kept for 7 days; send the file again."
    ),
    Code.ORDER_NOT_FOUND: Row(
        404, "There is no such order", "List your orders, or ask for the link to one by mail."
    ),
    Code.SHIPPING_PROFILE_NOT_FOUND: Row(
        404, "There is no such shipping profile", "List your shipping profiles."
    ),
    Code.CART_NOT_FOUND: Row(
        404,
        "There is no such cart",
        "It may have expired, or be somebody else's. Leave its id out to open a new one.",
    ),
    Code.ROUTE_NOT_FOUND: Row(
        404, "There is nothing at this address", "See /openapi.json for what there is."
    ),
    Code.METHOD_NOT_ALLOWED: Row(405, "This method is not allowed here", "Use one of the methods in Allow."),
    Code.VERSION_CONFLICT: Row(409, "It has changed meanwhile", "Read it again and repeat the change."),
    Code.UPLOADS_WAITING: Row(
        409,
        "Earlier uploads of the shop are still being worked on",
        "Send this one when one of them is done.",
    ),
    Code.LIMIT_REACHED: Row(
        409, "The shop has as many of these as it may", "Remove some, or use those that are there."
    ),
    Code.LISTING_INCOMPLETE: Row(
        409, "The listing lacks what shoppers must know", "Add what `missing` names, then publish it."
    ),
    Code.NAME_TAKEN: Row(409, "The shop already has one of this name", "Choose another name."),
    Code.SHIPPING_PROFILE_IN_USE: Row(
        409, "Listings are sent by this shipping profile", "Give them another one, then delete it."
    ),
    Code.SKU_TAKEN: Row(409, "The shop already has this SKU", "Choose another SKU or update that listing."),
    Code.OUT_OF_STOCK: Row(409, "There are not that many left", "Take fewer, or something else."),
    Code.LINE_REFUSED: Row(
        409,
        "A row cannot go into the cart",
        "Correct the rows named, or leave them out, and send all again.",
    ),
    Code.HOLD_ENDED: Row(409, "The pieces are not held any more", "Start the checkout again."),
    Code.ORDER_STATE: Row(409, "The order is past that", "Read the order again to see what can be done now."),
    Code.MAKER_MUST_AGREE: Row(
        409,
        "The maker has begun on pieces made for you alone",
        "Write to the maker, who can still cancel them, or cancel other lines only.",
    ),
    Code.STOCK_HELD: Row(
        409, "Some pieces are in open checkouts", "Send a quantity that leaves them, or try again later."
    ),
    Code.IDEMPOTENCY_KEY_REUSED: Row(
        422, "The Idempotency-Key was used for another request", "Send a new key with a new request."
    ),
    Code.REQUEST_IN_FLIGHT: Row(
        409, "The same request is still being worked on", "Send it again in a moment with the same key."
    ),
    Code.UNSUPPORTED_MEDIA_TYPE: Row(
        415, "The body is of a kind that is not taken here", "Send JSON, or what the operation names."
    ),
    Code.BODY_TOO_LARGE: Row(413, "The body is too large", "Send less in one request."),
    Code.RATE_LIMITED: Row(
        429, "Too many requests", "Wait the seconds that Retry-After names, then send it again."
    ),
    Code.FORM_REFUSED: Row(
        403, "The form is too old, or is not from this site", "Open the page again and repeat."
    ),
    Code.LINK_GONE: Row(
        410, "This link does not work any more", "Links are good for 30 minutes and once; ask for a new one."
    ),
    Code.NOT_READY: Row(503, "The service is not ready", "Try again in a moment."),
    Code.SERVICE_UNAVAILABLE: Row(503, "A service we need is away", "Try again in a moment."),
    Code.INTERNAL: Row(
        500, "Something went wrong on our side", "Try again; if it stays, report the request id."
    ),
}


class MarketError(Exception):
    """Something the caller can act on.

    `message` is a sentence for the caller: never third-party or database text.
    `param` names the field at fault; `extra` is added to the problem document as it is.
    """

    def __init__(self, code: Code, message: str = "", *, param: str | None = None, **extra: object) -> None:
        row = TABLE[code]
        self.code = code
        self.status = row.status
        self.message = message or f"{row.title}. {row.advice}"
        self.param = param
        self.extra = extra
        super().__init__(self.message)

    def problem(self) -> dict[str, object]:
        """Return the RFC 9457 body: type, title, status, detail, code and, where known, param."""
        body: dict[str, object] = {
            "type": f"https://craftlocal.net/errors#{self.code}",
            "title": TABLE[self.code].title,
            "status": self.status,
            "detail": self.message,
            "code": str(self.code),
        }
        if self.param:
            body["param"] = self.param
        return body | self.extra
