"""The demo tenant's records, made up from a seed: the same day gives the same records.

Inputs are what the GraphQL mutations take, but for relations: those are given as positions in the lists here,
because ids are made by the server. A deal is a story: how it came in, and each promotion with what it filled
in and when.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from api.demo.names import (
    COMPANIES,
    COMPETITORS,
    FAMILY_NAMES,
    GIVEN_NAMES,
    JOB_TITLES,
    NEXT_STEPS,
    PARENTS,
    PRODUCTS,
    REPS,
    SUBJECTS,
)
from metadata.templates.b2b_funnel import STAGES
from metadata.values import JsonValue

Input = dict[str, JsonValue]

SEED = 2024
DEALS_BY_STAGE = {
    "lead": 70,
    "mql": 52,
    "sql": 40,
    "opportunity": 34,
    "proposal": 26,
    "negotiation": 16,
    "won": 38,
    "lost": 24,
}
CONTACTS_PER_ACCOUNT = 2
SOURCES = ("website", "exhibition", "referral", "coldCall", "wecom", "partner")
REASONS = ("price", "competitor", "noBudget", "noNeed", "timing", "noResponse")

_WAY = [stage.name for stage in STAGES if stage.kind != "lost"]


@dataclass(frozen=True)
class Account:
    """An account and the position of its parent, if it has one."""

    input: Input
    parent: int | None


@dataclass(frozen=True)
class Contact:
    """A contact and the position of its account."""

    input: Input
    account: int


@dataclass(frozen=True)
class Move:
    """A promotion: what it fills in to open the gate, and when it happened."""

    to: str
    at: datetime
    input: Input
    decision_maker: int | None = None


@dataclass(frozen=True)
class Deal:
    """A deal with its promotions in order; `owner` is a position in `names.MEMBERS`."""

    input: Input
    account: int
    contact: int
    owner: int
    created: datetime
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Activity:
    """Something that was done for a deal."""

    input: Input
    deal: int
    contact: int
    owner: int


@dataclass(frozen=True)
class World:
    """All records."""

    accounts: tuple[Account, ...]
    contacts: tuple[Contact, ...]
    deals: tuple[Deal, ...]
    activities: tuple[Activity, ...]


def world(today: date) -> World:
    """The records as of `today`: nothing in them is later than the day before."""
    return _Author(today, random.Random(SEED)).world()  # noqa: S311  # a story, not a secret


def money(amount: Decimal) -> JsonValue:
    """An input of Chinese yuan."""
    return {"amount": f"{amount:.2f}", "currency": "CNY"}


@dataclass
class _Author:
    """Writes the records; `dice` decides everything, so the order of the calls matters."""

    today: date
    dice: random.Random
    contacts: list[Contact] = field(default_factory=list)

    def world(self) -> World:
        accounts = tuple(self.account(index) for index in range(len(COMPANIES)))
        for index in range(len(accounts)):
            for rank in range(CONTACTS_PER_ACCOUNT):
                self.contacts.append(self.contact(index, rank))
        ends = [stage for stage, count in DEALS_BY_STAGE.items() for _ in range(count)]
        self.dice.shuffle(ends)
        deals = tuple(self.deal(end) for end in ends)
        activities = tuple(
            each for index, deal in enumerate(deals) for each in self.activities_of(index, deal)
        )
        return World(accounts, tuple(self.contacts), deals, activities)

    def account(self, index: int) -> Account:
        name, mail, industry, region, city, employees = COMPANIES[index]
        revenue = Decimal(employees) * self.dice.randint(300, 1200) * 1000
        area, serial = self.dice.randint(110000, 659000), self.dice.randint(100000, 999999)
        return Account(
            {
                "name": name,
                "creditCode": f"91{area}MA{index:02}{serial}",
                "industry": industry,
                "region": region,
                "city": city,
                "employees": employees,
                "annualRevenue": money(revenue),
                "website": f"https://{mail}.example.com",
                "keyAccount": employees > 2000,
            },
            dict(PARENTS).get(index),
        )

    def contact(self, account: int, rank: int) -> Contact:
        family, family_latin = FAMILY_NAMES[self.dice.randrange(len(FAMILY_NAMES))]
        given, given_latin = GIVEN_NAMES[self.dice.randrange(len(GIVEN_NAMES))]
        # The first contact of a company decides, the second works with what is bought.
        title, influence = JOB_TITLES[self.dice.randrange(2) if rank == 0 else self.dice.randrange(2, 6)]
        return Contact(
            {
                "name": family + given,
                "jobTitle": title,
                "influence": influence,
                "email": f"{given_latin}.{family_latin}@{COMPANIES[account][1]}.example.com",
                "phone": f"138 0000 {self.dice.randint(0, 9999):04}",
                "wechat": f"{given_latin}_{family_latin}{self.dice.randint(10, 99)}",
            },
            account,
        )

    def deal(self, end: str) -> Deal:
        account = self.dice.randrange(len(COMPANIES))
        product, price = PRODUCTS[self.dice.randrange(len(PRODUCTS))]
        amount = Decimal(price * self.dice.randint(60, 180) // 100) * 1000
        # A lost deal was lost from one of the open stages.
        way = _WAY[1 : self.dice.randrange(1, len(_WAY))] if end == "lost" else _WAY[1 : _WAY.index(end) + 1]
        days = [self.dice.randint(2, 21) for _ in range(len(way) + (end == "lost"))]
        received = self.today - timedelta(days=sum(days) + self.dice.randint(1, 40))
        moves = self.moves(way, days, received, account, amount)
        if end == "lost":
            moves.append(self.loss(received + timedelta(days=sum(days))))
        return Deal(
            {
                "name": f"{_short(COMPANIES[account][0])} {product}",
                "source": self.dice.choice(SOURCES),
                "receivedOn": received.isoformat(),
                "nextStep": self.dice.choice(NEXT_STEPS) if end not in ("won", "lost") else None,
                **self.beginnings(end, amount),
            },
            account,
            account * CONTACTS_PER_ACCOUNT + self.dice.randrange(CONTACTS_PER_ACCOUNT),
            self.dice.choice(REPS),
            self.moment(received),
            tuple(moves),
        )

    def beginnings(self, end: str, amount: Decimal) -> Input:
        """What is known at the start: a lead may not fit, or not be judged yet."""
        if end != "lead":
            return {}
        return {
            "fitScore": self.dice.choice((None, 35, 48, 55, 72, 81)),
            "amount": money(amount) if self.dice.random() < 0.4 else None,
        }

    def moves(
        self, way: list[str], days: list[int], received: date, account: int, amount: Decimal
    ) -> list[Move]:
        found = []
        day = received
        for stage, passed in zip(way, days, strict=False):
            before = day
            day += timedelta(days=passed)
            decider = account * CONTACTS_PER_ACCOUNT if stage == "proposal" else None
            given = self.gained(stage, received, before, day, amount)
            found.append(Move(stage, self.moment(day), given, decider))
        return found

    def gained(self, stage: str, received: date, before: date, day: date, amount: Decimal) -> Input:
        """What the checklist of the stage asks for."""
        cost = amount * self.dice.randint(52, 82) / 100
        match stage:
            case "mql":
                return {"fitScore": self.dice.randint(60, 98)}
            case "sql":
                first = received + timedelta(days=self.dice.randint(0, 7))
                return {"needConfirmed": True, "firstContactedOn": min(first, day).isoformat()}
            case "opportunity":
                return {
                    "discoveryHeldOn": before.isoformat(),
                    "budgetConfirmed": True,
                    "amount": money(amount),
                }
            case "proposal":
                close = day + timedelta(days=self.dice.randint(20, 90))
                margin = (amount - cost) / amount * 100
                return {
                    "amount": money(amount),
                    "cost": money(cost),
                    "margin": f"{margin:.2f}",
                    "expectedCloseDate": close.isoformat(),
                }
            case "negotiation":
                return {"proposalSentOn": before.isoformat()}
            case _:
                return {"contractSigned": True, "signedOn": day.isoformat()}

    def loss(self, day: date) -> Move:
        reason = self.dice.choice(REASONS)
        competitor = self.dice.choice(COMPETITORS) if reason in ("price", "competitor") else None
        return Move("lost", self.moment(day), {"lostReason": reason, "competitor": competitor})

    def activities_of(self, index: int, deal: Deal) -> list[Activity]:
        count = self.dice.randint(0, 1 + len(deal.moves))
        found = []
        for subject, kind, minutes in self.dice.sample(SUBJECTS, min(count, len(SUBJECTS))):
            since = (self.today - deal.created.date()).days
            day = deal.created.date() + timedelta(days=self.dice.randint(0, since - 1))
            details: Input = {
                "subject": subject,
                "kind": kind,
                "minutes": minutes,
                "happenedAt": self.moment(day).isoformat(),
                "notes": self.dice.choice(NEXT_STEPS),
            }
            found.append(Activity(details, index, deal.contact, deal.owner))
        return found

    def moment(self, day: date) -> datetime:
        """A minute of that day's office hours in China, which are 01:00 to 10:00 UTC."""
        return datetime.combine(day, time(self.dice.randint(1, 9), self.dice.randint(0, 59)), UTC)


def _short(name: str) -> str:
    """A company as people call it: 苏州恒岳精密机械有限公司 -> 苏州恒岳, Kaiser Fluid Systems … -> Kaiser."""
    return name.split(" ")[0] if name.isascii() or " " in name else name[:4]
