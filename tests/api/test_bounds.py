"""Bounds of fields through the API: what every writer is held to, and how they are told."""

import asyncpg
import pytest

from tests.api.sales import Sales
from tests.world import labels

MESSAGE = labels("Write two letters and four digits.", "请写两个字母和四位数字。")


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
