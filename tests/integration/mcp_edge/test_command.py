"""`python -m mcp_edge`: what stands in the way of a start is one clear line."""

import asyncio
import os
import sys
from pathlib import Path

SECRET = {"EDGE_CLIENT_SECRET": "x" * 32}


async def start(**variables: str) -> tuple[int | None, list[str]]:
    keep = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "mcp_edge", env=keep | variables, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    return process.returncode, said.decode().splitlines()


async def test_a_missing_setting_is_named() -> None:
    assert await start() == (2, ["EDGE_CLIENT_SECRET: is not set"])
    assert await start(SEARCH_INDEX_DIR="/none", **SECRET) == (2, ["MEDIA_DIR: is not set"])


async def test_a_misspelt_setting_is_named_with_the_right_one() -> None:
    code, (line,) = await start(MCP_ALLOWED_HOST="craft.example", **SECRET)
    assert code == 2
    assert "MCP_ALLOWED_HOST is set, but no such setting exists; did you mean MCP_ALLOWED_HOSTS?" in line


async def test_a_missing_index_is_said(tmp_path: Path) -> None:
    code, (line,) = await start(
        SEARCH_INDEX_DIR=str(tmp_path / "none"), MEDIA_DIR=str(tmp_path), PORT="1", **SECRET
    )
    assert code == 1
    assert "index" in line
