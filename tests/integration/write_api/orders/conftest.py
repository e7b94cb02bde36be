"""Shopping at a running write API."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.orders import Shopping
from tests.support.writer import Writer


@pytest.fixture
def shopping(writer: Writer, engine: AsyncEngine) -> Shopping:
    return Shopping(writer, engine)
