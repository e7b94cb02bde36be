"""Which pictures stay: those that a listing has named; what a crash left, and what nobody used, goes."""

import asyncio
import os
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core import media
from core.tables import images
from tests.support.pictures import kept_files, picture, send, uploaded
from tests.support.uploads import csv_of
from tests.support.uploads import uploaded as catalogue
from tests.support.waiting import until
from tests.support.writer import MUG, Writer
from write_api.images import storage, store
from write_api.images.service import purge
from write_api.images.storage import Storage

pytestmark = pytest.mark.integration
LISTINGS = "/api/v1/sellers/listings"
DAY = 24 * 3600


async def change(writer: Writer, listing_id: str, who: str = "ada", **fields: Any) -> tuple[int, Any]:
    answer = await writer.http.put(f"{LISTINGS}/{listing_id}", json=fields, headers=writer.as_(who))
    return answer.status, await answer.json()


async def two_days_later(writer: Writer, engine: AsyncEngine) -> None:
    """Make everything two days older, then purge."""
    async with engine.begin() as connection:
        await connection.execute(update(images).values(uploaded_at=func.now() - text("interval '2 days'")))
    then = time.time() - 2 * DAY
    for path in writer.settings.media.directory.rglob("*"):
        os.utime(path, (then, then))
    await purge(engine, Storage(writer.settings.media.directory))


async def test_a_listing_names_uploads_and_addresses_elsewhere(writer: Writer) -> None:
    kept = await uploaded(writer, alt="A mug")
    elsewhere = {"url": "https://pots.example/mug.jpg", "alt": ""}
    mug = await writer.list_mug(images=[{"url": kept["url"]}, elsewhere])
    assert mug["images"] == [{"url": kept["url"], "alt": "A mug"}, elsewhere]

    status, same = await change(writer, mug["id"], images=mug["images"])
    assert (status, same) == (200, mug)
    own = kept["url"].removeprefix("https://craftlocal.example")
    status, same = await change(writer, mug["id"], images=[{"url": own, "alt": "A mug"}, elsewhere])
    assert (status, same) == (200, mug)
    page = await (await writer.http.get(LISTINGS, headers=writer.as_("ada"))).json()
    assert page["items"] == [mug]
    _, conflict = await change(writer, mug["id"], expected_version=9, quantity=1)
    assert conflict["current"] == mug


async def test_nobody_shows_what_another_shop_uploaded(writer: Writer) -> None:
    adas = await uploaded(writer)
    small = adas["url"].replace(".webp", "-640.webp")
    bobs = await writer.list_mug("bob")
    for url in (adas["url"], adas["url"].removeprefix("https://craftlocal.example"), small, "/pictures/x/1.svg",
                f"https://craftlocal.example/images/{'0' * 64}.webp", "/images/../x.webp"):  # fmt: skip
        status, problem = await change(writer, bobs["id"], "bob", images=[MUGS_OWN, {"url": url}])
        assert (status, problem["code"], problem["param"]) == (400, "invalid_request", "images.1.url"), url
        answer = await writer.http.post(
            LISTINGS, json=MUG | {"images": [{"url": url}]}, headers=writer.as_("bob")
        )
        assert answer.status == 400


MUGS_OWN = {"url": "https://pots.example/mug.jpg"}


async def test_what_no_listing_named_goes_after_a_day_and_the_rest_stays(
    writer: Writer, engine: AsyncEngine
) -> None:
    used, replaced, unused = [await uploaded(writer, picture(shade=shade)) for shade in (1, 2, 3)]
    mug = await writer.list_mug(images=[{"url": used["url"]}])
    await change(writer, mug["id"], images=[{"url": replaced["url"]}])
    await writer.http.delete(f"{LISTINGS}/{mug['id']}", headers=writer.as_("ada"))
    await purge(engine, Storage(writer.settings.media.directory))
    assert len(kept_files(writer)) == 6, "nothing is a day old"

    await two_days_later(writer, engine)
    names = {media.name_in(one["url"].removeprefix("https://craftlocal.example")) for one in (used, replaced)}
    assert {name.removesuffix("-640") for name in kept_files(writer)} == names, "orders may show either"
    assert (await send(writer, picture(shade=3)))[0] == 201, "it may come again"
    assert (await uploaded(writer, picture(shade=3)))["url"] == unused["url"]


async def test_what_a_crash_left_goes(writer: Writer, engine: AsyncEngine) -> None:
    kept = await uploaded(writer, picture(shade=1))
    await writer.list_mug(images=[{"url": kept["url"]}])
    directory = writer.settings.media.directory
    for name in ("ab" * 32, f"{'ab' * 32}-640"):  # between the files and their row
        media.place(directory, name).parent.mkdir(parents=True, exist_ok=True)
        media.place(directory, name).write_bytes(b"RIFF")
    (directory / "incoming" / "tmpx").mkdir()  # while a file came
    (directory / "incoming" / "tmpx" / "source").write_bytes(b"half")
    await two_days_later(writer, engine)
    assert len(kept_files(writer)) == 2


async def test_a_lost_file_comes_back_with_the_same_upload(writer: Writer) -> None:
    kept = await uploaded(writer)
    for file in writer.settings.media.directory.rglob("*.webp"):
        file.unlink()
    assert await uploaded(writer) == kept
    assert len(kept_files(writer)) == 2


async def test_a_purge_waits_for_an_upload_that_is_putting_its_files_down(
    writer: Writer, engine: AsyncEngine
) -> None:
    kept = await uploaded(writer)
    async with engine.begin() as connection:  # an upload of the same file by another shop, before its commit
        await store.hold_files(connection)
        row = (await connection.execute(select(images))).mappings().one()
        bob = await connection.scalar(text("select id from shops where name = 'Bob''s pots'"))
        purging = asyncio.create_task(two_days_later(writer, engine))
        await until(partial(connection.scalar, text("select count(*) from pg_locks where not granted")))
        await store.add(connection, dict(row) | {"id": "img_bob", "shop_id": bob})
    await purging
    assert len(kept_files(writer)) == 2
    assert (await send(writer, picture(), who="bob"))[1]["url"] == kept["url"]


async def test_a_catalogue_may_name_uploads(writer: Writer, engine: AsyncEngine) -> None:
    kept = await uploaded(writer, alt="A mug")
    header = "sku,title,price,currency,image_url"
    content = csv_of(f"m-1,Blue mug,12.50,GBP,{kept['url']}", header=header)
    assert (await catalogue(writer, content))["created"] == 1
    assert (await catalogue(writer, content))["unchanged"] == 1
    await two_days_later(writer, engine)

    (mug,) = (await (await writer.http.get(LISTINGS, headers=writer.as_("ada"))).json())["items"]
    assert mug["images"] == [{"url": kept["url"], "alt": "Blue mug"}]
    assert len(kept_files(writer)) == 2


async def test_a_file_that_goes_while_old_ones_are_looked_for_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "_entries", lambda folder: [folder / "gone"])
    assert await Storage(tmp_path).old_names(0) == set()
