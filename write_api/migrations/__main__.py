"""`python -m write_api.migrations`: bring the database at DATABASE_URL to the newest schema."""

import asyncio

from core.settings import Postgres, load
from write_api.migrations import migrate

if __name__ == "__main__":
    asyncio.run(migrate(load(Postgres).url.get_secret_value()))
