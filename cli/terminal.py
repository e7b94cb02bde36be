"""How commands meet the person at the terminal: errors in one sentence, and the stack they speak to."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from cli.stack.layout import Layout, Settings, running, settings_of
from core import settings
from core.errors import MarketError
from core.settings import Index
from search.engine import IndexUnavailableError

out = Console()
err = Console(stderr=True)

data_option = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), default=Path("data"), show_default=True,
    help="Data folder of the local stack.",
)  # fmt: skip


@contextlib.contextmanager
def sentences() -> Iterator[None]:
    """Turn what the person can act on into one sentence and exit code 1; our own bugs keep their traces."""
    try:
        yield
    except MarketError as error:
        raise click.ClickException(error.message) from None
    except IndexUnavailableError as error:
        raise click.ClickException(str(error)) from None
    except settings.SettingsError as error:
        raise click.ClickException(f"Settings:\n{error}") from None


def stack(data: Path) -> Settings:
    """Return the settings of the running local stack, or those of the environment when it names a database.

    Raises:
        click.ClickException: no stack runs here and the environment names none.
    """
    if "DATABASE_URL" in settings.outer_environment():
        return Settings(
            postgres=settings.load(settings.Postgres),
            redis=settings.load(settings.Redis),
            index=settings.load(settings.Index),
            site=settings.load(settings.Site),
            auth=settings.load(settings.Auth),
            signing_key_file=None,
        )
    layout = Layout(data.resolve())
    state = running(layout)
    if state is None:
        raise click.ClickException(
            f"No shop is running from {os.path.relpath(data)}. Start it with `make run` or `craftlocal up`."
        )
    layout = Layout(data.resolve(), int(state["port_base"]), state["public_url"], state["auth_url"])
    found = settings_of(layout, state["database_url"], state["redis_url"])
    same_engine(found.index, state)
    return found


def same_engine(index: Index, state: Mapping[str, Any]) -> None:
    """Return when the settings name the index that the running stack searches, whose key no file holds.

    Raises:
        click.ClickException: they name another.
    """
    theirs = state.get("meilisearch_url")
    if theirs != index.meilisearch_url:
        raise click.ClickException(
            f"This shop searches on Meilisearch at {theirs}: set MEILISEARCH_URL and MEILISEARCH_API_KEY as for "
            "`craftlocal up`."
            if theirs
            else "This shop searches in its own folder: unset MEILISEARCH_URL, or start it with that set."
        )
