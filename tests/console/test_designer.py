"""The designer in a real browser: what is changed goes into a draft, has a plan, is published, and is undone."""

import pytest
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.console.fitness import faults_of
from tests.console.tenants import FUNNEL, Tenant, signed_up
from tests.protocols.serving import Served


@pytest.fixture
async def tenant(served: Served) -> Tenant:
    made = await signed_up(served, "石头科技")
    await made.configure(*FUNNEL)
    return made


def dialog(page: Page, name: str) -> Locator:
    return page.get_by_role("dialog", name=name)


async def add_to_draft(opened: Locator) -> None:
    await opened.get_by_role("button", name="Add to the draft").click()
    await expect(opened).to_be_hidden()


async def publish(page: Page) -> None:
    """Acknowledges what the plan warns of, where it does, and publishes."""
    read, button = page.get_by_label("I have read the"), page.get_by_role("button", name="Publish")
    await expect(button.and_(page.locator(":enabled")).or_(read).first).to_be_visible()
    if await read.count():
        await read.check()
    await button.click()


async def publish_draft(page: Page, version: int) -> None:
    """From wherever the draft is to a version in force."""
    await page.get_by_role("link", name="See the plan").click()
    await publish(page)
    await expect(page.get_by_text(f"Version {version} is in force.")).to_be_visible()


async def kinds_of_visits(tenant: Tenant, field: str = "kindOfVisit") -> list[str]:
    nodes = (await tenant.ask(f"{{ visits {{ nodes {{ {field} }} }} }}"))["visits"]["nodes"]
    return [each[field] for each in nodes]


async def test_an_object_and_its_fields_are_drafted_changed_removed_restored_and_undone(
    window: BrowserContext, tenant: Tenant
):
    page = await tenant.sign_in(window, "/designer")
    await page.get_by_role("button", name="Add an object").click()
    adding = dialog(page, "Add an object")
    await adding.get_by_label("Name (English)").fill("Visit")
    await adding.get_by_label("Name (Chinese)").fill("拜访")
    await adding.get_by_label("Plural (English)").fill("Visits")
    await add_to_draft(adding)
    await expect(page.get_by_role("heading", name="Visits")).to_be_visible()

    await page.get_by_role("button", name="Add a field").click()
    adding = dialog(page, "Add a field")
    await adding.get_by_label("Name (English)").fill("Kind of visit")
    await adding.get_by_label("Type").click()
    await page.get_by_role("option", name="Choice", exact=True).click()
    await adding.get_by_role("button", name="Add an option").click()
    await adding.get_by_label("Option 1 (English)").fill("On site")
    await add_to_draft(adding)
    await expect(page.get_by_role("row", name="Kind of visit")).to_contain_text("Choice")
    await expect(page.get_by_text("2 changes in the draft")).to_be_visible()
    objects = (await tenant.ask("{ catalog { objects { name } } }"))["catalog"]["objects"]
    assert [each["name"] for each in objects] == ["deal"], "nothing is in force before it is published"

    await page.get_by_role("link", name="See the plan").click()
    await expect(page.get_by_role("listitem")).to_have_count(2)
    await page.get_by_label("What is it for?").fill("Visits")
    await publish(page)
    await expect(page.get_by_text("Version 3 is in force.")).to_be_visible()
    await tenant.ask(
        'mutation { createVisit(input: { name: "First", kindOfVisit: onSite }) { visit { id } } }'
    )

    await page.goto("/designer/objects/visit")
    await page.get_by_role("button", name="Change the field Kind of visit").click()
    changing = dialog(page, "Change Kind of visit")
    await changing.get_by_label("Type", exact=True).click()
    await page.get_by_role("option", name="Text", exact=True).click()
    await expect(changing.get_by_role("alert")).to_contain_text("become Text")
    await add_to_draft(changing)
    await publish_draft(page, 4)
    assert await kinds_of_visits(tenant) == ["onSite"]

    await page.goto("/designer/objects/visit")
    await page.get_by_role("button", name="Remove Kind of visit").click()
    removing = dialog(page, "Remove Kind of visit?")
    await removing.get_by_role("button", name="Remove", exact=True).click()
    await expect(removing).to_be_hidden()
    await publish_draft(page, 5)
    await page.get_by_role("link", name="Removed").click()
    await page.get_by_role("button", name="Restore Kind of visit").click()
    restoring = dialog(page, "Restore Kind of visit")
    await restoring.get_by_label("Name from now on").fill("manner")
    assert await faults_of(page) == []
    await add_to_draft(restoring)
    await expect(page.get_by_text("Nothing is removed")).to_be_visible()
    await publish_draft(page, 6)
    assert await kinds_of_visits(tenant, "manner") == ["onSite"]

    await page.get_by_role("link", name="Versions").click()
    await page.get_by_role("button", name="Go back to it: version 2").click()
    back = dialog(page, "Back to version 2")
    await expect(back.get_by_role("listitem").first).to_be_visible()
    await back.get_by_role("button", name="Go back to it").click()
    await expect(back).to_be_hidden()
    await expect(page.get_by_text("Version 7 · Back to version 2")).to_be_visible()
    objects = (await tenant.ask("{ catalog { objects { name } } }"))["catalog"]["objects"]
    assert [each["name"] for each in objects] == ["deal"]


async def test_what_is_refused_stays_in_the_form(window: BrowserContext, tenant: Tenant):
    page = await tenant.sign_in(window, "/designer/objects/deal")
    await page.get_by_role("button", name="Add a field").click()
    adding = dialog(page, "Add a field")
    await adding.get_by_label("Name (English)").fill("Amount")
    await adding.get_by_role("button", name="Add to the draft").click()
    await expect(adding.get_by_role("alert")).to_contain_text("amount")
    assert await adding.get_by_label("Name (English)").input_value() == "Amount"
    await adding.get_by_label("Name (English)").fill("Discount")
    await add_to_draft(adding)
    await expect(page.get_by_text("1 change in the draft")).to_be_visible()


async def test_a_field_is_changed_and_what_uses_one_is_told_before_it_is_removed(
    window: BrowserContext, tenant: Tenant
):
    page = await tenant.sign_in(window, "/designer/objects/deal")
    await page.get_by_role("button", name="Change the field Name").click()
    changing = dialog(page, "Change Name")
    await changing.get_by_label("Name (Chinese)").fill("商机名称")
    await changing.get_by_label("Characters at most").fill("80")
    await add_to_draft(changing)
    await expect(page.get_by_text("2 changes in the draft")).to_be_visible()
    await page.get_by_role("button", name="Remove Amount").click()
    removing = dialog(page, "Remove Amount?")
    await expect(removing.get_by_text("must be changed first")).to_be_visible()
    await removing.get_by_role("button", name="Remove", exact=True).click()
    await expect(removing.get_by_role("alert")).to_be_visible()


async def test_a_draft_that_collides_with_a_publish_is_kept_and_settled(
    window: BrowserContext, tenant: Tenant
):
    page = await tenant.sign_in(window, "/designer/objects/deal")
    for label in ("Discount", "Region"):
        await page.get_by_role("button", name="Add a field").click()
        adding = dialog(page, "Add a field")
        await adding.get_by_label("Name (English)").fill(label)
        await add_to_draft(adding)
    await tenant.configure({"addField": {"object": "deal", "field": {"name": "region", "type": "text"}}})
    await page.goto("/designer/plan")
    await expect(page.get_by_role("listitem").nth(1)).to_contain_text("deal.region")
    await expect(page.get_by_role("listitem").nth(1).get_by_role("alert")).to_be_visible()
    assert await faults_of(page) == []
    await expect(page.get_by_role("button", name="Publish")).to_be_disabled()
    await page.get_by_role("button", name="Take out").nth(1).click()
    await expect(page.get_by_text("1 change in the draft")).to_be_visible()
    await publish(page)
    await expect(page.get_by_text("Version 4 is in force.")).to_be_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
async def test_the_designer_is_fit_for_all(window: BrowserContext, tenant: Tenant, colours: str, width: int):
    page = await tenant.sign_in(window)
    await page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto("/designer/objects/deal")
    await page.get_by_role("button", name="Add a field").click()
    adding = dialog(page, "Add a field")
    await adding.get_by_label("Name (English)").fill("Discount")
    assert await faults_of(page) == []
    await add_to_draft(adding)
    assert await faults_of(page) == []
    await page.get_by_role("link", name="Relations").click()
    await page.get_by_role("button", name="Add the relation").click()
    adding = dialog(page, "Add a field")
    await adding.get_by_label("Name (English)").fill("Renewal of")
    await adding.get_by_label("Name in the API").fill("renewalOf")
    await add_to_draft(adding)
    await expect(page.get_by_role("row", name="Renewal of")).to_contain_text("many to one")
    await expect(page.get_by_role("button", name="Renewal of · n : 1")).to_be_visible()
    assert await faults_of(page) == []
    for place in ("objects", "plan", "versions"):
        await page.goto(f"/designer/{place}")
        await expect(page.get_by_role("main").get_by_role("listitem").first).to_be_visible()
        assert await faults_of(page) == []


async def test_a_gate_is_built_said_in_both_languages_tried_and_drafted(
    window: BrowserContext, tenant: Tenant
):
    create = "mutation ($input: DealCreateInput!) { createDeal(input: $input) { deal { id } } }"
    for name, amount in (("Small", "5000"), ("Large", "90000")):
        money = {"amount": amount, "currency": "CNY"}
        await tenant.ask(create, input={"name": name, "amount": money, "budget": True})
    page = await tenant.sign_in(window, "/designer/pipelines/deal")
    await page.get_by_role("link", name="Has a gate: Proposal").click()
    says = page.get_by_role("region", name="What it says")
    await expect(says).to_contain_text("Amount must be at least 1,000")
    await page.get_by_label("Value", exact=True).first.fill("20000")
    await expect(says).to_contain_text("Amount must be at least 20,000")
    await expect(says).to_contain_text("20,000")
    await expect(says.locator("[lang='zh-CN']").first).to_contain_text("Amount")

    trial = page.get_by_role("region", name="Try on all records")
    await trial.get_by_role("button").click()
    await expect(trial.get_by_role("alert")).to_contain_text("2 records judged · 1 newly blocked")
    await expect(trial.get_by_role("alert")).to_contain_text("¥5,000")
    await expect(trial).to_contain_text("Small (Lead)")

    one = page.get_by_role("region", name="Try on one record")
    await one.get_by_label("Record").click()
    await page.get_by_role("option", name="Small").click()
    await expect(one.get_by_text("✗")).to_have_count(1)
    await expect(one.get_by_text("✓")).to_have_count(1)

    await page.get_by_role("button", name="Add to the draft").click()
    await expect(page.get_by_text("1 change in the draft")).to_be_visible()
    assert await faults_of(page) == []

    await one.get_by_role("button", name="Make an example of this record").click()
    making = dialog(page, "Add an example")
    await expect(making.get_by_label("Amount", exact=True)).to_have_value("5000")
    assert await faults_of(page) == []
    await add_to_draft(making)
    example = page.get_by_role("region", name="Examples").get_by_role("listitem")
    await expect(example).to_contain_text("Lead → Proposal may go on: Amount = 5,000, Budget confirmed = Yes")
    await expect(example).to_contain_text("✗ It would be refused: Amount must be at least 20,000")
    await example.get_by_role("button", name="Change small").click()
    changing = dialog(page, "Change the example small")
    await changing.get_by_label("The record").click()
    await page.get_by_role("option", name="may not go on").click()
    await add_to_draft(changing)
    await expect(example).to_contain_text("✓ Judged as expected")
    await publish_draft(page, 3)
    found = await tenant.ask("{ catalog { objects { pipeline { examples { name open record } } } } }")
    record = {"amount": 5000, "budget": True}
    assert found["catalog"]["objects"][0]["pipeline"]["examples"] == [
        {"name": "small", "open": False, "record": record}
    ]
