"""The tables of the marketplace: columns, constraints, indexes. No queries, no behaviour."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _words(name: str) -> Column[list[str]]:
    return Column(name, ARRAY(Text), nullable=False, server_default=text("'{}'"))


def _instant(name: str) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.now())


accounts = Table(
    "accounts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    # None until the person has chosen a password through a mail to the address: imports make such accounts.
    Column("password_hash", Text),
    Column("admin", Boolean, nullable=False, server_default=text("false")),
    # Its password is printed for everybody: it may sign in on a local stack only.
    Column("demo", Boolean, nullable=False, server_default=text("false")),
    _instant("created_at"),
)

# Whom an external provider knows, and which account that is. One account has one person of each provider.
external_identities = Table(
    "external_identities",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("account_id", Text, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    _instant("created_at"),
    UniqueConstraint("account_id", "issuer"),
)

# Who is signed in with which browser. Only hashes of the cookies are kept.
browser_sessions = Table(
    "browser_sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("account_id", Text, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    _instant("signed_in_at"),
    Column("seen_at", DateTime(timezone=True), nullable=False, server_default=func.now(), index=True),
)

# Links in mails that prove an address, each good once. Only hashes of what they hold are kept.
mail_links = Table(
    "mail_links",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("account_id", Text, ForeignKey("accounts.id", ondelete="CASCADE"), index=True),
    Column("return_to", Text, nullable=False, server_default=""),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    CheckConstraint("purpose in ('sign_up','reset','change_email')", name="purpose"),
)

# Mail that must go out because a transaction committed. Its words are forgotten once it has gone.
mails = Table(
    "mails",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("recipient", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    _instant("due_at"),
    Column("useless_at", DateTime(timezone=True), nullable=False),
    Column("sent_at", DateTime(timezone=True)),
    Column("given_up_at", DateTime(timezone=True)),
    _instant("created_at"),
    Index("ix_mails_due", "due_at", postgresql_where=text("sent_at is null and given_up_at is null")),
)

shops = Table(
    "shops",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner_id", Text, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("name", Text, nullable=False, unique=True),
    Column("city", Text, nullable=False, server_default=""),
    Column("region", Text, nullable=False, server_default=""),
    Column("country", Text, nullable=False, server_default=""),
    Column("lat", Double),
    Column("lng", Double),
    Column("rating", Numeric(2, 1)),
    Column("ai_channels", Boolean, nullable=False, server_default=text("true")),
    Column("suspended", Boolean, nullable=False, server_default=text("false")),
    # How few available pieces of a listing its maker wants to hear of; null for never.
    Column("low_stock_level", Integer, server_default=text("1")),
    # Raised by every change that its listings' documents show, so that the indexer sees them as stale.
    Column("version", Integer, nullable=False, server_default=text("1")),
    _instant("created_at"),
    CheckConstraint("version > 0", name="version"),
    CheckConstraint("low_stock_level >= 0", name="low_stock_level"),
)

listings = Table(
    "listings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shop_id", Text, ForeignKey("shops.id"), nullable=False),
    Column("sku", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False, server_default=""),
    Column("category", Text, nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    # On hand, those in open checkouts (held) included.
    Column("quantity", Integer, nullable=False, server_default=text("0")),
    Column("held", Integer, nullable=False, server_default=text("0")),
    # What the quantity is true for: a count of an earlier instant does not overwrite it.
    _instant("stock_changed_at"),
    # Whether the maker has been told, since the last count that was above the shop's low_stock_level.
    Column("low_stock_told", Boolean, nullable=False, server_default=text("false")),
    _words("materials"),
    _words("colors"),
    _words("style"),
    _words("occasions"),
    _words("recipients"),
    _words("tags"),
    _words("ships_to"),
    Column("made_to_order", Boolean, nullable=False, server_default=text("false")),
    Column("lead_days", Integer, nullable=False, server_default=text("0")),
    Column("personalization", JSONB, nullable=False, server_default=text("'{}'")),
    Column("images", JSONB, nullable=False, server_default=text("'[]'")),
    Column("ai_channels", Boolean, nullable=False, server_default=text("true")),
    Column("state", Text, nullable=False, server_default="active"),
    Column("version", Integer, nullable=False, server_default=text("1")),
    _instant("created_at"),
    _instant("updated_at"),
    UniqueConstraint("shop_id", "sku"),
    CheckConstraint("price_minor >= 0", name="price"),
    CheckConstraint("quantity >= 0", name="quantity"),
    CheckConstraint("held >= 0 and held <= quantity", name="held"),
    CheckConstraint("version > 0", name="version"),
    CheckConstraint("state in ('draft','active','paused','sold_out','deleted')", name="state"),
    Index("ix_listings_shop_created", "shop_id", "created_at", "id"),
)

# A catalogue file that a maker sent. It is the job too: a worker takes what is waiting, row by row.
bulk_uploads = Table(
    "bulk_uploads",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shop_id", Text, ForeignKey("shops.id"), nullable=False),
    Column("author", JSONB, nullable=False),
    Column("request_id", Text),
    Column("currency", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False, server_default="receiving"),
    Column("reason", Text, nullable=False, server_default=""),
    Column("remark", Text, nullable=False, server_default=""),
    Column("rows_total", Integer),  # null until the file has been read once
    *(
        Column(name, Integer, nullable=False, server_default=text("0"))
        for name in ("rows_done", "created", "updated", "unchanged", "refused", "failures")
    ),
    _instant("created_at"),
    Column("finished_at", DateTime(timezone=True)),
    CheckConstraint("state in ('receiving','waiting','done','refused','failed')", name="state"),
    CheckConstraint("rows_done = created + updated + unchanged + refused", name="rows_done"),
    Index("ix_bulk_uploads_shop", "shop_id", "created_at"),
    Index("ix_bulk_uploads_waiting", "created_at", postgresql_where=text("state = 'waiting'")),
)

# The bytes of a file in the order of `number`; gone when the upload is finished.
bulk_upload_parts = Table(
    "bulk_upload_parts",
    metadata,
    Column("upload_id", Text, ForeignKey("bulk_uploads.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# What became of each row of a file, written in the transaction that wrote the listing.
bulk_upload_rows = Table(
    "bulk_upload_rows",
    metadata,
    Column("upload_id", Text, ForeignKey("bulk_uploads.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("line", Integer, nullable=False),
    Column("sku", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("listing_id", Text),
    Column("param", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    CheckConstraint("outcome in ('created','updated','unchanged','refused')", name="outcome"),
)

# What the index holds of each listing: an entry whose versions differ from the listing's and its shop's is
# stale. A parked listing is one whose document, at these versions, the engine refuses; the index has none of it.
index_entries = Table(
    "index_entries",
    metadata,
    Column("listing_id", Text, ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True),
    Column("listing_version", Integer, nullable=False),
    Column("shop_version", Integer, nullable=False),
    _instant("indexed_at"),
    Column("parked_reason", Text),
    Column("parked_at", DateTime(timezone=True)),
)

# The meaning of each listing's text, by model, so that nothing is embedded twice; null while it is waited for.
listing_vectors = Table(
    "listing_vectors",
    metadata,
    Column("listing_id", Text, ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True),
    Column("model", Text, primary_key=True),
    Column("text_hash", Text, nullable=False),
    Column("vector", LargeBinary),  # little-endian float32, as many as the model has dimensions
)

# Pieces that an open checkout keeps others from buying; `listings.held` is the sum of those still held.
stock_holds = Table(
    "stock_holds",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("listing_id", Text, ForeignKey("listings.id"), primary_key=True),
    Column("quantity", Integer, nullable=False),  # from stock
    Column("to_make", Integer, nullable=False, server_default=text("0")),  # beyond stock, made to order
    Column("state", Text, nullable=False, server_default="held"),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    _instant("created_at"),
    Column("closed_at", DateTime(timezone=True)),
    CheckConstraint("quantity >= 0 and to_make >= 0 and quantity + to_make > 0", name="quantity"),
    CheckConstraint("state in ('held','released','sold')", name="state"),
    Index("ix_stock_holds_listing", "listing_id"),
    Index("ix_stock_holds_expiring", "expires_at", postgresql_where=text("state = 'held'")),
)

# What a maker may want to hear of, such as low stock. Written with its cause, never changed.
seller_events = Table(
    "seller_events",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("shop_id", Text, ForeignKey("shops.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now(), index=True),
    Index("ix_seller_events_shop", "shop_id", "id"),
)

# Where a maker's own system may report stock, and the secrets it may sign with: several while one replaces another.
webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shop_id", Text, ForeignKey("shops.id"), nullable=False, index=True),
    Column("name", Text, nullable=False, server_default=""),
    _instant("created_at"),
)

webhook_secrets = Table(
    "webhook_secrets",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column(
        "endpoint_id",
        Text,
        ForeignKey("webhook_endpoints.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("sealed", LargeBinary, nullable=False),  # AES-256-GCM under WRITE_API_SEALING_KEY
    _instant("created_at"),
    Column("expires_at", DateTime(timezone=True)),
)

# What came in at an endpoint and what became of it, for its maker to read.
webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("endpoint_id", Text, ForeignKey("webhook_endpoints.id", ondelete="CASCADE"), nullable=False),
    Column("message_id", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("detail", JSONB, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now(), index=True),
    Index("ix_webhook_deliveries_endpoint", "endpoint_id", "id"),
)

# The messages that were taken in, so that a repeated delivery happens once.
inbox = Table(
    "inbox",
    metadata,
    Column("source", Text, primary_key=True),
    Column("message_id", Text, primary_key=True),
    Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now(), index=True),
)

# A job that must happen because a transaction committed. The relay hands it to the queue, then deletes it.
outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("job", Text, nullable=False),
    Column("job_id", Text, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("object_id", Text),  # jobs of one object are handed over in the order they were written
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("last_error", Text),
    Column("next_try_at", DateTime(timezone=True)),
    Column("parked_at", DateTime(timezone=True)),  # set aside until a person replays or discards it
    _instant("created_at"),
    Index("ix_outbox_retrying", "object_id", postgresql_where=text("next_try_at is not null")),
)

# Who changed what. Rows are only ever added: a trigger refuses UPDATE and DELETE.
audit_log = Table(
    "audit_log",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("happened_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("account_id", Text),
    Column("client_id", Text, nullable=False),
    Column("actor", Text),
    Column("tool", Text),
    Column("request_id", Text),
    Column("action", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("shop_id", Text),
    Column("changes", JSONB, nullable=False),
    Index("ix_audit_log_shop", "shop_id", "id"),
    Index("ix_audit_log_object", "object_id", "id"),
)

# The answers given under an Idempotency-Key, so that a repeated request gets the same one.
idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("account_id", Text, primary_key=True),
    Column("operation", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_hash", Text, nullable=False),
    Column("status", Integer),
    Column("headers", JSONB),
    Column("body", Text),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now(), index=True),
)

# Clients that registered themselves (RFC 7591). Those whose id is the address of a document are not kept.
oauth_clients = Table(
    "oauth_clients",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    _words("redirect_uris"),
    _words("grant_types"),
    Column("auth_method", Text, nullable=False),
    Column("secret_hash", LargeBinary),  # SHA-256; the secret is 256 random bits
    Column("jwks", JSONB),
    Column("jwks_uri", Text),
    _instant("created_at"),
    Column("used_at", DateTime(timezone=True)),
)

# What a person allowed a client: the family of all tokens that come from it, and their `sid`.
oauth_grants = Table(
    "oauth_grants",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account_id", Text, ForeignKey("accounts.id"), nullable=False),
    Column("client_id", Text, nullable=False),
    Column("client_name", Text, nullable=False),
    _words("scopes"),
    Column("resource", Text, nullable=False),
    Column("signed_in_at", DateTime(timezone=True), nullable=False),
    Column("consented_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    Column("revoked_at", DateTime(timezone=True)),
    Column("revoked_for", Text),
    _instant("created_at"),
    Index("ix_oauth_grants_account_client", "account_id", "client_id"),
)

oauth_codes = Table(
    "oauth_codes",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("grant_id", Text, ForeignKey("oauth_grants.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("redirect_uri", Text, nullable=False),
    Column("code_challenge", Text, nullable=False),
    Column("nonce", Text),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True)),
)

# A token is used once; what it was traded for names it as parent. Silenced: a brother was used instead.
oauth_refresh_tokens = Table(
    "oauth_refresh_tokens",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("grant_id", Text, ForeignKey("oauth_grants.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("parent_hash", LargeBinary, index=True),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True)),
    Column("silenced_at", DateTime(timezone=True)),
    _instant("created_at"),
)
