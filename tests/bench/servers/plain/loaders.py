"""DataLoaders of one request: related records in one statement a level, the top N of each parent with a window."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import InstrumentedAttribute, aliased
from strawberry.dataloader import DataLoader

from tests.bench.servers.plain.models import Account, Activity, Contact, Deal, Record

Sessions = async_sessionmaker[AsyncSession]


class Loaders:
    """What a request has loaded or will load."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        self.accounts = self._by_id(Account)
        self.contacts = self._by_id(Contact)
        self._lists: dict[tuple[str, int], DataLoader[UUID, list[Any]]] = {}

    def _by_id(self, model: type[Record]) -> DataLoader[UUID, Any]:
        async def load(ids: list[UUID]) -> list[Any]:
            async with self.sessions() as session:
                rows = await session.scalars(
                    select(model).where(model.id.in_(ids), model.deleted_at.is_(None))
                )
                found = {row.id: row for row in rows}
            return [found.get(each) for each in ids]

        return DataLoader(load_fn=load)

    def largest_deals(self, first: int) -> DataLoader[UUID, list[Any]]:
        """The largest deals of accounts."""
        return self._top(Deal, Deal.account_id, Deal.amount.desc().nulls_last(), first)

    def latest_activities(self, first: int) -> DataLoader[UUID, list[Any]]:
        """The latest activities of deals."""
        return self._top(Activity, Activity.deal_id, Activity.happened_at.desc().nulls_last(), first)

    def _top(
        self, model: type[Record], parent: InstrumentedAttribute[UUID], order: ColumnElement[Any], first: int
    ) -> DataLoader[UUID, list[Any]]:
        known = self._lists.get((model.__tablename__, first))
        if known is not None:
            return known

        async def load(ids: Sequence[UUID]) -> list[list[Any]]:
            place = func.row_number().over(partition_by=parent, order_by=(order, model.id)).label("place")
            ranked = select(model, place).where(parent.in_(ids), model.deleted_at.is_(None)).subquery()
            entity = aliased(model, ranked)
            async with self.sessions() as session:
                rows = await session.scalars(
                    select(entity).where(ranked.c.place <= first).order_by(ranked.c.place)
                )
                found: dict[UUID, list[Any]] = defaultdict(list)
                for row in rows:
                    found[getattr(row, parent.key)].append(row)
            return [found[each] for each in ids]

        made = self._lists[(model.__tablename__, first)] = DataLoader(load_fn=load)
        return made
