"""Numbers that the database gives: each once, without gaps, whoever creates, and never again."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.api.conftest import fresh_tenant
from tests.client import Api, running_api
from tests.tenant_copies import copied

YEAR = f"{datetime.now(UTC):%Y}"
QUOTE = {
    "name": "quote",
    "plural": "quotes",
    "display": "number",
    "fields": [
        {"name": "title", "type": "text", "unique": True, "searchable": True},
        {"name": "number", "type": "autoNumber", "numbering": {"format": "报价-{YYYY}-{0000}"}},
    ],
}
CREATE = """mutation ($input: QuoteCreateInput!) {
  done: createQuote(input: $input) { quote { id number } errors { code path message } } }"""
ROLL_BACK = "mutation ($to: Int!) { rollBackCatalog(to: $to) { version errors { code message path } } }"


class Quotes:
    """A tenant with quotes, and the hands the tests need."""

    def __init__(self, api: Api, token: str) -> None:
        self.api = api
        self.token = token

    async def create(self, title: str | None = None, api: Api | None = None) -> dict[str, Any]:
        given = {"input": {"title": title or secrets.token_hex(6)}}
        found: dict[str, Any] = (await (api or self.api).data(self.token, CREATE, given))["done"]
        return found

    async def number(self, title: str | None = None) -> str:
        made = await self.create(title)
        assert made["errors"] == []
        return str(made["quote"]["number"])

    async def numbers(self) -> list[str]:
        found = await self.api.data(self.token, "{ quotes(first: 200) { nodes { number } } }")
        return [each["number"] for each in found["quotes"]["nodes"]]

    async def change(self, *changes: dict[str, Any], **arguments: Any) -> dict[str, Any]:
        return await self.api.change(self.token, *changes, **arguments)

    async def set(self, **numbering: Any) -> None:
        await self.change({"setNumbering": {"object": "quote", "field": "number", "numbering": numbering}})

    async def sql(self, statement: str) -> list[Any]:
        """Run in the tenant's namespace, `{at}`, past the API."""
        caller = await self.api.engine.authenticator.caller(self.token, None)
        text = statement.replace("{at}", caller.namespace)
        return list(await self.api.engine.database.fetch(text, [], affinity=caller.namespace))

    async def version(self) -> int:
        found: int = (await self.api.data(self.token, "{ catalog { version } }"))["catalog"]["version"]
        return found


@copied
async def quotes(api: Api) -> Quotes:
    fresh = await fresh_tenant(api)
    await api.change(fresh.admin, {"addObject": QUOTE})
    return Quotes(api, fresh.admin)


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Api]:
    """A second process."""
    async with running_api(database_url) as running:
        yield running


async def test_records_are_numbered(quotes: Quotes) -> None:
    assert await quotes.number("a") == f"报价-{YEAR}-0001"
    assert await quotes.number("b") == f"报价-{YEAR}-0002"
    document = """query ($rule: JSON) {
      found: quotes(where: { number: { endsWith: "-0002" } }) { nodes { title } }
      ordered: quotes(orderBy: [{ field: number, direction: DESC }]) { nodes { number } }
      groups: quoteGroups(by: [{ field: number }]) { count keys { value } }
      ruled: quotes(where: { rule: $rule }) { nodes { title } }
      shown: catalog { objects { fields {
        name required unique canCreate canUpdate numbering { format restart start } } } } }"""
    rule = {"in": [f"{YEAR}-0001", {"var": "number"}]}
    found = await quotes.api.data(quotes.token, document, {"rule": rule})
    assert [each["title"] for each in found["found"]["nodes"]] == ["b"]
    assert [each["number"][-4:] for each in found["ordered"]["nodes"]] == ["0002", "0001"]
    assert [each["count"] for each in found["groups"]] == [1, 1]
    assert [each["title"] for each in found["ruled"]["nodes"]] == ["a"]
    (shown,) = [each for each in found["shown"]["objects"][0]["fields"] if each["name"] == "number"]
    assert shown == {
        "name": "number",
        "required": True,
        "unique": True,
        "canCreate": False,
        "canUpdate": False,
        "numbering": {"format": "报价-{YYYY}-{0000}", "restart": "never", "start": 1},
    }


async def test_nobody_gives_a_number(quotes: Quotes) -> None:
    for document in (
        'mutation { createQuote(input: { number: "x" }) { errors { code } } }',
        'mutation { updateQuote(id: "x", input: { number: "x" }) { errors { code } } }',
    ):
        assert await quotes.api.codes(quotes.token, document) == ["GRAPHQL_VALIDATION_FAILED"]


async def test_search_finds_a_number(quotes: Quotes) -> None:
    await quotes.change({"setSearchable": {"object": "quote", "field": "number", "searchable": True}})
    await quotes.number("a")
    await quotes.number("b")
    document = f'{{ quotes(search: "报价-{YEAR}-0002") {{ nodes {{ title }} }} }}'
    assert (await quotes.api.data(quotes.token, document))["quotes"]["nodes"] == [{"title": "b"}]


async def test_many_at_once_get_one_each_and_leave_no_gap(quotes: Quotes, other: Api) -> None:
    made = await asyncio.gather(*(quotes.create(api=(quotes.api, other)[number % 2]) for number in range(80)))
    numbers = sorted(each["quote"]["number"] for each in made)
    assert numbers == [f"报价-{YEAR}-{number:04}" for number in range(1, 81)]


async def test_a_refused_creation_takes_no_number(quotes: Quotes) -> None:
    await quotes.number("same")
    refused = await quotes.create("same")
    assert [each["code"] for each in refused["errors"]] == ["UNIQUE"]
    assert await quotes.number("other") == f"报价-{YEAR}-0002"


async def test_two_numbers_of_a_record(quotes: Quotes) -> None:
    numbering = {"format": "Q{000}", "start": 7}
    field = {"name": "second", "type": "autoNumber", "numbering": numbering}
    await quotes.change({"addField": {"object": "quote", "field": field}})
    document = "mutation { done: createQuote(input: {}) { quote { number second } } }"
    made = [(await quotes.api.data(quotes.token, document))["done"]["quote"] for _ in range(2)]
    assert made == [
        {"number": f"报价-{YEAR}-0001", "second": "Q007"},
        {"number": f"报价-{YEAR}-0002", "second": "Q008"},
    ]


async def test_a_counter_begins_again_with_its_period(quotes: Quotes) -> None:
    await quotes.set(format="{YYYY}{MM}-{00}", restart="month", start=5)
    month = f"{datetime.now(UTC):%Y%m}"
    assert await quotes.number() == f"{month}-05"
    assert await quotes.number() == f"{month}-06"
    # As if these had been given a year ago.
    await quotes.sql("UPDATE {at}.sluice_counter SET period = '202001', last = 99")
    await quotes.sql("""UPDATE {at}.quote SET number = replace(number, to_char(now(), 'YYYYMM'), '202001')""")
    assert await quotes.number() == f"{month}-05"
    # A clock that is put back begins nothing again.
    await quotes.sql("UPDATE {at}.sluice_counter SET period = '999901'")
    assert await quotes.number() == f"{month}-06"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
async def test_days_are_those_of_the_tenant(quotes: Quotes, zone: str) -> None:
    """Of these two, it is always another day in at least one than in UTC."""
    await quotes.set(format="{YYYY}{MM}{DD}-{0}", restart="day")
    await quotes.change({"setTimeZone": {"timeZone": zone}})
    before, number, after = datetime.now(ZoneInfo(zone)), await quotes.number(), datetime.now(ZoneInfo(zone))
    assert number in {f"{each:%Y%m%d}-1" for each in (before, after)}


async def test_a_number_outgrows_its_padding(quotes: Quotes) -> None:
    await quotes.set(format="{0}", start=9)
    assert [await quotes.number() for _ in range(3)] == ["9", "10", "11"]


async def test_another_numbering_repeats_no_number(quotes: Quotes) -> None:
    assert await quotes.number() == f"报价-{YEAR}-0001"
    # It begins again each year from now on, but there are numbers of this year.
    await quotes.set(format="报价-{YYYY}-{0000}", restart="year")
    assert await quotes.number() == f"报价-{YEAR}-0002"
    # A smaller start than what was given changes nothing, a greater one does.
    await quotes.set(format="报价-{YYYY}-{0000}", restart="year", start=2)
    assert await quotes.number() == f"报价-{YEAR}-0003"
    await quotes.set(format="报价-{YYYY}-{0000}", restart="year", start=100)
    assert await quotes.number() == f"报价-{YEAR}-0100"
    # Numbers that only look like those to come are left out.
    await quotes.sql("UPDATE {at}.quote SET number = 'A1500' WHERE number LIKE '%0100'")
    await quotes.set(format="A1{000}")
    assert await quotes.number() == "A1501"
    assert await quotes.numbers() == [
        *(f"报价-{YEAR}-000{each}" for each in (1, 2, 3)),
        "A1500",
        "A1501",
    ]


async def test_records_that_exist_are_numbered_as_they_were_created(quotes: Quotes) -> None:
    for title in "abcd":
        await quotes.create(title)
    await quotes.sql("""UPDATE {at}.quote SET "createdAt" = '2024-12-31T23:59:59Z' WHERE title = 'd'""")
    await quotes.sql("""UPDATE {at}.quote SET "deletedAt" = now() WHERE title = 'b'""")
    numbering = {"format": "Q{YY}/{00}", "restart": "year"}
    field = {"name": "other", "type": "autoNumber", "numbering": numbering, "searchable": True}
    published = await quotes.change({"addField": {"object": "quote", "field": field}})
    assert [(each["risk"], each["rows"]) for each in published["steps"]] == [("rewrites", 4)]
    rows = await quotes.sql("SELECT title, other, version FROM {at}.quote ORDER BY title")
    short = YEAR[2:]
    assert [tuple(row) for row in rows] == [
        ("a", f"Q{short}/01", 1),
        ("b", f"Q{short}/02", 1),
        ("c", f"Q{short}/03", 1),
        ("d", "Q24/01", 1),
    ]
    document = "mutation { done: createQuote(input: {}) { quote { other } } }"
    made = await quotes.api.data(quotes.token, document)
    assert made["done"]["quote"]["other"] == f"Q{short}/04"


async def test_the_counter_outlives_its_field(quotes: Quotes) -> None:
    """Rolled back to, a field goes on: what was printed once is not given to another record."""
    before = await quotes.version()
    first = [await quotes.number() for _ in range(2)]
    await quotes.change(
        {"setNumbering": {"object": "quote", "field": "number", "numbering": {"format": "{0}"}}}
    )
    assert await quotes.number() == "3"
    rolled = await quotes.api.data(quotes.token, ROLL_BACK, {"to": before})
    assert rolled["rollBackCatalog"]["errors"] == []
    assert await quotes.numbers() == [*first, "3"]
    assert await quotes.number() == f"报价-{YEAR}-0004"


async def test_a_creation_is_one_statement(quotes: Quotes, api_statements: list[str]) -> None:
    await quotes.number()
    api_statements.clear()
    await quotes.number()
    assert len(api_statements) == 1


@pytest.mark.parametrize(
    ("numbering", "path", "code"),
    [
        (None, ["numbering"], "CATALOG_INVALID"),
        ({"format": "D-{YYYY}"}, ["numbering", "format"], "CATALOG_INVALID"),
        ({"format": "{0}{00}"}, ["numbering", "format"], "CATALOG_INVALID"),
        ({"format": "{0}{ss}"}, ["numbering", "format"], "CATALOG_INVALID"),
        ({"format": "{0}}"}, ["numbering", "format"], "CATALOG_INVALID"),
        ({"format": "{}{0}"}, ["numbering", "format"], "CATALOG_INVALID"),
        ({"format": "\n{0}"}, ["numbering", "format"], "CATALOG_INVALID"),
        ({"format": ""}, ["numbering", "format"], "CATALOG_INVALID"),
        ({"format": "x" * 900_000}, ["numbering", "format"], "CATALOG_LIMIT"),
        ({"format": "{0000000000000}"}, ["numbering", "format"], "CATALOG_LIMIT"),
        ({"format": "{0}", "restart": "year"}, ["numbering", "restart"], "CATALOG_INVALID"),
        ({"format": "{YY}{0}", "restart": "month"}, ["numbering", "restart"], "CATALOG_INVALID"),
        ({"format": "{YY}{MM}{0}", "restart": "day"}, ["numbering", "restart"], "CATALOG_INVALID"),
        ({"format": "{0}", "start": 0}, ["numbering", "start"], "CATALOG_INVALID"),
        ({"format": "{0}", "start": 2**31 - 1}, ["numbering", "start"], "CATALOG_INVALID"),
    ],
)
async def test_a_format_that_is_none(
    quotes: Quotes, numbering: dict[str, Any] | None, path: list[str], code: str
) -> None:
    field = {"name": "code", "type": "autoNumber", "numbering": numbering}
    refused = await quotes.api.try_change(quotes.token, {"addField": {"object": "quote", "field": field}})
    (error,) = [each for each in refused["errors"] if each["path"][-1] == path[-1]]
    assert (error["code"], error["path"]) == (code, ["changes", 0, "addField", "field", *path])
    if numbering is not None:
        given = {"object": "quote", "field": "number", "numbering": numbering}
        refused = await quotes.api.try_change(quotes.token, {"setNumbering": given})
        assert [(each["code"], each["path"]) for each in refused["errors"]] == [
            (code, ["changes", 0, "setNumbering", *path])
        ]


async def test_a_number_stays_required_and_unique(quotes: Quotes) -> None:
    for kind, given in (("setRequired", {"required": False}), ("setUnique", {"unique": False})):
        change = {kind: {"object": "quote", "field": "number", **given}}
        refused = await quotes.api.try_change(quotes.token, change)
        assert [each["code"] for each in refused["errors"]] == ["CATALOG_INVALID"]
    default = {"setDefault": {"object": "quote", "field": "number", "default": "x"}}
    assert (await quotes.api.try_change(quotes.token, default))["errors"][0]["code"] == "CATALOG_INVALID"
    other = {"setNumbering": {"object": "quote", "field": "title", "numbering": {"format": "{0}"}}}
    refused = await quotes.api.try_change(quotes.token, other)
    assert [each["path"][-1] for each in refused["errors"]] == ["field"]
