"""Plain Strawberry with SQLAlchemy's ORM and DataLoaders, as a competent Python developer would write it.

`python -m tests.bench.servers.plain.server PORT URL`, with the namespace in `PLAIN_NAMESPACE`. Parsed and validated
documents are kept, as Strawberry's documentation advises.
"""

import sys
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from strawberry import ID
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache

from tests.bench.configuration import STAGES
from tests.bench.servers.plain import models
from tests.bench.servers.plain.filters import AccountWhere, DealWhere
from tests.bench.servers.plain.loaders import Loaders
from tests.bench.servers.plain.types import (
    Account,
    AccountConnection,
    Deal,
    DealConnection,
    DealGroup,
    DealGroupBy,
    DealOrder,
    DealSource,
    DealSums,
    GroupKey,
    Info,
    Money,
)
from tests.bench.servers.uvicorn_settings import serve

CONNECTIONS = 8
STAGE_ORDER = list(STAGES)


@strawberry.type
class Query:
    @strawberry.field
    async def deal(self, info: Info, id: ID) -> Deal | None:  # noqa: A002 - the argument's name
        async with info.context.sessions() as session:
            row = await session.get(models.Deal, UUID(id))
        return None if row is None or row.deleted_at is not None else Deal.of(row)

    @strawberry.field
    async def deals(
        self, info: Info, where: DealWhere, order_by: list[DealOrder] | None = None, first: int = 20
    ) -> DealConnection:
        order = [models.Deal.amount.desc().nulls_last()] if order_by else []
        statement = (
            select(models.Deal).where(*where.conditions()).order_by(*order, models.Deal.id).limit(first)
        )
        async with info.context.sessions() as session:
            rows = await session.scalars(statement)
            return DealConnection(nodes=[Deal.of(row) for row in rows])

    @strawberry.field
    async def accounts(self, info: Info, where: AccountWhere, first: int = 20) -> AccountConnection:
        statement = select(models.Account).where(*where.conditions()).order_by(models.Account.id).limit(first)
        async with info.context.sessions() as session:
            rows = await session.scalars(statement)
            return AccountConnection(nodes=[Account.of(row) for row in rows])

    @strawberry.field
    async def deal_groups(self, info: Info, by: list[DealGroupBy]) -> list[DealGroup]:
        stage, currency = models.Deal.stage, models.Deal.currency
        statement = (
            select(stage, currency, func.count(), func.sum(models.Deal.amount))
            .where(models.Deal.deleted_at.is_(None))
            .group_by(stage, currency)
            .order_by(currency)
        )
        counts: dict[str, int] = defaultdict(int)
        sums: dict[str, list[Money]] = defaultdict(list)
        async with info.context.sessions() as session:
            for key, code, count, total in await session.execute(statement):
                counts[key] += count
                if code is not None:
                    sums[key].append(Money(amount=total, currency=code))
        return [
            DealGroup(keys=[GroupKey(value=key)], count=count, sum=DealSums(amount=sums[key]))
            for key, count in sorted(counts.items(), key=lambda group: STAGE_ORDER.index(group[0]))
        ]


@strawberry.input
class MoneyInput:
    amount: Decimal
    currency: str


@strawberry.input
class DealCreateInput:
    name: str
    account_id: ID
    source: DealSource
    amount: MoneyInput
    fit_score: int
    expected_close_date: date
    next_step: str


@strawberry.input
class DealUpdateInput:
    fit_score: int
    next_step: str


@strawberry.type
class UserError:
    code: str


@strawberry.type
class DealPayload:
    deal: Deal
    errors: list[UserError]


@strawberry.type
class DealPromotion(DealPayload):
    promoted: bool


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def create_deal(self, info: Info, input: DealCreateInput) -> DealPayload:  # noqa: A002
        deal = models.Deal(
            name=input.name,
            account_id=UUID(input.account_id),
            source=input.source.value,
            amount=input.amount.amount,
            currency=input.amount.currency,
            fit_score=input.fit_score,
            expected_close_date=input.expected_close_date,
            next_step=input.next_step,
        )
        async with info.context.sessions() as session:
            session.add(deal)
            await session.commit()
            await session.refresh(deal)
        return DealPayload(deal=Deal.of(deal), errors=[])

    @strawberry.mutation
    async def update_deal(self, info: Info, id: ID, input: DealUpdateInput) -> DealPayload:  # noqa: A002
        changed = await _changed(info, id, fit_score=input.fit_score, next_step=input.next_step)
        return DealPayload(deal=changed, errors=[])

    @strawberry.mutation
    async def promote_deal(self, info: Info, id: ID, to: str) -> DealPromotion:  # noqa: A002
        """The change alone: no gate, no history, no event."""
        return DealPromotion(promoted=True, deal=await _changed(info, id, stage=to), errors=[])


async def _changed(info: Info, id_: str, **values: Any) -> Deal:
    statement = (
        update(models.Deal)
        .where(models.Deal.id == UUID(id_), models.Deal.deleted_at.is_(None))
        .values(version=models.Deal.version + 1, updated_at=func.now(), **values)
        .returning(models.Deal)
    )
    async with info.context.sessions() as session:
        row = await session.scalar(statement)
        assert row is not None
        found = Deal.of(row)
        await session.commit()
    return found


class Server(GraphQL[Loaders, None]):
    """Strawberry's ASGI view, with fresh loaders for each request."""

    def __init__(self, url: str) -> None:
        schema = strawberry.Schema(Query, Mutation, extensions=[ParserCache(), ValidationCache()])
        super().__init__(schema)
        address = url.replace("postgresql://", "postgresql+asyncpg://", 1)
        engine = create_async_engine(address, pool_size=CONNECTIONS, max_overflow=0)
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)

    async def get_context(self, request: Any, response: Any) -> Loaders:
        return Loaders(self._sessions)


def main() -> None:
    """Serve."""
    port, url = sys.argv[1:]
    serve(Server(url), int(port))


if __name__ == "__main__":
    main()
