"""Pipelines in the designer, in a Chinese browser: drawn, put in order, given a gate, published, and taken apart."""

from dataclasses import replace

import pytest
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.console.fitness import faults_of
from tests.console.tenants import FUNNEL, Tenant, signed_up
from tests.protocols.serving import Served

PROMOTE = """mutation ($id: ID!, $to: String!) {
  promoteDeal(id: $id, to: $to) { promoted verdict { clauses { satisfied sentence } } } }"""


@pytest.fixture
def locale() -> str:
    return "zh-CN"


@pytest.fixture
async def tenant(served: Served) -> Tenant:
    made = await signed_up(served, "石头科技")
    await made.configure(*FUNNEL)
    return replace(made, language="zh-CN")


def node(page: Page, stage: str) -> Locator:
    return page.locator(f".react-flow__node[data-id={stage}]")


async def carry(page: Page, what: Locator, to: Locator) -> None:
    """By the mouse, from the middle of one thing to the middle of another."""
    boxes = [await each.bounding_box() for each in (what, to)]
    middles = [(each["x"] + each["width"] / 2, each["y"] + each["height"] / 2) for each in boxes if each]
    await page.mouse.move(*middles[0])
    await page.mouse.down()
    await page.mouse.move(middles[1][0] - 10, middles[1][1], steps=6)
    await page.mouse.move(*middles[1], steps=3)
    await page.mouse.up()


async def publish(page: Page) -> None:
    await page.get_by_role("link", name="查看发布计划").click()
    read, button = page.get_by_label("我已阅读"), page.get_by_role("button", name="发布", exact=True)
    await expect(button.and_(page.locator(":enabled")).or_(read).first).to_be_visible()
    if await read.count():
        await read.check()
    await button.click()
    await expect(page.get_by_text("已生效")).to_be_visible()


async def test_a_stage_and_a_move_with_a_gate_are_drawn_published_and_taken_away(
    window: BrowserContext, tenant: Tenant
):
    create = 'mutation { createDeal(input: { name: "星河项目" }) { deal { id } } }'
    deal = (await tenant.ask(create))["createDeal"]["deal"]["id"]
    page = await tenant.sign_in(window, "/designer/pipelines/deal")
    await expect(node(page, "proposal")).to_be_visible()
    assert await faults_of(page) == []

    await page.get_by_role("button", name="添加阶段").first.click()
    adding = page.get_by_role("dialog", name="添加阶段")
    await adding.get_by_label("名称（英文）").fill("Legal review")
    await adding.get_by_label("名称（中文）").fill("法务审核")
    assert await faults_of(page) == []
    await adding.get_by_role("button", name="加入草稿").click()
    await expect(adding).to_be_hidden()
    await expect(node(page, "legalReview")).to_contain_text("法务审核")
    await carry(page, node(page, "lead").locator(".source"), node(page, "legalReview").locator(".target"))
    await expect(page.get_by_text("草稿中有 2 项修改")).to_be_visible()
    await carry(page, node(page, "legalReview"), node(page, "proposal"))
    await expect(page.get_by_text("草稿中有 3 项修改")).to_be_visible()
    rows = page.get_by_role("table", name="阶段").get_by_role("row")
    await expect(rows.nth(2)).to_contain_text("法务审核")
    later = page.get_by_role("button", name="法务审核：后移一位")
    await later.press("Enter")
    await expect(rows.nth(3)).to_contain_text("法务审核")
    await expect(later).to_be_focused()

    await page.get_by_role("button", name="流转“线索 → 法务审核”，无关卡").click()
    await page.get_by_role("dialog", name="线索 → 法务审核").get_by_role("link", name="设置关卡").click()
    await expect(page.get_by_role("heading", name="流转“线索 → 法务审核”的关卡")).to_be_visible()
    await page.get_by_role("button", name="添加条件", exact=True).click()
    await page.get_by_title("字段").select_option("budget")
    says = page.get_by_role("region", name="规则含义").locator("[lang='zh-CN']")
    await expect(says).to_contain_text("Budget confirmed")
    sentence = await says.inner_text()
    await page.get_by_role("button", name="加入草稿").click()
    await expect(page.get_by_text("草稿中有 5 项修改")).to_be_visible()
    assert await faults_of(page) == []
    await publish(page)

    refused = (await tenant.ask(PROMOTE, id=deal, to="legalReview"))["promoteDeal"]
    assert not refused["promoted"]
    assert refused["verdict"]["clauses"] == [{"satisfied": False, "sentence": sentence}]
    await tenant.ask(
        "mutation ($id: ID!) { updateDeal(id: $id, input: { budget: true }) { errors { code } } }", id=deal
    )
    assert (await tenant.ask(PROMOTE, id=deal, to="legalReview"))["promoteDeal"]["promoted"]

    await page.set_viewport_size({"width": 390, "height": 800})
    await page.emulate_media(color_scheme="dark")
    await page.goto("/designer/pipelines/deal")
    await page.get_by_role("button", name="移除阶段 法务审核").click()
    removing = page.get_by_role("dialog", name="移除“法务审核”？")
    await removing.get_by_role("button", name="移除").click()
    await expect(removing.get_by_role("alert")).to_be_visible()
    await removing.get_by_label("其中的记录移到").click()
    await page.get_by_role("option", name="方案").click()
    assert await faults_of(page) == []
    await removing.get_by_role("button", name="移除").click()
    await expect(removing).to_be_hidden()
    await expect(rows).to_have_count(4)
    assert await faults_of(page) == []
    await publish(page)
    stands = await tenant.ask("query ($id: ID!) { deal(id: $id) { stage } }", id=deal)
    assert stands["deal"]["stage"] == "proposal"


async def test_a_further_pipeline_is_added_renamed_and_ended_and_a_criterion_warns(
    window: BrowserContext, tenant: Tenant
):
    page = await tenant.sign_in(window, "/designer/pipelines/deal")
    await page.get_by_role("button", name="添加流程").click()
    adding = page.get_by_role("dialog", name="添加流程")
    await adding.get_by_label("名称（英文）").fill("Renewal")
    await adding.get_by_label("名称（中文）").fill("续约")
    await adding.get_by_role("button", name="加入草稿").click()
    await expect(page.get_by_role("heading", name="商机：续约")).to_be_visible()
    await page.get_by_role("button", name="添加流转").click()
    moving = page.get_by_role("dialog", name="添加流转")
    for end, stage in (("从", "新建"), ("到", "线索")):
        await moving.get_by_role("combobox", name=end).click()
        await page.get_by_role("option", name=stage).click()
    await moving.get_by_role("button", name="加入草稿").click()
    await expect(moving).to_be_hidden()
    await expect(node(page, "lead")).to_contain_text("属于sales")
    assert await faults_of(page) == []

    await page.get_by_role("link", name="添加附加条件").click()
    await page.get_by_label("名称", exact=False).first.fill("sized")
    await page.get_by_label("不满足条件的流转").click()
    await page.get_by_role("option", name="提醒").click()
    await page.get_by_role("button", name="添加条件", exact=True).click()
    await page.get_by_title("字段").select_option("budget")
    await page.get_by_role("button", name="加入草稿").click()
    await expect(page.get_by_role("table", name="附加条件")).to_contain_text("sized")
    await publish(page)
    found = await tenant.ask(
        "{ catalog { objects { pipeline { further { label } criteria { name mode pipeline } } } } }"
    )
    pipeline = found["catalog"]["objects"][0]["pipeline"]
    assert pipeline["further"] == [{"label": "续约"}]
    assert pipeline["criteria"] == [{"name": "sized", "mode": "warn", "pipeline": "renewal"}]

    await page.goto("/designer/pipelines/deal/renewal")
    await page.get_by_role("button", name="名称与强制推进").click()
    changing = page.get_by_role("dialog", name="续约")
    await changing.get_by_label("API 名称").fill("renewals")
    await changing.get_by_role("button", name="加入草稿").click()
    await page.wait_for_url("**/designer/pipelines/deal/renewals")
    await page.get_by_role("button", name="名称与强制推进").click()
    await page.get_by_role("dialog", name="续约").get_by_role("button", name="移除流程").click()
    removing = page.get_by_role("dialog", name="移除“续约”？")
    await removing.get_by_role("button", name="移除").click()
    await expect(page.get_by_role("heading", name="商机：sales")).to_be_visible()
    await publish(page)
    found = await tenant.ask("{ catalog { objects { pipeline { further { label } criteria { name } } } } }")
    assert found["catalog"]["objects"][0]["pipeline"] == {"further": [], "criteria": []}
