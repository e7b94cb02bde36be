"""What every HTTP service of ours does alike, on aiohttp: operations, errors, documentation, health."""
