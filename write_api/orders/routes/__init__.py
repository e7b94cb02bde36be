"""The operations on orders: those of buyers, then those of makers."""

from typing import Any

from core.http.operations import Operation
from write_api.orders.routes import buyers, sellers

OPERATIONS: tuple[Operation[Any, Any], ...] = (*buyers.OPERATIONS, *sellers.OPERATIONS)
