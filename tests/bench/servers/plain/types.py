"""The GraphQL types: what a developer would write by hand for these four objects, named as Sluice names them."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

import strawberry
from strawberry import ID, Private

from tests.bench.configuration import INDUSTRIES, REGIONS, SOURCES, STAGES
from tests.bench.servers.plain import models
from tests.bench.servers.plain.loaders import Loaders

Info = strawberry.Info[Loaders, None]


def _enum(name: str, keys: Iterable[str]) -> type[Enum]:
    return strawberry.enum(Enum(name, {key: key for key in keys}))


DealStage = _enum("DealStage", STAGES)
DealSource = _enum("DealSource", SOURCES)
AccountIndustry = _enum("AccountIndustry", INDUSTRIES)
AccountRegion = _enum("AccountRegion", REGIONS)


@strawberry.type
class Money:
    amount: Decimal
    currency: str


@strawberry.type
class Activity:
    id: ID
    subject: str
    kind: str | None
    happened_at: datetime | None

    @classmethod
    def of(cls, row: models.Activity) -> "Activity":
        return cls(id=ID(str(row.id)), subject=row.subject, kind=row.kind, happened_at=row.happened_at)


@strawberry.type
class ActivityConnection:
    nodes: list[Activity]


@strawberry.type
class Contact:
    id: ID
    name: str
    email: str | None

    @classmethod
    def of(cls, row: models.Contact) -> "Contact":
        return cls(id=ID(str(row.id)), name=row.name, email=row.email)


@strawberry.enum
class DealOrderField(Enum):
    amount = "amount"


@strawberry.enum
class ActivityOrderField(Enum):
    happenedAt = "happenedAt"  # noqa: N815 - the name in the API


@strawberry.enum
class OrderDirection(Enum):
    DESC = "DESC"


@strawberry.input
class DealOrder:
    field: DealOrderField
    direction: OrderDirection


@strawberry.input
class ActivityOrder:
    field: ActivityOrderField
    direction: OrderDirection


@strawberry.type
class Deal:
    id: ID
    name: str
    stage: str
    source: str | None
    amount: Money | None
    margin: Decimal | None
    fit_score: int | None
    budget_confirmed: bool | None
    expected_close_date: date | None
    next_step: str | None
    created_at: datetime
    version: int
    key: Private[UUID]
    account_key: Private[UUID]
    contact_key: Private[UUID | None]

    @classmethod
    def of(cls, row: models.Deal) -> "Deal":
        money = (
            None
            if row.amount is None or row.currency is None
            else Money(amount=row.amount, currency=row.currency)
        )
        return cls(
            id=ID(str(row.id)),
            name=row.name,
            stage=row.stage,
            source=row.source,
            amount=money,
            margin=row.margin,
            fit_score=row.fit_score,
            budget_confirmed=row.budget_confirmed,
            expected_close_date=row.expected_close_date,
            next_step=row.next_step,
            created_at=row.created_at,
            version=row.version,
            key=row.id,
            account_key=row.account_id,
            contact_key=row.contact_id,
        )

    @strawberry.field
    async def account(self, info: Info) -> "Account":
        return Account.of(await info.context.accounts.load(self.account_key))

    @strawberry.field
    async def contact(self, info: Info) -> Contact | None:
        if self.contact_key is None:
            return None
        return Contact.of(await info.context.contacts.load(self.contact_key))

    @strawberry.field
    async def activities(
        self, info: Info, order_by: list[ActivityOrder], first: int = 20
    ) -> ActivityConnection:
        rows = await info.context.latest_activities(first).load(self.key)
        return ActivityConnection(nodes=[Activity.of(row) for row in rows])


@strawberry.type
class DealConnection:
    nodes: list[Deal]


@strawberry.type
class Account:
    id: ID
    name: str
    industry: str | None
    city: str | None
    key: Private[UUID]

    @classmethod
    def of(cls, row: models.Account) -> "Account":
        return cls(id=ID(str(row.id)), name=row.name, industry=row.industry, city=row.city, key=row.id)

    @strawberry.field
    async def deals(self, info: Info, order_by: list[DealOrder], first: int = 20) -> DealConnection:
        rows = await info.context.largest_deals(first).load(self.key)
        return DealConnection(nodes=[Deal.of(row) for row in rows])


@strawberry.type
class AccountConnection:
    nodes: list[Account]


@strawberry.type
class GroupKey:
    value: str


@strawberry.type
class DealSums:
    amount: list[Money]


@strawberry.type
class DealGroup:
    keys: list[GroupKey]
    count: int
    sum: DealSums


@strawberry.enum
class DealGroupField(Enum):
    stage = "stage"


@strawberry.input
class DealGroupBy:
    field: DealGroupField
