"""`craftlocal search`: the search as a shopper's assistant gets it, in the terminal."""

import asyncio
from pathlib import Path

import click
import orjson
from pydantic import ValidationError
from rich.table import Table

from cli.stack.layout import Layout, running
from cli.terminal import data_option, out, same_engine, sentences
from core.faults import wanted
from core.listing import ListingPage
from core.settings import Index, Site, load, outer_environment
from search.arguments import SearchArguments
from search.features import FEATURES
from search.listings import WEIGHTS, explain, open_catalogue, search_listings
from search.ranking import Ranked

Reason = dict[str, float]


@click.command("search")
@click.argument("query")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as the API gives it.")
@click.option("--explain", "with_reasons", is_flag=True, help="Show why each listing stands where it does.")
@data_option
def search_command(query: str, limit: int, as_json: bool, with_reasons: bool, data: Path) -> None:
    """Search the shop: craftlocal search "gift under $50"."""
    arguments = _arguments(query, limit)
    with sentences():
        page, reasons = asyncio.run(_search(data, arguments, with_reasons))
    if as_json:
        answer = page.model_dump(mode="json")
        click.echo(orjson.dumps(answer | {"reasons": reasons} if with_reasons else answer).decode())
        return
    _print_page(page)
    if with_reasons:
        _print_reasons(page, reasons)
    _print_reading(page)


def _arguments(query: str, limit: int) -> SearchArguments:
    try:
        return SearchArguments(query=query, limit=limit)
    except ValidationError as error:
        raise click.BadParameter(f"it {wanted(error.errors()[0])}.", param_hint="QUERY") from None


async def _search(
    data: Path, arguments: SearchArguments, with_reasons: bool
) -> tuple[ListingPage, list[Reason]]:
    if "SEARCH_INDEX_DIR" in outer_environment():
        index, site = load(Index), load(Site)
    else:
        # The index can be read whether the shop is open or not.
        layout = Layout(data)
        state = running(layout) or {}
        layout = Layout(data, int(state.get("port_base", layout.port_base)), state.get("public_url"))
        index = load(Index, directory=layout.index_dir)
        if state:
            same_engine(index, state)
        site = Site(public_base_url=layout.edge_url)
    async with open_catalogue(index, site) as catalogue:
        page = await search_listings(catalogue, arguments)
        ranked = await explain(catalogue, arguments) if with_reasons else []
        return page, [_reason(one) for one in ranked]


def _reason(one: Ranked) -> Reason:
    """Return what each part adds to the listing's score, the largest first; and the sum, as 'score'."""
    weighed = zip(FEATURES, WEIGHTS.features, one.features, strict=True)
    parts = {name: weight * value for name, weight, value in weighed}
    parts |= {"fresh": one.fresh, "leaning": one.leaning, "same_shop": -one.same_shop}
    largest = sorted(parts.items(), key=lambda part: -abs(part[1]))
    return {"score": one.total} | {name: value for name, value in largest if abs(value) >= 0.005}


def _print_page(page: ListingPage) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("Price", justify="right", style="bold")
    table.add_column("Listing")
    table.add_column("Maker", style="dim")
    for item in page.items:
        place = f"{item.shop.name}, {item.shop.city}" if item.shop.city else item.shop.name
        table.add_row(str(item.price), item.title, place)
    if page.items:
        out.print(table, markup=False)


def _print_reasons(page: ListingPage, reasons: list[Reason]) -> None:
    if not reasons:
        out.print("\nNothing to rank: sorted by what was asked for, or best rated first.")
        return
    table = Table(box=None, pad_edge=False, title="\nWhy", title_justify="left", title_style="bold")
    table.add_column("Score", justify="right", style="bold")
    table.add_column("Listing", max_width=40, no_wrap=True)
    table.add_column("What it is made of", style="dim")
    for item, reason in zip(page.items, reasons, strict=True):
        parts = [f"{name} {value:+.1f}" for name, value in reason.items() if name != "score"]
        table.add_row(f"{reason['score']:.1f}", item.title, "  ".join(parts))
    out.print(table, markup=False)


def _print_reading(page: ListingPage) -> None:
    read = page.interpretation
    lines = {
        "understood": ", ".join(found.label for found in read.understood),
        "corrected": ", ".join(read.corrected),
        "loosened": ", ".join(read.relaxed),
        "you may also mean": ", ".join(read.alternatives),
    }
    said = "".join(f"\n{name}: {value}" for name, value in lines.items() if value)
    out.print(f"\n{page.total:,} found{said}", markup=False, highlight=False)
