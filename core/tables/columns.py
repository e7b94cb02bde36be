"""What tables are made with: the catalogue they stand in, and columns that many of them have."""

from sqlalchemy import ARRAY, Column, DateTime, MetaData, Text, func, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def words(name: str) -> Column[list[str]]:
    """Return a column with a list of words, empty unless set."""
    return Column(name, ARRAY(Text), nullable=False, server_default=text("'{}'"))


def instant(name: str) -> Column[object]:
    """Return a column with an instant: that of the transaction unless set."""
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.now())
