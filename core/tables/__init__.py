"""The tables of the marketplace: columns, constraints, indexes. No queries, no behaviour."""

from core.tables.account import accounts, browser_sessions, external_identities, mail_links
from core.tables.cart import cart_lines, carts
from core.tables.columns import metadata
from core.tables.image import images
from core.tables.ledger import audit_log, idempotency_keys, inbox, outbox
from core.tables.listing import (
    index_changes,
    index_entries,
    index_generations,
    listing_vectors,
    listings,
    shipping_profiles,
    variants,
)
from core.tables.mail import mails
from core.tables.oauth import oauth_clients, oauth_codes, oauth_grants, oauth_refresh_tokens
from core.tables.order import (
    order_adjustments,
    order_events,
    order_lines,
    order_messages,
    orders,
    shop_orders,
)
from core.tables.shop import seller_events, shops
from core.tables.statistics import listing_sightings, tallies, tally_listings, tally_totals
from core.tables.stock import stock_holds
from core.tables.upload import bulk_upload_parts, bulk_upload_rows, bulk_uploads
from core.tables.webhook import webhook_deliveries, webhook_endpoints, webhook_secrets

__all__ = [
    "accounts",
    "audit_log",
    "browser_sessions",
    "bulk_upload_parts",
    "bulk_upload_rows",
    "bulk_uploads",
    "cart_lines",
    "carts",
    "external_identities",
    "idempotency_keys",
    "images",
    "inbox",
    "index_changes",
    "index_entries",
    "index_generations",
    "listing_sightings",
    "listing_vectors",
    "listings",
    "mail_links",
    "mails",
    "metadata",
    "oauth_clients",
    "oauth_codes",
    "oauth_grants",
    "oauth_refresh_tokens",
    "order_adjustments",
    "order_events",
    "order_lines",
    "order_messages",
    "orders",
    "outbox",
    "seller_events",
    "shipping_profiles",
    "shop_orders",
    "shops",
    "stock_holds",
    "tallies",
    "tally_listings",
    "tally_totals",
    "variants",
    "webhook_deliveries",
    "webhook_endpoints",
    "webhook_secrets",
]
