"""Records in a real browser: lists, saved views, edits in place, many at once, the page of one, search."""

import re

import pytest
from playwright.async_api import BrowserContext, Page, Route, expect

from tests.console.tenants import FUNNEL, Tenant, signed_up
from tests.console.test_board import deal, faults_of
from tests.protocols.serving import Served

PERSON = {
    "name": "contact",
    "plural": "contacts",
    "display": "name",
    "labels": [{"language": "en", "text": "Contact"}],
    "pluralLabels": [{"language": "en", "text": "Contacts"}],
    "fields": [
        {
            "name": "name",
            "type": "text",
            "required": True,
            "searchable": True,
            "labels": [{"language": "en", "text": "Name"}],
        },
        {
            "name": "phone",
            "type": "text",
            "trackHistory": True,
            "labels": [{"language": "en", "text": "Phone"}],
        },
        {"name": "notes", "type": "longText", "labels": [{"language": "en", "text": "Notes"}]},
        {
            "name": "deal",
            "type": "relation",
            "target": "deal",
            "reverse": "contacts",
            "labels": [{"language": "en", "text": "Deal"}],
        },
    ],
}


@pytest.fixture(scope="module")
async def tenant(served: Served) -> Tenant:
    made = await signed_up(served, "记录科技")
    await made.configure(*FUNNEL, {"addObject": PERSON})
    return made


async def contact(tenant: Tenant, name: str, **values: object) -> str:
    done = await tenant.ask(
        "mutation ($input: ContactCreateInput!) { createContact(input: $input) { contact { id } errors { code } } }",
        input={"name": name, **values},
    )
    found: str = done["createContact"]["contact"]["id"]
    return found


async def names(page: Page) -> list[str]:
    return await page.locator("tbody tr td:nth-child(2) a").all_inner_texts()


async def choose(page: Page, label: str, option: str, at: int = 0) -> None:
    await page.get_by_label(label, exact=True).nth(at).click()
    await page.get_by_role("option", name=option, exact=True).click()


async def test_a_list_is_ordered_filtered_and_searched(window: BrowserContext, tenant: Tenant):
    for name, phone in (("筛选甲", "300"), ("筛选乙", "100"), ("筛选丙", "200")):
        await contact(tenant, name, phone=phone)
    page = await tenant.sign_in(window, "/records/contact")
    await page.get_by_role("button", name="Filter", exact=True).click()
    await page.get_by_role("button", name="Add a condition").click()
    group = page.get_by_role("group", name="Filter")
    await group.locator("input[type=text]").fill("筛选")
    await expect(page.get_by_text("3 records")).to_be_visible()
    await page.get_by_role("button", name="Phone", exact=True).click()
    await expect(page.locator("tbody tr").first).to_contain_text("筛选乙")
    assert await names(page) == ["筛选乙", "筛选丙", "筛选甲"]
    await page.get_by_role("button", name="Phone", exact=True).click()
    await expect(page.locator("tbody tr").first).to_contain_text("筛选甲")
    await page.get_by_role("button", name="Add a group").click()
    nested = group.get_by_role("group", name="Filter")
    await nested.get_by_role("button", name="Add a condition").click()
    await nested.locator("input[type=text]").first.fill("甲")
    await nested.locator("input[type=text]").last.fill("丙")
    await expect(page.get_by_text("2 records")).to_be_visible()
    assert await names(page) == ["筛选甲", "筛选丙"]
    await page.get_by_role("searchbox").fill("筛选丙")
    await expect(page.get_by_text("1 record", exact=True)).to_be_visible()


async def test_a_view_is_saved_and_comes_back(window: BrowserContext, tenant: Tenant):
    for name in ("视图一", "视图二", "别的"):
        await contact(tenant, name)
    page = await tenant.sign_in(window, "/records/contact")
    await page.get_by_role("button", name="Filter", exact=True).click()
    await page.get_by_role("button", name="Add a condition").click()
    await page.get_by_role("group", name="Filter").locator("input[type=text]").fill("视图")
    await expect(page.get_by_text("2 records")).to_be_visible()
    await page.get_by_role("button", name="Columns").click()
    columns = page.get_by_role("dialog", name="Columns")
    await columns.get_by_label("Phone", exact=True).uncheck()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Save view").click()
    dialog = page.get_by_role("dialog", name="Save view")
    await dialog.get_by_label("Name of the view").fill("我的视图")
    await dialog.get_by_label("Shared with everybody").check()
    await dialog.get_by_role("button", name="Save", exact=True).click()
    await expect(dialog).to_be_hidden()
    await page.reload()
    await expect(page.get_by_text("2 records")).to_be_visible()
    await expect(page.get_by_role("columnheader", name="Phone")).to_be_hidden()
    await page.goto("/records/contact")
    await expect(page.get_by_role("columnheader", name="Phone")).to_be_visible()
    await choose(page, "View", "我的视图 (shared)")
    await expect(page.get_by_text("2 records")).to_be_visible()
    await expect(page.get_by_role("columnheader", name="Phone")).to_be_hidden()
    await page.get_by_role("button", name="Remove view").click()
    await expect(page.get_by_role("columnheader", name="Phone")).to_be_visible()
    kept = await tenant.ask('{ savedViews(object: "contact") { name } }')
    assert kept == {"savedViews": []}


async def test_a_value_is_edited_where_it_stands_and_a_conflict_loses_nothing(
    window: BrowserContext, tenant: Tenant
):
    id_ = await contact(tenant, "冲突", phone="1")
    page = await tenant.sign_in(window, "/records/contact")
    # What was searched for is still on its way: the record leaves the list, and its editor does not.
    await page.get_by_role("searchbox").fill("没有这样的记录")
    await page.get_by_role("button", name="Edit Phone of 冲突").click()
    editor = page.get_by_role("dialog", name="Phone")
    await editor.get_by_label("Phone").fill("typed")
    await expect(page.get_by_text("0 records")).to_be_attached()
    await tenant.ask(
        'mutation ($id: ID!) { updateContact(id: $id, input: { phone: "theirs" }) { errors { code } } }',
        id=id_,
    )
    await editor.get_by_role("button", name="Save").click()
    await expect(editor.get_by_role("alert")).to_contain_text("theirs")
    assert await editor.get_by_label("Phone").input_value() == "typed"
    await editor.get_by_role("button", name="Save").click()
    await expect(editor).to_be_hidden()
    await page.get_by_role("searchbox").fill("")
    await expect(page.get_by_role("button", name="Edit Phone of 冲突")).to_contain_text("typed")


async def test_a_lost_connection_is_told_and_loses_nothing(window: BrowserContext, tenant: Tenant):
    await contact(tenant, "断线", phone="1")
    await contact(tenant, "在线")  # so that one record alone is what the search has found
    await deal(tenant, "断线的商机", amount={"amount": "5000", "currency": "CNY"}, budget=True)
    page = await tenant.sign_in(window, "/records/contact")
    await page.get_by_role("searchbox").fill("断线")
    await expect(page.get_by_text("1 record", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Edit Phone of 断线").click()
    editor = page.get_by_role("dialog", name="Phone")
    await editor.get_by_label("Phone").fill("138")
    await window.set_offline(True)
    await editor.get_by_role("button", name="Save").click()
    await expect(editor.get_by_role("alert")).to_contain_text("cannot be reached")
    await page.keyboard.press("Escape")
    assert await faults_of(page) == []
    await page.get_by_role("button", name="Go on editing").click()
    await window.set_offline(False)
    assert await editor.get_by_label("Phone").input_value() == "138"
    await editor.get_by_role("button", name="Save").click()
    await expect(editor).to_be_hidden()

    # The way back leads to the list as it was looked at.
    await page.get_by_role("link", name="断线").click()
    await page.get_by_label("Where this is").get_by_role("link", name="Contacts").click()
    await expect(page.get_by_role("searchbox")).to_have_value("断线")
    await expect(page.get_by_text("1 record", exact=True)).to_be_visible()

    await page.goto("/board/deal/sales")
    await page.get_by_role("button", name="Move: 断线的商机", exact=True).click()
    await page.get_by_role("menuitem", name="Proposal May enter").wait_for()
    await window.set_offline(True)
    await page.get_by_role("menuitem", name="Proposal").click()
    told = page.get_by_role("alert").filter(has_text="cannot be reached")
    await expect(told.first).to_be_visible()
    await window.set_offline(False)
    await told.get_by_role("button", name="Try again").first.click()
    await expect(
        page.get_by_role("region", name="Proposal").get_by_role("link", name="断线的商机")
    ).to_be_visible()


async def test_many_are_moved_each_with_its_verdict_and_deleted_and_restored(
    window: BrowserContext, tenant: Tenant
):
    await deal(tenant, "Ready", amount={"amount": "5000", "currency": "CNY"}, budget=True)
    await deal(tenant, "Poor")
    page = await tenant.sign_in(window, "/records/deal")
    for name in ("Ready", "Poor"):
        await page.get_by_label(f"Select {name}", exact=True).check()
    await page.get_by_role("button", name="Move", exact=True).click()
    dialog = page.get_by_role("dialog", name="Move 2 records")
    await choose(page, "To stage", "Proposal")
    await dialog.get_by_role("button", name="Apply").click()
    await expect(dialog.get_by_text("1 done, 1 refused")).to_be_visible()
    await expect(dialog.get_by_role("listitem").filter(has_text="Poor")).to_contain_text("Budget confirmed")
    await dialog.get_by_role("button", name="Close").click()

    await page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog", name="Edit 2 records")
    await choose(page, "Field", "Budget confirmed")
    await dialog.get_by_label("Budget confirmed").last.check()
    await dialog.get_by_role("button", name="Apply").click()
    await expect(dialog.get_by_text("2 done, 0 refused")).to_be_visible()
    await dialog.get_by_role("button", name="Close").click()

    await page.get_by_role("button", name="Delete", exact=True).click()
    await expect(page.get_by_role("link", name="Poor")).to_be_hidden()
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("link", name="Poor")).to_be_visible()


async def test_a_record_is_created_and_what_is_missing_is_said_beside_its_field(
    window: BrowserContext, tenant: Tenant
):
    page = await tenant.sign_in(window, "/records/contact")
    await page.get_by_role("button", name="New", exact=True).click()
    dialog = page.get_by_role("dialog", name="New: Contact")
    await dialog.get_by_label("Phone").fill("42")
    await dialog.get_by_role("button", name="New", exact=True).click()
    await expect(dialog.locator(".Mui-error").first).to_be_visible()
    assert await dialog.get_by_label("Phone").input_value() == "42"
    await dialog.get_by_label("Name").fill("新来的")
    await dialog.get_by_role("button", name="New", exact=True).click()
    await expect(dialog).to_be_hidden()
    await expect(page.get_by_role("link", name="新来的")).to_be_visible()


async def test_the_page_of_a_record(window: BrowserContext, tenant: Tenant):
    id_ = await deal(tenant, "Whole")
    await contact(tenant, "关联人", dealId=id_)
    page = await tenant.sign_in(window, f"/records/deal/{id_}")
    path = page.get_by_role("region", name="Stage")
    await expect(path.locator("[aria-current=step]")).to_have_text("Lead")
    await expect(path).to_contain_text("Missing:")
    await path.get_by_role("button", name="Move to Proposal").click()
    dialog = page.get_by_role("dialog", name="Missing for “Proposal”")
    await dialog.get_by_label("Amount").fill("250000")
    await dialog.get_by_label("Budget confirmed").check()
    await dialog.get_by_role("button", name="Complete and move").click()
    await expect(path.locator("[aria-current=step]")).to_have_text("Proposal")
    await expect(page.get_by_role("region", name="Timeline")).to_contain_text("Lead → Proposal")
    await page.get_by_role("link", name="关联人").click()
    await page.get_by_role("button", name="Edit Phone of 关联人").click()
    editor = page.get_by_role("dialog", name="Phone")
    await editor.get_by_label("Phone").fill("138")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("region", name="Timeline")).to_contain_text("Phone: – → 138")
    await page.get_by_role("link", name="Whole").click()
    await expect(page.get_by_role("heading", name="Whole")).to_be_visible()


async def test_all_records_are_searched_from_everywhere(window: BrowserContext, tenant: Tenant):
    await contact(tenant, "Zanzibar Trading")
    page = await tenant.sign_in(window, "/board/deal/sales")
    await expect(page.get_by_role("button", name="Search /")).to_be_visible()
    await page.keyboard.press("/")
    await page.get_by_role("combobox", name="Search all records").fill("zanzibar")
    await page.get_by_role("option", name="Zanzibar Trading").wait_for()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Zanzibar Trading")).to_be_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
async def test_the_records_are_fit_for_all(window: BrowserContext, tenant: Tenant, colours: str, width: int):
    id_ = await deal(tenant, "Axe", amount={"amount": "1", "currency": "CNY"})
    page = await tenant.sign_in(window)
    await page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto("/records/deal")
    await expect(page.get_by_role("link", name="Axe").first).to_be_visible()
    await page.get_by_role("button", name="Filter", exact=True).click()
    await page.get_by_role("button", name="Add a condition").click()
    await page.get_by_label("Select Axe").first.check()
    await expect(page.get_by_role("region", name="1 selected")).to_be_visible()
    assert await faults_of(page) == []
    await page.goto(f"/records/deal/{id_}")
    await expect(page.get_by_role("heading", name="Axe")).to_be_visible()
    assert await faults_of(page) == []
    wider = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wider


async def test_a_room_of_a_version_that_was_replaced_is_not_entered_and_takes_nothing_away(
    window: BrowserContext, tenant: Tenant
):
    async def gone(route: Route) -> None:
        await route.fulfill(status=404)

    async def newer(route: Route) -> None:
        served = await route.fetch()
        page_ = (await served.text()).replace("/assets/index-", "/assets/newer-")
        await route.fulfill(response=served, body=page_)

    page = await tenant.sign_in(window, "/records/contact")
    await page.route("**/console/assets/InsightsPage-*.js", gone)
    await page.route(re.compile(r"//[^/]+/$"), newer)
    search = page.get_by_role("searchbox", name="Search in Contacts")
    await search.fill("石头")
    rooms = page.get_by_role("navigation", name="Menu")
    await rooms.get_by_role("link", name="Insights").click()
    await expect(page.get_by_text("There is a new version of the console.")).to_be_visible()
    await expect(search).to_have_value("石头")
    assert await faults_of(page) == []
    await page.unroute_all()
    await page.get_by_role("button", name="Reload").click()
    await expect(search).to_be_visible()
    await rooms.get_by_role("link", name="Insights").click()
    await expect(page.get_by_role("heading", name="Numbers of Deals")).to_be_visible()
