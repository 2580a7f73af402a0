"""`sluice serve` as it would be if requests had connections in the order in which they come, whoever's they are."""

import sys

import core.database
from api.command import main
from core.turns import Turns


class InOrder(Turns):
    """One queue, and as many places for anybody as there are."""

    def __init__(self, places: int) -> None:
        super().__init__(places)
        self._shared = places

    async def begin(self, tenant: str, deadline: float) -> None:
        await super().begin("", deadline)

    def end(self, tenant: str) -> None:
        super().end("")


if __name__ == "__main__":
    core.database.Turns = InOrder  # type: ignore[misc]
    sys.exit(main(["serve"]))
