"""`sluice catalog` as somebody with a key types it."""

import argparse
import asyncio
from dataclasses import dataclass

import pytest

from api.catalog_files.commands import add_to
from core.errors import SluiceError
from core.settings import Settings


@dataclass(frozen=True)
class Line:
    """The command line of somebody with a key."""

    address: str
    key: str

    async def __call__(self, *arguments: object) -> int:
        parser = argparse.ArgumentParser()
        add_to(parser, "catalog")
        action, *rest = map(str, arguments)
        given = parser.parse_args([action, "--url", self.address, "--key", self.key, *rest])
        status: int = await asyncio.to_thread(given.run, Settings.from_environment({}), given)
        return status

    async def refused(self, *arguments: object) -> str:
        with pytest.raises(SluiceError) as error:
            await self(*arguments)
        return error.value.problems[0].message
