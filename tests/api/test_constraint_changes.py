"""Changes of constraints over records that exist: what they are refused with, and what holds afterwards."""

import asyncpg
import pytest

from tests.api.sales import Sales
from tests.world import labels

MESSAGE = labels("Write two letters and four digits.", "请写两个字母和四位数字。")


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
    monkeypatch.setattr("metadata.row_counts.VALUES_AT_ONCE", 3)
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
