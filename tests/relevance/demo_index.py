"""An index of the demo catalogue without a database: built once, kept in an ignored folder."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from cli.demo import catalogue as demo_rows
from core.ids import stable_id
from core.listing import Image, ImportRow, Listing, ShopRef
from core.settings import Index, Site
from search.document import IndexDocument, embedded_text, profile, terms, words
from search.embedded.schema import FORMAT
from search.embedding import DIMENSIONS, MODEL, OnnxEmbedder
from search.engines import open_writer
from search.geo import Point
from search.listings import Catalogue, open_catalogue
from write_api.catalogue.rules import listing_of

Vectors = npt.NDArray[np.float32]

BATCH = 500
KEPT_IN = Path(__file__).parents[2] / "out" / "relevance"
PICTURE = Image(url="/pictures/none.svg", alt="A drawing")


@cache
def demo_listings() -> Mapping[str, Listing]:
    """Return every listing of the demo catalogue as the index shows it, by SKU."""
    return {row.sku: _listing(row) for row in demo_rows()}


@cache
def shop_locations() -> Mapping[str, Point | None]:
    """Return where the shop of each listing is, by SKU."""
    return {
        row.sku: None if row.lat is None or row.lng is None else (row.lat, row.lng) for row in demo_rows()
    }


def _listing(row: ImportRow) -> Listing:
    shop = ShopRef(id=stable_id("shp", row.shop), name=row.shop, city=row.city, country=row.country)
    offered = listing_of(row, shop, lambda: "")
    shared = Listing.model_fields.keys() & type(offered).model_fields.keys()
    return Listing(
        **{name: getattr(offered, name) for name in shared},
        image=PICTURE,
        in_stock=offered.quantity > 0 or offered.made_to_order,
        url=f"/listings/{offered.id}",
    )


async def ensure_index(kept_in: Path = KEPT_IN) -> Path:
    """Return the folder of an index of the demo catalogue; builds it where there is none of this state.

    Vectors take half a minute and the rest two seconds, so they are kept apart: for as long as texts and model stay.
    """
    root = _root(kept_in)
    if not root.exists():
        aside = Path(tempfile.mkdtemp(dir=kept_in, prefix="building-"))
        await fill(Index.model_construct(directory=aside), kept_in)
        _settle(aside, root)
    return root


def _root(kept_in: Path) -> Path:
    kept_in.mkdir(parents=True, exist_ok=True)
    state = [_indexed(listing) for listing in demo_listings().values()]
    return kept_in / f"index-{_hash(FORMAT, MODEL, state)}"


def _settle(aside: Path, root: Path) -> None:
    try:
        aside.rename(root)
    except OSError:  # another process was quicker, with the same result
        shutil.rmtree(aside)


def _indexed(listing: Listing) -> list[Any]:
    """Return what the index makes of a listing, so that a change of that code makes another index."""
    return [listing.model_dump(mode="json"), terms(listing), words(listing), list(profile(listing, 0))]


def _hash(*state: Any) -> str:
    return hashlib.sha256(orjson.dumps(state)).hexdigest()[:16]


def _vectors(path: Path, texts: Sequence[str]) -> Vectors:
    if not path.exists():
        embedder = OnnxEmbedder(threads=os.cpu_count() or 1)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".npy", delete=False) as aside:
            np.save(aside, np.stack(list(embedder.documents(texts))))
        Path(aside.name).replace(path)
    vectors: Vectors = np.load(path)
    return vectors


async def fill(index: Index, kept_in: Path = KEPT_IN) -> None:
    """Put the demo catalogue into an index of either engine, and publish it."""
    writer = open_writer(index)
    generation = await writer.create(MODEL, DIMENSIONS)
    made = documents(kept_in)
    for start in range(0, len(made), BATCH):
        await writer.stage(generation, made[start : start + BATCH], ())
    await writer.publish(generation)
    await writer.close()


def documents(kept_in: Path = KEPT_IN) -> list[IndexDocument]:
    """Return the demo catalogue as an index takes it; vectors are computed once."""
    kept_in.mkdir(parents=True, exist_ok=True)
    listings, locations = demo_listings(), shop_locations()
    texts = [embedded_text(listing) for listing in listings.values()]
    vectors = _vectors(kept_in / f"vectors-{_hash(MODEL, texts)}.npy", texts)
    return [
        IndexDocument(listing, created_at=0, vector=vector, location=locations[sku])
        for (sku, listing), vector in zip(listings.items(), vectors, strict=True)
    ]


@asynccontextmanager
async def demo_catalogue(index: Index | None = None) -> AsyncIterator[Catalogue]:
    """Open the demo catalogue for searching: in an index that was filled, or in the one of our own folder."""
    index = index or Index.model_construct(directory=await ensure_index())
    async with open_catalogue(index, Site.model_construct(public_base_url="")) as opened:
        yield opened
