"""`dealFunnel`: how far records came. The numbers are compared with a walk through the history of each record."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from statistics import mean, median
from typing import Any

import pytest

from core.clock import read_duration
from metadata.field_types.duration import SECOND
from tests.client import Api
from tests.world import add_member, sign_up

BID = {
    "name": "bid",
    "plural": "bids",
    "fields": [
        {"name": "name", "type": "text", "searchable": True},
        {"name": "value", "type": "money"},
        {"name": "points", "type": "integer"},
    ],
}
STAGES = {
    "sales": {
        "fresh": "open",
        "talks": "open",
        "offer": "open",
        "signed": "won",
        "framed": "won",
        "lost": "lost",
    },
    "after": {"care": "open", "renewed": "won", "gone": "lost", "dropped": "lost"},
}
KINDS = {name: kind for stages in STAGES.values() for name, kind in stages.items()}
PIPELINES = [
    {
        "addPipeline": {
            "object": "bid",
            "name": name,
            "stages": [{"name": stage, "kind": kind} for stage, kind in stages.items()],
            "transitions": [],
        }
    }
    for name, stages in STAGES.items()
]
ROLES = [
    {
        "name": "own",
        "grants": [{"object": "bid", "action": each, "rows": "own"} for each in ("read", "create")],
    },
    {
        "name": "blind",
        "grants": [
            {"object": "bid", "action": "read"},
            {"object": "bid", "action": "read", "field": "value", "effect": "deny"},
        ],
    },
]
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
STANDINGS = ("reached", "entered", "advanced", "standing", "lost", "elsewhere", "won")
RECORDS = "{ count sum { value { amount currency } points } }"
FUNNEL = f"""query ($pipeline: String, $where: BidWhere, $search: String, $from: DateTime, $to: DateTime) {{
  bidFunnel(pipeline: $pipeline, where: $where, search: $search, from: $from, to: $to) {{ records {RECORDS} stages {{
    stage label {" ".join(f"{each} {RECORDS}" for each in STANDINGS)} conversion winRate
    stays medianDuration averageDuration medianWorkingDuration averageWorkingDuration }} }} }}"""


@dataclass
class Bid:
    """A record as the tables have it."""

    stage: str
    owner: str
    created: datetime
    amount: Decimal | None
    currency: str | None
    points: int | None
    moves: list[tuple[str | None, str, datetime]]

    def seen(self, pipeline: str) -> set[str]:
        """The stages of the pipeline that it has ever been in."""
        every = {self.stage, *(each for source, target, _ in self.moves for each in (source, target) if each)}
        return every & set(STAGES[pipeline])

    def came(self, pipeline: str) -> datetime:
        """When it came into the pipeline."""
        known = STAGES[pipeline]
        moments = [at for source, target, at in self.moves if target in known and source not in known]
        return moments[0] if moments else self.created


@dataclass
class Bids:
    """A tenant with bids; `own` sees those of one member, `blind` no values."""

    api: Api
    admin: str
    own: str
    blind: str
    member: str
    found: list[Bid]
    calendar: Any

    async def ask(self, token: str, **variables: Any) -> dict[str, Any]:
        found: dict[str, Any] = (await self.api.data(token, FUNNEL, variables))["bidFunnel"]
        return found


@pytest.fixture(scope="module")
async def bids(api: Api) -> Bids:
    admin, slug = await sign_up(api, "funnel")
    await api.change(admin, {"addObject": BID}, *({"addRole": each} for each in ROLES))
    caller = await api.engine.authenticator.caller(admin, None)
    namespace, database = caller.namespace, api.engine.database
    # Some are older than the pipeline.
    old = "mutation ($i: BidCreateInput!) { createBid(input: $i) { errors { code } } }"
    for number in range(6):
        given = {"i": {"name": f"old {number}", "points": number}}
        assert (await api.data(admin, old, given))["createBid"]["errors"] == []
    await api.change(admin, *PIPELINES)
    own, member = await add_member(api, admin, slug, "own")
    blind, _ = await add_member(api, admin, slug, "blind")
    catalog = await api.engine.catalogs.head(namespace)
    await fill(database, namespace, catalog.object_by_name["bid"], member)
    rows = await database.fetch(
        f'SELECT * FROM {namespace}.bid WHERE "deletedAt" IS NULL', [], affinity=namespace
    )
    moves = await database.fetch(
        f"SELECT * FROM {namespace}.sluice_stage_history ORDER BY occurred_at, id", [], affinity=namespace
    )
    found = [
        Bid(
            row["stage"],
            str(row["ownerId"]),
            row["createdAt"],
            row["value"],
            row["value__currency"],
            row["points"],
            [
                (each["from_stage"], each["to_stage"], each["occurred_at"])
                for each in moves
                if each["record_id"] == row["id"]
            ],
        )
        for row in rows
    ]
    return Bids(api, admin, own, blind, member, found, catalog.working_calendar)


async def fill(database: Any, namespace: str, of: Any, member: str, many: int = 300) -> None:
    """Bids that wander through the stages of both pipelines, sometimes twice in one moment; every tenth is deleted."""
    source = random.Random(86)
    made = f"""INSERT INTO {namespace}.bid (name, stage, "createdAt", "stageEnteredAt", "ownerId", value,
        value__currency, points, "deletedAt") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"""
    moved = f"""INSERT INTO {namespace}.sluice_stage_history (object_id, record_id, pipeline_id, from_stage, to_stage,
        occurred_at, catalog_version) VALUES ($1, $2, $3, $4, $5, $6, 1)"""
    for number in range(many):
        moves = [*wandered(source)]
        priced = source.random() < 0.8
        values = [
            f"bid {number}",
            moves[-1][1],
            moves[0][2],
            moves[-1][2],
            member if source.random() < 0.4 else None,
            Decimal(source.randrange(100_000)).scaleb(-2) if priced else None,
            source.choice(("CNY", "EUR")) if priced else None,
            source.choice((None, *range(10))),
            BEGIN if number % 10 == 0 else None,
        ]
        record = (await database.fetch(made, values, affinity=namespace))[0][0]
        for left, entered, at in moves:
            given = [of.id, record, of.pipeline.id, left, entered, at]
            await database.fetch(moved, given, affinity=namespace)


def wandered(source: random.Random) -> Iterator[tuple[str | None, str, datetime]]:
    """The moves of a bid, mostly one stage further in its pipeline."""
    stage, at = source.choice(("fresh", "fresh", "fresh", "talks", "care")), BEGIN
    at += timedelta(seconds=source.randrange(90 * 86_400))
    yield None, stage, at
    for _ in range(source.randrange(7)):
        (stages,) = (each for each in STAGES.values() if stage in each)
        names = [*stages]
        further = names[min(names.index(stage) + 1, len(names) - 1)]
        target = source.choice((further, further, further, source.choice([*KINDS])))
        if target == stage:
            continue
        at += timedelta(seconds=source.choice((0, source.randrange(86_400), source.randrange(20 * 86_400))))
        yield stage, target, at
        stage = target


# What a walk through each history finds


def expected(bids: Bids, of: list[Bid], pipeline: str) -> dict[str, Any]:
    stages = {name: kind for name, kind in STAGES[pipeline].items() if kind != "lost"}
    of = [each for each in of if each.seen(pipeline)]
    return {"records": added(of), "stages": [step(bids, of, pipeline, stages, each) for each in stages]}


def step(bids: Bids, of: list[Bid], pipeline: str, stages: dict[str, str], name: str) -> dict[str, Any]:
    won = {each for each, kind in stages.items() if kind == "won"}
    opened = [each for each, kind in stages.items() if kind == "open"]
    further = set() if name in won else {*opened[opened.index(name) + 1 :], *won}
    reached = [each for each in of if each.seen(pipeline) & {name, *further}]
    stayed = [each for each in reached if not each.seen(pipeline) & further]
    stood = {
        "reached": reached,
        "entered": [each for each in of if name in each.seen(pipeline)],
        "advanced": [each for each in reached if each.seen(pipeline) & further],
        "standing": [each for each in stayed if each.stage == name],
        "lost": [each for each in stayed if STAGES[pipeline].get(each.stage) == "lost"],
        "won": [each for each in reached if each.seen(pipeline) & won],
    }
    stood["elsewhere"] = [
        each for each in stayed if each.stage != name and STAGES[pipeline].get(each.stage) != "lost"
    ]
    share = {
        "conversion": None if name in won else rate(stood["advanced"], reached),
        "winRate": rate(stood["won"], reached),
    }
    told = {standing: added(stood[standing]) for standing in STANDINGS}
    return {"stage": name, "label": name, **told, **share, **lengths(bids, of, name)}


def rate(some: list[Bid], of: list[Bid]) -> float | None:
    return len(some) / len(of) if of else None


def added(of: list[Bid]) -> dict[str, Any]:
    money: defaultdict[str, Decimal] = defaultdict(Decimal)
    for each in of:
        if each.currency is not None and each.amount is not None:
            money[each.currency] += each.amount
    points = [each.points for each in of if each.points is not None]
    amounts = [{"amount": f"{money[each]:.2f}", "currency": each} for each in sorted(money)]
    return {"count": len(of), "sum": {"value": amounts, "points": str(sum(points)) if points else None}}


def lengths(bids: Bids, of: list[Bid], name: str) -> dict[str, Any]:
    stays = [
        (at, left)
        for each in of
        for (_, stage, at), (_, _, left) in zip(each.moves, each.moves[1:], strict=False)
        if stage == name
    ]
    elapsed = [(left - at).total_seconds() for at, left in stays]
    working = [sum(worked(bids.calendar, *each)) for each in stays]
    return {
        "stays": len(stays),
        "medianDuration": of_all(median, elapsed),
        "averageDuration": of_all(mean, elapsed),
        "medianWorkingDuration": of_all(median, working),
        "averageWorkingDuration": of_all(mean, working),
    }


def worked(calendar: Any, since: datetime, until: datetime) -> Iterator[float]:
    """Seconds of each working hour span between two moments, in UTC."""
    day = since.date()
    while day <= until.date():
        if day.weekday() < 5:
            for hours in calendar.hours:
                start, end = (
                    datetime.combine(day, time.fromisoformat(each), UTC) for each in (hours.start, hours.end)
                )
                yield max(0, (min(end, until) - max(start, since)).total_seconds())
        day += timedelta(days=1)


def of_all(told: Any, values: list[float]) -> float | None:
    return told(values) if values else None


def assert_told(found: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Durations are told in whole seconds; of what lies between two either is right."""
    for there, each in zip(found["stages"], wanted["stages"], strict=True):
        for name in [each for each in there if each.endswith("Duration")]:
            told, exact = there.pop(name), each.pop(name)
            assert (told is None) == (exact is None), (there["stage"], name)
            if told is not None:
                assert abs(read_duration(told) / SECOND - exact) <= 0.5, (there["stage"], name)
    assert found == wanted
    for each in found["stages"]:
        counts = {name: each[name]["count"] for name in STANDINGS}
        parts = ("advanced", "standing", "lost", "elsewhere")
        assert counts["reached"] == sum(counts[name] for name in parts)


@pytest.mark.parametrize("pipeline", [*STAGES])
async def test_what_is_told_is_what_the_histories_say(bids: Bids, pipeline: str) -> None:
    found = await bids.ask(bids.admin, pipeline=pipeline)
    assert all(each["entered"]["count"] for each in found["stages"])
    assert any(each["elsewhere"]["count"] for each in found["stages"])
    assert found["records"]["count"] < len(bids.found), "some were never in it"
    assert_told(found, expected(bids, bids.found, pipeline))


async def test_the_first_pipeline_is_told_of_where_none_is_named(bids: Bids) -> None:
    assert await bids.ask(bids.admin) == await bids.ask(bids.admin, pipeline="sales")


@pytest.mark.parametrize("pipeline", [*STAGES])
async def test_records_count_by_when_they_came_into_the_pipeline(bids: Bids, pipeline: str) -> None:
    since, until = (BEGIN + timedelta(days=each) for each in (20, 60))
    its = [each for each in bids.found if each.seen(pipeline)]
    found = await bids.ask(
        bids.admin, pipeline=pipeline, **{"from": since.isoformat(), "to": until.isoformat()}
    )
    within = [each for each in its if since <= each.came(pipeline) < until]
    assert 0 < len(within) < len(its)
    assert_told(found, expected(bids, within, pipeline))
    parts = [
        await bids.ask(bids.admin, pipeline=pipeline, **given)
        for given in ({"to": since.isoformat()}, {"from": since.isoformat()})
    ]
    assert sum(each["records"]["count"] for each in parts) == len(its)


async def test_a_moment_begins_a_time_and_ends_the_one_before(bids: Bids) -> None:
    first = min(each.came("sales") for each in bids.found if each.seen("sales")).isoformat()
    ahead = await bids.ask(bids.admin, to=first)
    assert ahead["records"]["count"] == 0
    on = await bids.ask(bids.admin, **{"from": first})
    assert on["records"] == (await bids.ask(bids.admin))["records"]


async def test_filters_and_words_narrow_the_records(bids: Bids) -> None:
    many = [each for each in bids.found if each.points is not None and each.points >= 5]
    assert_told(await bids.ask(bids.admin, where={"points": {"gte": 5}}), expected(bids, many, "sales"))
    rule = {"rule": {">=": [{"var": "points"}, 5]}}
    assert_told(await bids.ask(bids.admin, where=rule), expected(bids, many, "sales"))
    old = await bids.ask(bids.admin, search="old")
    assert old["records"] == {"count": 6, "sum": {"value": [], "points": "15"}}
    assert [each["standing"]["count"] for each in old["stages"]] == [6, 0, 0, 0, 0]


async def test_nothing_is_told_of_nobody(bids: Bids) -> None:
    found = await bids.ask(bids.admin, where={"points": {"gt": 99}})
    assert_told(found, expected(bids, [], "sales"))
    assert found["stages"][0]["conversion"] is None


async def test_only_records_that_the_caller_may_read_count(bids: Bids) -> None:
    own = [each for each in bids.found if each.owner == bids.member]
    assert 0 < len(own) < len(bids.found)
    assert_told(await bids.ask(bids.own), expected(bids, own, "sales"))
    assert_told(await bids.ask(bids.own, pipeline="after"), expected(bids, own, "after"))


async def test_a_field_that_is_hidden_is_added_up_for_nobody(bids: Bids) -> None:
    hidden = "{ bidFunnel { records { sum { value { amount } } } } }"
    made_up = hidden.replace("value", "vqlue")
    answers = [await bids.api.ask(bids.blind, each) for each in (hidden, made_up)]
    told = [str(each).replace("vqlue", "value") for each in answers]
    assert told[0] == told[1]
    assert answers[0]["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    found = await bids.api.data(bids.blind, "{ bidFunnel { records { count sum { points } } } }")
    points = expected(bids, bids.found, "sales")["records"]["sum"]["points"]
    assert found["bidFunnel"]["records"]["sum"]["points"] == points


async def test_parts_may_be_asked_twice_and_by_other_names(bids: Bids) -> None:
    document = """{ all: bidFunnel { __typename a: records { __typename n: count }
      stages { __typename s: stage x: lost { sum { value { c: currency } } } y: lost { t: sum { __typename value {
        __typename amount } } } } } }"""
    found = (await bids.api.data(bids.admin, document))["all"]
    wanted = expected(bids, bids.found, "sales")
    assert found["__typename"] == "BidFunnel"
    assert found["a"] == {"__typename": "BidFunnelRecords", "n": wanted["records"]["count"]}
    for there, each in zip(found["stages"], wanted["stages"], strict=True):
        assert (there["__typename"], there["s"]) == ("BidFunnelStage", each["stage"])
        amounts = each["lost"]["sum"]["value"]
        assert there["x"]["sum"]["value"] == [{"c": one["currency"]} for one in amounts]
        assert there["y"]["t"]["value"] == [
            {"__typename": "Money", "amount": one["amount"]} for one in amounts
        ]


async def test_one_statement_answers_and_each_stage_is_a_row(bids: Bids, api_statements: list[str]) -> None:
    await bids.api.ask(bids.admin, FUNNEL)
    api_statements.clear()
    answer = await bids.api.ask(bids.admin, FUNNEL)
    assert len(api_statements) == 1
    assert answer["extensions"]["cost"]["rows"] == 6, "all records, and five stages"


async def test_a_pipeline_that_there_is_not_is_refused(bids: Bids) -> None:
    answer = await bids.api.ask(bids.admin, FUNNEL, {"pipeline": "service"})
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "sales, after" in error["extensions"]["hint"]
