"""The filters of the plain server, as conditions of the ORM."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement
from strawberry import ID

from tests.bench.servers.plain import models
from tests.bench.servers.plain.types import AccountIndustry, AccountRegion, DealStage


@strawberry.input
class IDFilter:
    eq: ID


@strawberry.input
class IntFilter:
    gte: int


@strawberry.input
class MoneyFilter:
    gte: Decimal


@strawberry.input
class DealStageFilter:
    eq: DealStage | None = None
    in_: list[DealStage] | None = strawberry.field(name="in", default=None)


@strawberry.input
class AccountIndustryFilter:
    eq: AccountIndustry


@strawberry.input
class AccountRegionFilter:
    eq: AccountRegion


@strawberry.input
class DealListWhere:
    some: "DealWhere"


@strawberry.input
class AccountWhere:
    industry: AccountIndustryFilter | None = None
    region: AccountRegionFilter | None = None
    employees: IntFilter | None = None
    deals: DealListWhere | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """What an account must meet."""
        yield models.Account.deleted_at.is_(None)
        if self.industry:
            yield models.Account.industry == self.industry.eq.value
        if self.region:
            yield models.Account.region == self.region.eq.value
        if self.employees:
            yield models.Account.employees >= self.employees.gte
        if self.deals:
            yield models.Account.deals.any(_all(self.deals.some.conditions()))


@strawberry.input
class DealWhere:
    account_id: IDFilter | None = None
    stage: DealStageFilter | None = None
    fit_score: IntFilter | None = None
    amount: MoneyFilter | None = None
    account: AccountWhere | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """What a deal must meet."""
        yield models.Deal.deleted_at.is_(None)
        if self.account_id:
            yield models.Deal.account_id == UUID(self.account_id.eq)
        if self.stage and self.stage.eq:
            yield models.Deal.stage == self.stage.eq.value
        if self.stage and self.stage.in_:
            yield models.Deal.stage.in_([each.value for each in self.stage.in_])
        if self.fit_score:
            yield models.Deal.fit_score >= self.fit_score.gte
        if self.amount:
            yield models.Deal.amount >= self.amount.gte
        if self.account:
            yield models.Deal.account.has(_all(self.account.conditions()))


def _all(conditions: Iterator[ColumnElement[bool]]) -> Any:
    first, *rest = conditions
    for each in rest:
        first = first & each
    return first
