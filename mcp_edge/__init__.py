"""MCP over search/ and over write_api's HTTP."""
