"""Many values as one argument of a statement: PostgreSQL takes no more than 32,767 arguments."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    TableValuedAlias,
    Text,
    any_,
    bindparam,
    column,
    func,
)
from sqlalchemy.types import TypeEngine


def array(values: Sequence[Any], kind: type[TypeEngine[Any]]) -> BindParameter[Any]:
    """Return the values as one argument."""
    return bindparam(None, values, type_=ARRAY(kind))


def among(ids: ColumnElement[str], wanted: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that an id is one of these, however many they are."""
    return ids == any_(array(wanted, Text))


def rows_of(**arrays: BindParameter[Any]) -> TableValuedAlias:
    """Return a table with a column for each array."""
    return func.unnest(*arrays.values()).table_valued(*map(column, arrays)).render_derived()
