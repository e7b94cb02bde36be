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
from search.embedded import generations
from search.embedded.schema import FORMAT
from search.embedded.writer import EmbeddedWriter
from search.embedding import MODEL, OnnxEmbedder
from search.geo import Point
from search.listings import Catalogue, open_catalogue
from write_api.catalogue.rules import listing_of

Vectors = npt.NDArray[np.float32]

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
    offered = listing_of(row, shop)
    shared = Listing.model_fields.keys() & type(offered).model_fields.keys()
    return Listing(
        **{name: getattr(offered, name) for name in shared},
        image=PICTURE,
        in_stock=offered.quantity > 0 or offered.made_to_order,
        url=f"/listings/{offered.id}",
    )


def ensure_index(kept_in: Path = KEPT_IN) -> Path:
    """Return the folder of an index of the demo catalogue; builds it where there is none of this state.

    Vectors take half a minute and the rest two seconds, so they are kept apart: for as long as texts and model stay.
    """
    kept_in.mkdir(parents=True, exist_ok=True)
    listings = list(demo_listings().values())
    root = kept_in / f"index-{_hash(FORMAT, MODEL, [_indexed(listing) for listing in listings])}"
    if not root.exists():
        texts = [embedded_text(listing) for listing in listings]
        vectors = _vectors(kept_in / f"vectors-{_hash(MODEL, texts)}.npy", texts)
        aside = Path(tempfile.mkdtemp(dir=kept_in, prefix="building-"))
        _build(aside, vectors)
        try:
            aside.rename(root)
        except OSError:  # another process was quicker, with the same result
            shutil.rmtree(aside)
    return root


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


def _build(root: Path, vectors: Vectors) -> None:
    generation = generations.create(root, MODEL)
    writer = EmbeddedWriter(generation)
    locations = shop_locations()
    writer.apply(
        (
            IndexDocument(listing, created_at=0, vector=vector, location=locations[sku])
            for (sku, listing), vector in zip(demo_listings().items(), vectors, strict=True)
        ),
        removes=(),
    )
    writer.close()
    generations.publish(root, generation)


@asynccontextmanager
async def demo_catalogue(root: Path | None = None) -> AsyncIterator[Catalogue]:
    """Open the demo catalogue for searching."""
    index = Index.model_construct(directory=root or ensure_index())
    async with open_catalogue(index, Site.model_construct(public_base_url="")) as opened:
        yield opened
