"""`python -m tests.leaks` writes docs/reference/leak-matrix.md anew."""

import asyncio
import tempfile
from pathlib import Path

from core.embedded import embedded_postgres
from migrations.run import upgrade
from tests.client import running_api
from tests.leaks.asking import prepared
from tests.leaks.table import PAGE, page
from tests.leaks.world import make_vaults


async def write(url: str) -> None:
    """Make the tenant, to see which ways there are."""
    await upgrade(url)
    async with running_api(url) as api:
        _, ways = await prepared(await make_vaults(api, url))
        PAGE.write_text(page(ways), encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, embedded_postgres(Path(folder) / "data") as made:
        asyncio.run(write(made))
