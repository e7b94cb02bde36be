"""One file a tool. The order here is the order of tools/list."""

from mcp_edge.tools import (
    create_listing,
    get_listing,
    get_seller_stats,
    search_listings,
    update_cart,
    update_inventory,
)
from mcp_edge.tools.tool import Tool

TOOLS: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        search_listings.TOOL,
        get_listing.TOOL,
        update_cart.TOOL,
        create_listing.TOOL,
        update_inventory.TOOL,
        get_seller_stats.TOOL,
    )
}
