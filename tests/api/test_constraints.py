"""Constraints of fields through the API: what writers are held to, and changes of them over records that exist."""

from typing import Any

import asyncpg
import pytest

from tests.api.conftest import FreshTenant
from tests.client import Api
from tests.world import labels

CHANGE = """mutation ($changes: [CatalogChange!]!, $dryRun: Boolean) {
  changeCatalog(changes: $changes, dryRun: $dryRun) {
    version steps { sentence risk rows breaks } errors { code message path hint details } } }"""
CREATE = """mutation ($input: DealCreateInput!) {
  done: createDeal(input: $input) { deal { id code score } errors { code message path hint details } } }"""
UPDATE = """mutation ($id: ID!, $input: DealUpdateInput!) {
  done: updateDeal(id: $id, input: $input) { deal { id code score } errors { code message path hint } } }"""
DELETE = "mutation ($id: ID!) { deleteDeal(id: $id) { errors { code } } }"
RESTORE = "mutation ($id: ID!) { restoreDeal(id: $id) { errors { code path } } }"
MESSAGE = labels("Write two letters and four digits.", "请写两个字母和四位数字。")
DEAL = {
    "name": "deal",
    "plural": "deals",
    "fields": [
        {"name": "code", "type": "text"},
        {"name": "score", "type": "integer"},
        {"name": "fee", "type": "money"},
        {"name": "notes", "type": "longText"},
        {"name": "parent", "type": "relation", "target": "deal", "reverse": "children"},
    ],
}
PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [{"name": "lead"}, {"name": "won", "kind": "won"}],
    "transitions": [{"source": "lead", "target": "won"}],
}


class Sales:
    """A tenant with deals, and the hands the tests need."""

    def __init__(self, api: Api, token: str) -> None:
        self.api = api
        self.token = token

    async def change(self, *changes: dict[str, Any], dry_run: bool = False) -> dict[str, Any]:
        given = {"changes": list(changes), "dryRun": dry_run}
        found: dict[str, Any] = (await self.api.data(self.token, CHANGE, given))["changeCatalog"]
        return found

    async def set(self, kind: str, field: str, **given: Any) -> None:
        published = await self.change({kind: {"object": "deal", "field": field, **given}})
        assert published["errors"] == []

    async def conflict(self, kind: str, field: str, **given: Any) -> dict[str, Any]:
        """What a change is refused with, the same in a dry run; nothing is changed."""
        change = {kind: {"object": "deal", "field": field, **given}}
        before = await self.version()
        told = [(await self.change(change, dry_run=dry_run)) for dry_run in (True, False)]
        assert told[0] == told[1]
        assert (told[0]["version"], told[0]["steps"]) == (None, [])
        assert await self.version() == before
        (error,) = told[0]["errors"]
        assert error["code"] == "CATALOG_ROWS_CONFLICT"
        assert error["path"][:3] == ["changes", 0, kind]
        assert error["hint"]
        return error

    async def version(self) -> int:
        found: int = (await self.api.data(self.token, "{ catalog { version } }"))["catalog"]["version"]
        return found

    async def create(self, **values: Any) -> str:
        made = await self.try_create(**values)
        assert made["errors"] == [], made
        found: str = made["deal"]["id"]
        return found

    async def try_create(self, headers: dict[str, str] | None = None, **values: Any) -> dict[str, Any]:
        found: dict[str, Any] = await self.api.data(self.token, CREATE, {"input": values}, **(headers or {}))
        return found["done"]

    async def update(self, record: str, **values: Any) -> list[dict[str, Any]]:
        found = await self.api.data(self.token, UPDATE, {"id": record, "input": values})
        errors: list[dict[str, Any]] = found["done"]["errors"]
        return errors

    async def delete(self, record: str) -> None:
        found = await self.api.data(self.token, DELETE, {"id": record})
        assert found["deleteDeal"]["errors"] == []

    async def restore(self, record: str) -> list[dict[str, Any]]:
        found = await self.api.data(self.token, RESTORE, {"id": record})
        errors: list[dict[str, Any]] = found["restoreDeal"]["errors"]
        return errors

    async def sql(self, statement: str) -> list[Any]:
        """Run on the tenant's table, `{deal}`, past the API."""
        caller = await self.api.engine.authenticator.caller(self.token, None)
        text = statement.replace("{deal}", f"{caller.namespace}.deal")
        return list(await self.api.engine.database.fetch(text, [], affinity=caller.namespace))

    async def catalog_field(self, name: str) -> dict[str, Any]:
        document = """{ catalog { objects { fields { name required unique default minimum maximum minLength
            maxLength pattern patternMessage { language text } } } } }"""
        (deal,) = (await self.api.data(self.token, document))["catalog"]["objects"]
        (found,) = [each for each in deal["fields"] if each["name"] == name]
        return dict(found)

    async def described(self, type_name: str, language: str = "en") -> dict[str, tuple[str, str]]:
        """Of an input type: name of a field to (kind of its type, description)."""
        document = "query ($name: String!) { __type(name: $name) { inputFields { name description type { kind } } } }"
        found = await self.api.data(
            self.token, document, {"name": type_name}, **{"Accept-Language": language}
        )
        fields = found["__type"]["inputFields"]
        return {each["name"]: (each["type"]["kind"], each["description"]) for each in fields}


@pytest.fixture
async def sales(api: Api, fresh: FreshTenant) -> Sales:
    await api.change(fresh.admin, {"addObject": DEAL}, {"addPipeline": PIPELINE})
    return Sales(api, fresh.admin)


# Writers


async def test_every_writer_is_held_to_the_bounds(sales: Sales):
    await sales.set("setBounds", "score", minimum=1, maximum="5")
    await sales.set("setBounds", "fee", minimum="0.50")
    await sales.set("setBounds", "code", minLength=2, maxLength=3)
    record = await sales.create(score=5, code="🚀🚀🚀", fee={"amount": "0.5", "currency": "EUR"})
    bad = [
        ({"score": 6}, ["input", "score"], "score takes at most 5."),
        ({"score": 0}, ["input", "score"], "score takes at least 1."),
        (
            {"fee": {"amount": "0.49", "currency": "EUR"}},
            ["input", "fee", "amount"],
            "fee takes at least 0.50.",
        ),
        ({"code": "客"}, ["input", "code"], "The text has 1 characters; code takes at least 2."),
        ({"code": "客户客户"}, ["input", "code"], "The text has 4 characters; code takes at most 3."),
    ]
    promote = """mutation ($id: ID!, $input: DealUpdateInput) {
      promoteDeal(id: $id, to: "won", input: $input) { promoted errors { code message path hint } } }"""
    for values, path, message in bad:
        created = (await sales.try_create(**values))["errors"]
        updated = await sales.update(record, **values)
        moved = (await sales.api.data(sales.token, promote, {"id": record, "input": values}))["promoteDeal"]
        assert moved["promoted"] is False
        for (error,) in (created, updated, moved["errors"]):
            assert (error["code"], error["path"], error["message"]) == ("OUT_OF_RANGE", path, message)
            assert error["hint"]
    count = await sales.api.data(sales.token, "{ deals { totalCount nodes { version } } }")
    assert count["deals"] == {"totalCount": 1, "nodes": [{"version": 1}]}
    found = await sales.api.data(
        sales.token, '{ deals(where: { score: { lt: 100 }, code: { ne: "a" } }) { totalCount } }'
    )
    assert found["deals"]["totalCount"] == 1  # what is only compared is not held to them


async def test_direct_sql_is_held_to_numbers_and_lengths_but_not_to_a_pattern(sales: Sales):
    await sales.set("setBounds", "score", minimum=1)
    await sales.set("setBounds", "fee", maximum=9)
    await sales.set("setBounds", "code", minLength=2, pattern="[a-z]+")
    for values in ("score) VALUES (0)", "fee, fee__currency) VALUES (10, 'EUR')", "code) VALUES ('x')"):
        with pytest.raises(asyncpg.CheckViolationError):
            await sales.sql(f"INSERT INTO {{deal}} ({values}")
    await sales.sql("INSERT INTO {deal} (code, score) VALUES ('AB', 1)")


async def test_a_pattern_says_its_own_message_in_the_callers_language(sales: Sales):
    await sales.set("setBounds", "code", pattern="[A-Z]{2}-[0-9]{4}", patternMessage=MESSAGE)
    told = [("en", MESSAGE[0]["text"]), ("zh-CN", MESSAGE[1]["text"]), ("fr", MESSAGE[0]["text"])]
    for language, message in told:
        (error,) = (await sales.try_create({"Accept-Language": language}, code="AB-12345"))["errors"]
        assert (error["code"], error["path"]) == ("INVALID_VALUE", ["input", "code"])
        assert (error["message"], error["details"]) == (message, None)
        assert error["hint"]
    await sales.create(code="AB-1234")
    await sales.set("setBounds", "code", pattern="[A-Z]{2}-[0-9]{4}")
    (error,) = (await sales.try_create(code="ab-1234"))["errors"]
    assert error["message"] == "code must match the pattern [A-Z]{2}-[0-9]{4}."


async def test_a_hostile_pattern_does_not_stop_the_server(sales: Sales):
    refused = await sales.change(
        {"setBounds": {"object": "deal", "field": "code", "pattern": "(a+)+$" * 1_667}}
    )
    assert [each["code"] for each in refused["errors"]] == ["CATALOG_LIMIT"]
    await sales.set("setBounds", "code", pattern="(a+)+$")
    (error,) = (await sales.try_create(code="a" * 999 + "!"))["errors"]
    assert error["code"] == "INVALID_VALUE"
    await sales.create(code="a" * 1_000)


async def test_bounds_from_the_first_day(sales: Sales):
    """Of fields that come with their object, and of one that is added where there are records."""
    await sales.create()
    added = {
        "name": "rank",
        "type": "decimal",
        "scale": 1,
        "minimum": "-0.5",
        "maximum": 1e2,
        "default": "99.5",
        "required": True,
    }
    published = await sales.change(
        {"addField": {"object": "deal", "field": added}},
        {"addObject": {"name": "zip", "plural": "zips", "fields": [
            {"name": "code", "type": "text", "minLength": 6, "maxLength": 6, "pattern": "[0-9]*",
             "patternMessage": labels("Six digits.")}]}},
    )  # fmt: skip
    assert published["errors"] == []
    assert await sales.sql("SELECT rank::text FROM {deal}") == [("99.5",)]
    document = "{ catalog { objects { name fields { name minimum maximum minLength maxLength pattern } } } }"
    objects = (await sales.api.data(sales.token, document))["catalog"]["objects"]
    shown = {
        f"{each['name']}.{field['name']}": (*field.values(),)[1:]
        for each in objects
        for field in each["fields"]
    }
    assert shown["deal.rank"] == ("-0.5", "100", None, None, None)
    assert shown["zip.code"] == (None, None, 6, 6, "[0-9]*")
    assert shown["deal.code"] == (None,) * 5


async def test_descriptions_of_inputs_tell_the_bounds_in_the_callers_language(sales: Sales):
    await sales.api.change(
        sales.token, {"setLabels": {"object": "deal", "field": "score", "labels": labels("Score", "评分")}}
    )
    await sales.set("setBounds", "score", minimum=1, maximum=5)
    await sales.set("setBounds", "code", maxLength=7, pattern="[A-Z]+", patternMessage=MESSAGE)
    for type_name in ("DealCreateInput", "DealUpdateInput"):
        english, chinese = await sales.described(type_name), await sales.described(type_name, "zh-CN")
        assert english["score"][1] == "Score\n\nMinimum 1, maximum 5"
        assert chinese["score"][1] == "评分\n\n最小值 1、最大值 5"
        assert english["code"][1].endswith(f"Maximum length 7, pattern `[A-Z]+`\n\n{MESSAGE[0]['text']}")
        assert chinese["code"][1].endswith(f"最长 7 个字符、格式 `[A-Z]+`\n\n{MESSAGE[1]['text']}")
        assert english["notes"][1] == "notes"


# Changes over records that exist


async def test_required_where_records_have_no_value(sales: Sales):
    full, first, second = await sales.create(score=1), await sales.create(), await sales.create()
    await sales.delete(second)
    error = await sales.conflict("setRequired", "score", required=True)
    assert error["path"] == ["changes", 0, "setRequired", "required"]
    assert error["details"] == {"rows": 2, "ids": [first, second]}
    await sales.update(first, score=2)
    assert (await sales.conflict("setRequired", "score", required=True))["details"]["ids"] == [second]
    assert await sales.restore(second) == []
    await sales.update(second, score=3)
    published = await sales.change(
        {"setRequired": {"object": "deal", "field": "score", "required": True}}, dry_run=True
    )
    assert published["steps"] == [
        {
            "sentence": "Make the field deal.score required.",
            "risk": "scans",
            "rows": 3,
            "breaks": [
                "Clients can no longer empty deal.score.",
                "Clients that create a record of deal must give score.",
            ],
        }
    ]
    await sales.set("setRequired", "score", required=True)
    assert (await sales.described("DealCreateInput"))["score"][0] == "NON_NULL"
    (error,) = await sales.update(full, score=None)
    assert (error["code"], error["path"]) == ("REQUIRED", ["input", "score"])
    with pytest.raises(asyncpg.NotNullViolationError):
        await sales.sql("INSERT INTO {deal} (code) VALUES ('x')")
    await sales.set("setRequired", "score", required=False)
    assert await sales.update(full, score=None) == []


async def test_a_required_amount_has_both_its_parts(sales: Sales):
    await sales.create(fee={"amount": "1", "currency": "EUR"})
    await sales.set("setRequired", "fee", required=True)
    with pytest.raises(asyncpg.NotNullViolationError):
        await sales.sql("INSERT INTO {deal} (fee) VALUES (1)")


async def test_only_the_first_twenty_records_are_named(sales: Sales):
    made = [await sales.create(score=number % 2) for number in range(25)]
    error = await sales.conflict("setRequired", "code", required=True)
    assert error["details"] == {"rows": 25, "ids": made[:20]}
    error = await sales.conflict("setUnique", "score", unique=True)
    assert error["details"] == {"rows": 25, "ids": made[:20]}


async def test_unique_where_records_share_a_value(sales: Sales):
    first, second, third = [await sales.create(code=code, score=1) for code in ("a", "a", "A")]
    await sales.create()
    await sales.create()  # records without a value share none
    error = await sales.conflict("setUnique", "code", unique=True)
    assert error["details"] == {"rows": 2, "ids": [first, second]}
    await sales.delete(first)
    await sales.set("setUnique", "code", unique=True)
    assert (await sales.try_create(code="A"))["errors"][0]["code"] == "UNIQUE"
    assert [each["code"] for each in await sales.restore(first)] == ["UNIQUE"]
    await sales.set("setUnique", "code", unique=False)
    assert await sales.restore(first) == []
    assert await sales.update(third, code="a") == []


async def test_unique_over_an_amount_and_a_relation(sales: Sales):
    euro, dollar = ({"amount": "1", "currency": currency} for currency in ("EUR", "USD"))
    parent = await sales.create(fee=euro)
    one = await sales.create(fee=dollar, parentId=parent)
    await sales.set("setUnique", "fee", unique=True)
    two = await sales.create(parentId=parent)
    error = await sales.conflict("setUnique", "parent", unique=True)
    assert error["details"] == {"rows": 2, "ids": [one, two]}
    await sales.update(two, parentId=one)
    await sales.set("setUnique", "parent", unique=True)


async def test_unique_where_a_text_is_too_long_for_an_index(sales: Sales):
    """Deleted records too: they could not be restored."""
    long = await sales.create(code="线" * 900)
    await sales.delete(long)
    error = await sales.conflict("setUnique", "code", unique=True)
    assert error["details"] == {"rows": 1, "ids": [long]}
    assert "2,600 bytes" in error["hint"]


async def test_bounds_that_records_are_out_of(sales: Sales):
    low, high = await sales.create(score=0, code="ab"), await sales.create(score=9, code="客户🚀")
    await sales.create()
    assert (await sales.conflict("setBounds", "score", minimum=1))["details"] == {"rows": 1, "ids": [low]}
    assert (await sales.conflict("setBounds", "score", maximum=8))["details"] == {"rows": 1, "ids": [high]}
    assert (await sales.conflict("setBounds", "code", maxLength=2))["details"] == {"rows": 1, "ids": [high]}
    assert (await sales.conflict("setBounds", "code", minLength=3))["details"] == {"rows": 1, "ids": [low]}
    await sales.delete(low)
    assert (await sales.conflict("setBounds", "score", minimum=1))["details"] == {"rows": 1, "ids": [low]}
    planned = await sales.change(
        {"setBounds": {"object": "deal", "field": "code", "minLength": 2, "maxLength": 3}}, dry_run=True
    )
    assert planned["steps"] == [
        {
            "sentence": "Bound the field deal.code: minimum length 2, maximum length 3.",
            "risk": "scans",
            "rows": 3,
            "breaks": [],
        }
    ]
    await sales.set("setBounds", "code", minLength=2, maxLength=3)
    await sales.set("setBounds", "code", maxLength=4)
    assert (await sales.catalog_field("code"))["minLength"] is None
    await sales.create(code="a")


async def test_a_pattern_that_records_do_not_match(sales: Sales):
    good, bad = await sales.create(code="AB-1"), await sales.create(code="ab-1")
    await sales.create()
    gone = await sales.create(code="")
    await sales.delete(gone)
    error = await sales.conflict("setBounds", "code", pattern="[A-Z]+-[0-9]+")
    assert error["path"] == ["changes", 0, "setBounds", "pattern"]
    assert error["details"] == {"rows": 2, "ids": [bad, gone]}
    await sales.set("setBounds", "code", pattern="(?i)[a-z]*-?[0-9]*", patternMessage=MESSAGE)
    shown = await sales.catalog_field("code")
    assert (shown["pattern"], shown["patternMessage"]) == ("(?i)[a-z]*-?[0-9]*", MESSAGE)
    assert await sales.update(good, code="x") == []


async def test_a_pattern_over_many_records_is_judged_page_by_page(sales: Sales, monkeypatch):
    monkeypatch.setattr("metadata.row_counts.TEXTS_AT_ONCE", 3)
    made = [await sales.create(code=code) for code in "axbxcxdxx"]
    error = await sales.conflict("setBounds", "code", pattern="[a-d]")
    assert error["details"] == {"rows": 5, "ids": [made[at] for at in (1, 3, 5, 7, 8)]}
    assert (await sales.conflict("setBounds", "code", pattern="x"))["details"]["rows"] == 4
    await sales.set("setBounds", "code", pattern="[a-dx]")


async def test_a_default_holds_for_new_records_only(sales: Sales):
    old = await sales.create()
    await sales.set("setDefault", "score", default=7)
    made = await sales.try_create()
    assert made["deal"]["score"] == 7
    await sales.sql("INSERT INTO {deal} (code) VALUES ('x')")
    scores = await sales.sql("SELECT score FROM {deal} ORDER BY id")
    assert [row[0] for row in scores] == [None, 7, 7]
    refused = await sales.change({"setBounds": {"object": "deal", "field": "score", "maximum": 6}})
    (error,) = refused["errors"]
    assert (error["code"], error["path"]) == ("OUT_OF_RANGE", ["changes", 0, "setBounds"])
    await sales.set("setDefault", "score", default=None)
    assert (await sales.try_create())["deal"]["score"] is None
    assert (await sales.catalog_field("score"))["default"] is None
    assert await sales.update(old, score=1) == []


async def test_a_required_field_with_a_default_need_not_be_given(sales: Sales):
    published = await sales.change(
        {"setDefault": {"object": "deal", "field": "score", "default": 3}},
        {"setRequired": {"object": "deal", "field": "score", "required": True}},
    )
    assert published["steps"][1]["breaks"] == ["Clients can no longer empty deal.score."]
    assert (await sales.try_create())["deal"]["score"] == 3
    published = await sales.change({"setDefault": {"object": "deal", "field": "score"}})
    assert published["steps"][0]["breaks"] == ["Clients that create a record of deal must give score."]
    assert (await sales.described("DealCreateInput"))["score"][0] == "NON_NULL"


async def test_a_field_of_the_same_publish(sales: Sales):
    """It has its default in every record, or nothing; and it may have had another name before."""
    first, second = await sales.create(code="a"), await sales.create(code="b")
    fields = [{"name": "whole", "type": "integer", "default": 1}, {"name": "bare", "type": "integer"}]
    added = [{"addField": {"object": "deal", "field": field}} for field in fields]
    every = {"rows": 2, "ids": [first, second]}
    refused = [
        ({"setRequired": {"object": "deal", "field": "bare", "required": True}}, every),
        ({"setUnique": {"object": "deal", "field": "whole", "unique": True}}, every),
    ]
    for change, details in refused:
        for dry_run in (True, False):
            (error,) = (await sales.change(*added, change, dry_run=dry_run))["errors"]
            assert (error["path"][:2], error["details"]) == (["changes", 2], details)
    published = await sales.change(
        *added,
        {"setRequired": {"object": "deal", "field": "whole", "required": True}},
        {"setUnique": {"object": "deal", "field": "bare", "unique": True}},
        {"setBounds": {"object": "deal", "field": "whole", "minimum": 1}},
        {"renameObject": {"object": "deal", "name": "offer", "plural": "offers"}},
        {"renameField": {"object": "offer", "field": "code", "name": "number"}},
        {"setRequired": {"object": "offer", "field": "number", "required": True}},
        {"setUnique": {"object": "offer", "field": "number", "unique": True}},
        {"setBounds": {"object": "offer", "field": "number", "maxLength": 1, "pattern": "[ab]"}},
    )
    assert published["errors"] == []


async def test_a_renamed_field_is_judged_by_what_it_has(sales: Sales):
    record = await sales.create(code="abc")
    rename = {"renameField": {"object": "deal", "field": "code", "name": "number"}}
    for bound in ({"maxLength": 2}, {"pattern": "x"}):
        found = await sales.change(rename, {"setBounds": {"object": "deal", "field": "number", **bound}})
        (error,) = found["errors"]
        assert (error["code"], error["details"]) == ("CATALOG_ROWS_CONFLICT", {"rows": 1, "ids": [record]})
    assert (await sales.catalog_field("code"))["maxLength"] is None
