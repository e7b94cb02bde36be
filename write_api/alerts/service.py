"""What happens when makers are told that stock runs low, in order."""

from sqlalchemy.ext.asyncio import AsyncEngine

from write_api.alerts import rules, store
from write_api.notifications.mails import post_letter


async def tell_makers(engine: AsyncEngine) -> int:
    """Write one mail for each shop in which something ran low, of all that did; return how many.

    Any number of processes may run this: whoever marks an event as told writes the mail, in one transaction.
    """
    async with engine.connect() as connection:
        shop_ids = await store.shops_with_news(connection)
    written = 0
    for shop_id in shop_ids:
        async with engine.begin() as connection:
            events = await store.take_news(connection, shop_id)
            news = await store.news_of(connection, shop_id, events) if events else None
            letter = rules.letter(news) if news else None
            if news and letter:
                await post_letter(connection, news.recipient, letter)
                written += 1
    return written
