"""The rows of the benchmark: made up, in Chinese and English, the same in every run (a fixed seed).

They go into the tenant's tables by COPY. Ids grow with the time of creation, as `uuidv7()` makes them.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import asyncpg

from tests.bench.configuration import INDUSTRIES, KINDS, PROMOTED_FROM, REGIONS, SOURCES, STAGES

SEED = 20_260_101
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
SPAN_SECONDS = 2 * 365 * 86_400
OWNED_SHARE = 0.05
"""The part of the deals that belongs to the rep."""
KEY_ACCOUNT_EVERY = 20
"""One account in so many is a key account."""
KEY_ACCOUNT_DEALS = 0.2
"""The part of the deals that goes to key accounts beside their share of the rest: 96 each, others have 16."""
CURRENCIES = ("CNY", "CNY", "CNY", "USD", "EUR")

_PLACES = (
    "苏州",
    "无锡",
    "宁波",
    "佛山",
    "成都",
    "武汉",
    "长春",
    "合肥",
    "Norden",
    "Harbour",
    "Alpen",
    "Pacific",
)
_TRADES = (
    "精密机械",
    "汽车零部件",
    "新能源",
    "医疗器械",
    "供应链",
    "食品",
    "Robotics",
    "Components",
    "Foods",
    "Energy",
)
_FORMS = ("有限公司", "股份有限公司", "集团", "Ltd.", "GmbH", "Inc.")
_GIVEN = ("立新", "晓明", "雅婷", "建国", "思远", "佳怡", "Anna", "Peter", "Maria", "James")
_FAMILY = ("陈", "王", "李", "张", "赵", "周", "Weber ", "Smith ", "Rossi ", "Martin ")
_TITLES = ("采购总监", "信息化经理", "总经理", "CTO", "Head of purchasing", "Plant manager")
_PRODUCTS = (
    "MES 一期",
    "WMS 升级",
    "供应链协同平台",
    "设备物联网",
    "Quality cloud",
    "Planning suite",
    "Line upgrade",
)
_STEPS = (
    "下周二现场调研，确认范围。",
    "等待客户预算批复。",
    "Send the revised offer by Friday.",
    "Demo with the plant team.",
)
_SUBJECTS = (
    "需求访谈",
    "方案汇报",
    "报价沟通",
    "合同条款",
    "Kick-off",
    "Product demo",
    "Follow-up",
    "Site visit",
)


@dataclass(frozen=True)
class Sizes:
    """How many rows of each object."""

    accounts: int
    contacts: int
    deals: int
    activities: int

    @classmethod
    def at(cls, scale: float) -> "Sizes":
        """The sizes of issue and documentation at 1.0, never fewer than a smoke test needs."""
        return cls(
            max(200, round(10_000 * scale)),
            max(400, round(50_000 * scale)),
            max(2_000, round(200_000 * scale)),
            max(4_000, round(400_000 * scale)),
        )


@dataclass(frozen=True)
class Members:
    """Who owns the rows."""

    admin: UUID
    rep: UUID


@dataclass(frozen=True)
class Filled:
    """Ids to ask for, each list in a fixed random order.

    Attributes:
        key_accounts: accounts with many deals.
        deals: those that are not promotable: they may be changed.
        promotable: deals whose next promotion the gate allows.
    """

    key_accounts: list[UUID]
    deals: list[UUID]
    own_deals: list[UUID]
    promotable: list[UUID]


_SYSTEM = ("id", "version", "createdAt", "createdBy", "updatedAt", "updatedBy", "ownerId")
_ACCOUNT = (
    *_SYSTEM,
    *("name", "industry", "region", "city", "employees"),
    *("annualRevenue", "annualRevenue__currency", "website", "keyAccount"),
)
_CONTACT = (*_SYSTEM, "name", "jobTitle", "email", "phone", "accountId")
_DEAL = (
    *_SYSTEM,
    *("stage", "name", "accountId", "contactId", "source", "amount", "amount__currency", "margin"),
    *("fitScore", "budgetConfirmed", "expectedCloseDate", "nextStep"),
)
_ACTIVITY = (*_SYSTEM, "subject", "kind", "happenedAt", "minutes", "notes", "dealId", "contactId")

Values = tuple[object, ...]


class Maker:
    """Makes the rows of one table after the other; `Filled` is read from it afterwards."""

    def __init__(self, sizes: Sizes, members: Members) -> None:
        self._random = random.Random(SEED)
        self._sizes = sizes
        self._members = members
        self._accounts: list[UUID] = []
        self._contacts: list[list[UUID]] = []
        self._deals: list[tuple[UUID, UUID | None]] = []
        self._own: list[UUID] = []
        self._promotable: list[UUID] = []

    def filled(self) -> Filled:
        """What was made."""
        promotable = set(self._promotable)
        deals = [deal for deal, _ in self._deals if deal not in promotable]
        found = Filled(self._accounts[::KEY_ACCOUNT_EVERY], deals, self._own, self._promotable)
        for ids in (found.key_accounts, found.deals, found.own_deals, found.promotable):
            self._random.shuffle(ids)
        return found

    def _system(self, position: int, of: int, owner: UUID) -> tuple[UUID, Values, datetime]:
        """The id, the columns of `_SYSTEM`, and the time of creation."""
        at = BEGIN + timedelta(milliseconds=int(SPAN_SECONDS * 1000 * position / of))
        stamp = int(at.timestamp() * 1000) << 80 | 7 << 76 | self._random.getrandbits(12) << 64
        made = UUID(int=stamp | 2 << 62 | self._random.getrandbits(62))
        admin = self._members.admin
        return made, (made, 1, at, admin, at, admin, owner), at

    def accounts(self) -> Iterator[Values]:
        pick, many = self._random.choice, self._sizes.accounts
        for position in range(many):
            made, system, _ = self._system(position, many, self._members.admin)
            self._accounts.append(made)
            self._contacts.append([])
            revenue = Decimal(self._random.randrange(1_000_000, 900_000_000)).scaleb(-2)
            yield (
                *system,
                f"{pick(_PLACES)}{pick(_TRADES)}{pick(_FORMS)} {position}",
                pick(tuple(INDUSTRIES)),
                pick(tuple(REGIONS)),
                pick(_PLACES),
                self._random.randrange(20, 5_000),
                revenue,
                pick(CURRENCIES),
                f"https://www.company-{position}.example",
                position % KEY_ACCOUNT_EVERY == 0,
            )

    def contacts(self) -> Iterator[Values]:
        pick, many = self._random.choice, self._sizes.contacts
        for position in range(many):
            made, system, _ = self._system(position, many, self._members.admin)
            account = self._random.randrange(len(self._accounts))
            self._contacts[account].append(made)
            yield (
                *system,
                f"{pick(_FAMILY)}{pick(_GIVEN)}",
                pick(_TITLES),
                f"person.{position}@company-{account}.example",
                f"+86 13{self._random.randrange(10**9):09}",
                self._accounts[account],
            )

    def _account(self) -> int:
        many = len(self._accounts)
        if self._random.random() < KEY_ACCOUNT_DEALS:
            return self._random.randrange(0, many, KEY_ACCOUNT_EVERY)
        return self._random.randrange(many)

    def deals(self) -> Iterator[Values]:
        pick, many = self._random.choice, self._sizes.deals
        for position in range(many):
            own = self._random.random() < OWNED_SHARE
            owner = self._members.rep if own else self._members.admin
            made, system, at = self._system(position, many, owner)
            account, stage = self._account(), pick(tuple(STAGES))
            contact = pick(self._contacts[account]) if self._contacts[account] else None
            self._deals.append((made, contact))
            ready = stage == PROMOTED_FROM
            if own:
                self._own.append(made)
            elif ready:
                self._promotable.append(made)
            yield (
                *system,
                stage,
                f"{pick(_PLACES)} {pick(_PRODUCTS)} {position}",
                self._accounts[account],
                contact,
                pick(tuple(SOURCES)),
                Decimal(self._random.randrange(500_000, 500_000_000)).scaleb(-2),
                pick(CURRENCIES),
                Decimal(self._random.randrange(500, 6_000)).scaleb(-2),
                self._random.randrange(60, 100) if ready else self._random.randrange(100),
                ready or self._random.random() < 0.5,
                at.date() + timedelta(days=self._random.randrange(20, 300)),
                pick(_STEPS) if self._random.random() < 0.8 else None,
            )

    def activities(self) -> Iterator[Values]:
        pick, many = self._random.choice, self._sizes.activities
        for position in range(many):
            _, system, at = self._system(position, many, self._members.admin)
            deal, contact = pick(self._deals)
            yield (
                *system,
                f"{pick(_SUBJECTS)} {position}",
                pick(tuple(KINDS)),
                at,
                self._random.randrange(5, 180),
                pick(_STEPS),
                deal,
                contact,
            )


async def fill(url: str, namespace: str, sizes: Sizes, members: Members) -> Filled:
    """Fill the tenant's tables, and let PostgreSQL look at them.

    Foreign keys are not checked row by row: the rows are consistent as they are made.
    """
    maker = Maker(sizes, members)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("set session_replication_role = replica")
        for table, columns, rows in (
            ("account", _ACCOUNT, maker.accounts()),
            ("contact", _CONTACT, maker.contacts()),
            ("deal", _DEAL, maker.deals()),
            ("activity", _ACTIVITY, maker.activities()),
        ):
            await connection.copy_records_to_table(
                table, schema_name=namespace, columns=columns, records=rows
            )
        await connection.execute("vacuum analyze")
        # Neither runs of its own accord while one side is measured, so as not to be counted as that side's.
        await connection.execute("alter system set autovacuum = off")
        await connection.execute("select pg_reload_conf()")
        await connection.execute("checkpoint")
    finally:
        await connection.close()
    return maker.filled()
