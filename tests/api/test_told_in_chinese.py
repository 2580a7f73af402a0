"""Refusals in Chinese, for who asks for it: exact sentences, else the meaning of the code before the English one."""

from typing import Any

import pytest

from core.errors import ERROR_CODES
from tests.client import Api
from tests.world import World

CHINESE = {"Accept-Language": "zh-CN"}


async def error(api: Api, token: str | None, document: str, **headers: str) -> dict[str, Any]:
    found: dict[str, Any] = (await api.ask(token, document, None, **headers))["errors"][0]
    return found


async def test_an_error_of_graphql_is_told_by_its_code_with_the_exact_sentence_after_it(world: World) -> None:
    english = await error(world.api, world.rep, "{ deals { nodes { nam } } }")
    chinese = await error(world.api, world.rep, "{ deals { nodes { nam } } }", **CHINESE)
    code = ERROR_CODES["GRAPHQL_VALIDATION_FAILED"]
    assert english["message"] == "Cannot query field 'nam' on type 'Deal'. Did you mean 'name'?"
    assert english["extensions"]["hint"] == code.hint
    assert chinese["message"] == f"{code.title.chinese}（{english['message']}）"
    assert chinese["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED", "hint": code.hint.chinese}
    assert chinese["locations"] == english["locations"]


@pytest.mark.parametrize("language", ["zh-CN", "zh", "zh-TW,en;q=0.5"])
async def test_who_is_not_signed_in_is_told_so(world: World, language: str) -> None:
    found = await error(world.api, "sluice_none", "{ me { member { id } } }", **{"Accept-Language": language})
    assert found["extensions"]["hint"] == ERROR_CODES["UNAUTHENTICATED"].hint.chinese
    assert found["message"] == "登录凭证错误、已过期或已撤销"


async def test_a_refused_write_is_told_in_the_payload(world: World) -> None:
    document = """mutation ($id: ID!) { updateDeal(id: $id, input: {name: "X"}, expectedVersion: 99)
      { errors { code message hint path } } }"""
    variables = {"id": world.ids["alpha"]}
    for headers, told in (({}, (str, str)), (CHINESE, None)):
        data = await world.api.data(world.manager, document, variables, **headers)
        (found,) = data["updateDeal"]["errors"]
        code = ERROR_CODES["VERSION_CONFLICT"]
        expected = (code.title, code.hint) if told else (code.title.chinese, code.hint.chinese)
        assert (found["message"], found["hint"]) == expected
        assert (found["code"], found["path"]) == ("VERSION_CONFLICT", ["expectedVersion"])


async def test_a_user_error_of_the_fixed_part_is_told_too(world: World) -> None:
    document = """mutation { changeCatalog(changes: [{addObject: {name: "9deal", plural: "deals9"}}], dryRun: true)
      { errors { code message hint } } }"""
    (english,) = (await world.api.data(world.admin, document))["changeCatalog"]["errors"]
    (chinese,) = (await world.api.data(world.admin, document, **CHINESE))["changeCatalog"]["errors"]
    assert english["code"] == chinese["code"] == "CATALOG_NAME_INVALID"
    assert english["message"].isascii()
    assert chinese["message"] != english["message"]
    assert "9deal" in chinese["message"]


async def test_what_is_no_graphql_is_told_too(world: World) -> None:
    client = world.api.client
    answers = [
        await client.get("/nothing", headers=CHINESE),
        await client.post("/graphql", content=b"[", headers=CHINESE | {"Content-Type": "application/json"}),
        await client.post("/files?name=x.txt", content=b"x", headers=CHINESE),
    ]
    found = [answer.json()["errors"][0]["message"] for answer in answers]
    assert found[0] == "这里没有你可以看到的内容（There is nothing at this address）"
    assert found[1].startswith(ERROR_CODES["BAD_REQUEST"].title.chinese + "（")
    assert found[2] == "此操作需要登录"


async def test_suggestions_that_are_off_are_left_out_in_chinese_too(own_world: World) -> None:
    await own_world.api.change(own_world.admin, {"setApiPolicy": {"suggestions": False}})
    found = await error(own_world.api, own_world.manager, "{ deals { nodes { nam } } }", **CHINESE)
    assert found["message"].endswith("（Cannot query field 'nam' on type 'Deal'.）")


async def test_what_a_sales_team_meets_has_sentences_of_its_own(world: World) -> None:
    create = """mutation ($input: DealCreateInput!) { createDeal(input: $input) { errors { message hint path } } }"""
    input_ = {"name": "X", "amount": {"amount": "1", "currency": "XYZ"}}
    found = (await world.api.data(world.manager, create, {"input": input_}, **CHINESE))["createDeal"][
        "errors"
    ]
    assert found == [
        {
            "message": "“金额”需要 ISO 4217 币种代码。",
            "hint": "请填写三个大写字母，例如 CNY、EUR 或 USD。",
            "path": ["input", "amount", "currency"],
        }
    ]
    update = """mutation ($id: ID!) { updateDeal(id: $id, input: {name: null}) { errors { message } } }"""
    variables = {"id": world.ids["alpha"]}
    found = (await world.api.data(world.manager, update, variables, **CHINESE))["updateDeal"]["errors"]
    assert [each["message"] for each in found] == ["“名称”不能为空"]


async def test_what_who_comes_meets_has_sentences_of_its_own(world: World) -> None:
    sign_in = """mutation { signIn(input: {email: "nobody@example.com", password: "wrong horse"})
      { errors { code message hint } } }"""
    (found,) = (await world.api.data(None, sign_in, **CHINESE))["signIn"]["errors"]
    assert found == {
        "code": "SIGN_IN_FAILED",
        "message": "邮箱或密码错误",
        "hint": "请检查邮箱和密码后重试。",
    }
    invite = (
        """mutation { inviteMember(input: {email: "none", roles: ["rep"]}) { errors { message hint } } }"""
    )
    (found,) = (await world.api.data(world.admin, invite, **CHINESE))["inviteMember"]["errors"]
    assert found == {"message": "'none' 不是有效的邮箱地址", "hint": "请按 name@example.com 的格式填写。"}


async def test_a_plan_is_told_in_chinese_with_its_warnings_and_uses(world: World) -> None:
    document = """mutation ($changes: [CatalogChange!]!) { changeCatalog(changes: $changes, dryRun: true) {
      summary steps { sentence breaks uses { place sentence } } warnings { message hint } errors { message } } }"""
    changes = [
        {"removeStage": {"object": "deal", "stage": "won"}},
        {"addStage": {"object": "deal", "stage": {"name": "stray"}}},
    ]
    found = (await world.api.data(world.admin, document, {"changes": changes}, **CHINESE))["changeCatalog"]
    assert found["errors"] == []
    removed, added = found["steps"]
    assert removed["sentence"] == "移除 deal 的阶段 won。"
    assert removed["breaks"][0] == "值 won 将从 GraphQL schema 的枚举 DealStage 中移除。"
    assert {each["place"] for each in removed["uses"]} >= {"deal 从 qualified 到 won 的流转"}
    assert added["sentence"] == "为 deal 添加阶段 stray。"
    assert found["summary"].startswith("共 2 项修改：")
    assert "从记录开始的 lead 出发，没有流转通往阶段 stray。" in [
        each["message"] for each in found["warnings"]
    ]
    assert all(not each["hint"].isascii() for each in found["warnings"])


async def test_what_the_designer_meets_has_sentences_of_its_own(world: World) -> None:
    async def refused(change: dict[str, Any]) -> str:
        document = """mutation ($changes: [CatalogChange!]!) { changeCatalog(changes: $changes, dryRun: true)
          { errors { message } } }"""
        data = await world.api.data(world.admin, document, {"changes": [change]}, **CHINESE)
        message: str = data["changeCatalog"]["errors"][0]["message"]
        return message

    field = {"name": "name", "type": "text"}
    assert await refused({"addField": {"object": "deal", "field": field}}) == "名称“name”已被使用。"
    assert (
        await refused({"removeField": {"object": "deal", "field": "nothing"}})
        == "没有名为 'nothing' 的“商机”字段。"
    )
    assert (await refused({"removeField": {"object": "deal", "field": "budgetConfirmed"}})).startswith(
        "字段 deal.budgetConfirmed 正被"
    )
