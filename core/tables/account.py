"""People and who they are signed in as."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)

from core.tables.columns import instant, metadata

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
    instant("created_at"),
)

# Whom an external provider knows, and which account that is. One account has one person of each provider.
external_identities = Table(
    "external_identities",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("account_id", Text, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    instant("created_at"),
    UniqueConstraint("account_id", "issuer"),
)

# Who is signed in with which browser. Only hashes of the cookies are kept.
browser_sessions = Table(
    "browser_sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("account_id", Text, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    instant("signed_in_at"),
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
