"""`craftlocal import` and `craftlocal seed`: listings in."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import click
import orjson

from cli.stack import demo
from cli.stack.layout import Settings
from cli.terminal import data_option, err, out, sentences, stack
from core.db import open_engine
from core.listing import ImportRow
from write_api.catalogue import service as imports
from write_api.catalogue.files import ImportFileError, RowError, read_catalogue
from write_api.resources import here

ROWS_SHOWN = 20


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--shop", default="", help="Put every row into this shop, whatever the file says.")
@click.option(
    "--currency", default="", help="Currency of every price, such as GBP; a Shopify export names none itself."
)
@click.option("--owner", default="", help="E-mail of the account that new shops belong to.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@data_option
def import_command(file: Path, shop: str, currency: str, owner: str, as_json: bool, data: Path) -> None:
    """Import listings from FILE: our CSV or JSONL, or a seller export of Etsy or Shopify.

    Rows that cannot be used are reported by line and reason, the others go in. Importing the same file again
    changes nothing.
    """
    refused: list[RowError] = []

    def good() -> Iterator[ImportRow]:
        for row in read_catalogue(file, shop=shop, currency=currency):
            if isinstance(row, RowError):
                refused.append(row)
            else:
                yield row

    try:
        with sentences():
            report = asyncio.run(_import(stack(data), good(), owner))
    except ImportFileError as error:
        raise click.ClickException(str(error)) from None
    refused += [RowError(line=0, sku=one.sku, reason=one.reason) for one in report.refused]
    _print(report, refused, as_json=as_json)
    if refused:
        raise SystemExit(2)


async def _import(settings: Settings, rows: Iterator[ImportRow], owner: str) -> imports.ImportReport:
    engine = open_engine(settings.postgres)
    try:
        with err.status("Importing") as status:
            return await imports.import_rows(
                engine,
                rows,
                owner_of=lambda _shop: owner or None,
                on_progress=lambda done: status.update(f"Importing: {done} rows"),
            )
    finally:
        await engine.dispose()


def _print(report: imports.ImportReport, refused: list[RowError], *, as_json: bool) -> None:
    counts = {
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "repeated": report.repeated,
    }
    if as_json:
        rows = [{"line": row.line, "sku": row.sku, "reason": row.reason} for row in refused]
        click.echo(orjson.dumps(counts | {"shops_created": report.shops_created, "refused": rows}).decode())
        return
    out.print(
        ", ".join(f"{count:,} {word}" for word, count in counts.items()) + f", {len(refused):,} refused"
    )
    for row in refused[:ROWS_SHOWN]:
        place = " ".join(part for part in (f"line {row.line}" if row.line else "", row.sku) if part)
        err.print(f"  {place}: {row.reason}", markup=False)
    if len(refused) > ROWS_SHOWN:
        err.print(f"  … and {len(refused) - ROWS_SHOWN:,} more: --json lists them all")


@click.command("seed")
@data_option
def seed_command(data: Path) -> None:
    """Put the demo people, shops and listings in, or bring them back to what they were."""
    with sentences():
        report = asyncio.run(_seed(stack(data)))
    _print(report, [], as_json=False)


async def _seed(settings: Settings) -> imports.ImportReport:
    engine = open_engine(settings.postgres)
    try:
        report = await demo.seed(engine, err)
        if not await demo.set_logins(engine, here(settings.auth, settings.site)):
            err.print("The demo people cannot sign in: this shop has a public address.")
        return report
    finally:
        await engine.dispose()
