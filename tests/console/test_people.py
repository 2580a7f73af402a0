"""Roles and people in a real browser: what a role hides is hidden, who is invited gets in."""

import pytest
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.console.fitness import faults_of
from tests.console.tenants import FUNNEL, PASSWORD, Tenant, signed_up
from tests.console.test_designer import add_to_draft, dialog, publish
from tests.protocols.serving import Served

FILES = [
    {"name": name, "type": "file", "labels": [{"language": "en", "text": name.capitalize()}]}
    for name in ("contract", "offer")
]


@pytest.fixture(scope="module")
async def tenant(served: Served) -> Tenant:
    made = await signed_up(served, "石头科技")
    await made.configure(*FUNNEL, *({"addField": {"object": "deal", "field": each}} for each in FILES))
    files = [await made.upload(f"{each['name']}.txt", each["name"]) for each in FILES]
    await made.ask(
        """mutation ($contract: ID!, $offer: ID!) {
             createDeal(input: { name: "Harbour", amount: { amount: "77001", currency: "CNY" },
               contract: { id: $contract }, offer: { id: $offer } }) { errors { code } } }""",
        contract=files[0],
        offer=files[1],
    )
    return made


def cell(page: Page, place: str) -> Locator:
    """A cell of the matrix, whatever it says."""
    return page.get_by_role("button", name=f"{place}:")


async def choose(page: Page, place: str, choice: str) -> None:
    await cell(page, place).click()
    await page.get_by_role("menuitem", name=choice).click()


async def test_a_role_is_made_that_hides_a_field_and_looked_through(window: BrowserContext, tenant: Tenant):
    page = await tenant.sign_in(window, "/designer/roles")
    await page.get_by_role("button", name="Add a role").click()
    adding = dialog(page, "Add a role")
    await adding.get_by_label("Name (English)").fill("Partner desk")
    await adding.get_by_label("Name (Chinese)").fill("伙伴")
    await add_to_draft(adding)
    await expect(page.get_by_role("heading", name="Partner desk")).to_be_visible()

    await choose(page, "Deals, Read", "All records")
    await choose(page, "Deals, Update", "Own records")
    await page.get_by_role("button", name="Fields of Deals").click()
    amount = cell(page, "Deals › Amount, Read")
    await expect(amount).to_have_accessible_name("Deals › Amount, Read: All (from elsewhere)")
    await choose(page, "Deals › Amount, Read", "Denied")
    await choose(page, "Deals › Offer, Read", "Denied")
    await cell(page, "Deals, Move").click()
    await page.get_by_role("menuitem", name="Rules, moves").click()
    details = dialog(page, "Deals, Move")
    await details.get_by_label("Records").click()
    await page.get_by_role("option", name="Records that satisfy a rule").click()
    await expect(details.get_by_role("button", name="Take over")).to_be_disabled()
    await details.get_by_role("button", name="Add a condition").click()
    await details.get_by_title("Field").select_option("stage")
    await details.get_by_label("Value").click()
    await page.get_by_role("option", name="Lead").click()
    await expect(details.get_by_role("region", name="What it says")).to_contain_text("Stage must be Lead")
    assert await faults_of(page) == []
    await details.get_by_role("button", name="Take over").click()
    assert await faults_of(page) == []
    await page.get_by_role("button", name="Add to the draft").click()
    await expect(page.get_by_text("2 changes in the draft")).to_be_visible()
    await page.get_by_role("link", name="See the plan").click()
    await publish(page)
    await expect(page.get_by_text("Version 3 is in force.")).to_be_visible()

    given = {
        "email": f"partner-{tenant.email}",
        "name": "李娜",
        "roles": ["partnerDesk"],
        "password": PASSWORD,
    }
    await tenant.ask(
        "mutation ($input: AddMemberInput!) { addMember(input: $input) { errors { code } } }", input=given
    )
    partner = Tenant(tenant.served, given["email"], "")
    assert window.browser is not None
    other = await window.browser.new_context(base_url=tenant.served.address, locale="en-US")
    theirs = await partner.sign_in(other, "/records/deal")
    await hides_the_amount(theirs)
    await other.close()

    await page.goto("/designer/roles/partnerDesk")
    await page.get_by_role("button", name="See as this role").click()
    banner = page.get_by_text("You see what Partner desk sees.")
    await expect(banner).to_be_visible()
    await expect(page.get_by_role("link", name="Designer")).to_have_count(0)
    await page.goto("/records/deal")
    await hides_the_amount(page)
    await expect(banner).to_be_visible()
    await has_the_contract_alone(page, tenant)
    for colours in ("dark", "light"):
        await page.emulate_media(color_scheme=colours)
        # A script follows the media: what it changes is looked at once it has.
        await expect(page.locator(f"html[data-colours={colours}]")).to_be_attached()
        assert await faults_of(page) == []
    await page.get_by_role("button", name="End the view").click()
    await expect(page).to_have_url("/designer/roles/partnerDesk")
    await expect(banner).to_have_count(0)
    await page.goto("/records/deal")
    await expect(page.get_by_role("columnheader", name="Amount")).to_be_visible()

    await page.goto("/designer/roles/partnerDesk")
    await page.get_by_role("button", name="Why may they?").click()
    why = dialog(page, "What may Partner desk do, and why?")
    await why.get_by_label("Object", exact=True).click()
    await page.get_by_role("option", name="Deals").click()
    await why.get_by_label("Field", exact=True).click()
    await page.get_by_role("option", name="Amount").click()
    await why.get_by_role("button", name="Ask").click()
    await expect(why.get_by_role("list", name="Grants that speak of it")).to_contain_text("partnerDesk")
    assert await faults_of(page) == []


async def hides_the_amount(page: Page) -> None:
    """The list and the page of a record have the name of the deal, and nothing of what it is worth."""
    await expect(page.get_by_role("link", name="Harbour")).to_be_visible()
    await expect(page.get_by_role("columnheader", name="Amount")).to_have_count(0)
    await page.get_by_role("link", name="Harbour").click()
    await expect(page.get_by_role("heading", name="Harbour")).to_be_visible()
    await expect(page.get_by_text("Budget confirmed", exact=True)).to_be_visible()
    await expect(page.get_by_text("Amount", exact=True)).to_have_count(0)
    await expect(page.get_by_text("77,001")).to_have_count(0)


async def has_the_contract_alone(page: Page, tenant: Tenant) -> None:
    """The page of a record in a view: a file comes by the view's token, and one of a hidden field by no way."""
    await expect(page.get_by_text("offer.txt")).to_have_count(0)
    async with page.expect_request("**/files/*") as asked, page.expect_download() as kept:
        await page.get_by_role("button", name="contract.txt").click()
    sent = await (await asked.value).all_headers()
    assert sent["authorization"].startswith("Bearer ")
    assert "cookie" not in sent
    assert (await (await kept.value).path()).read_text() == "contract"
    found = await tenant.ask("{ deals { nodes { offer { id } } } }")
    offer = f"/files/{found['deals']['nodes'][0]['offer']['id']}"
    refused = await page.request.get(offer, headers={"Authorization": sent["authorization"]})
    assert refused.status == 404


async def menu(page: Page, name: str, choice: str) -> Locator:
    """The dialog of a choice in the menu of a member."""
    await page.get_by_role("button", name=f"Change {name}").click()
    await page.get_by_role("menuitem", name=choice).click()
    return page.get_by_role("dialog")


async def test_people_are_invited_put_into_units_and_let_go(window: BrowserContext, tenant: Tenant):
    page = await tenant.sign_in(window, "/people/invitations")
    await page.get_by_role("button", name="Invite somebody").click()
    inviting = dialog(page, "Invite somebody")
    email = f"zhang-{tenant.email}"
    await inviting.get_by_label("E-mail").fill(email)
    await inviting.get_by_label("Administrator").check()
    await inviting.get_by_role("button", name="Send the invitation").click()
    link = await dialog(page, "The link of the invitation").locator("code").text_content() or ""
    await page.get_by_role("button", name="Close").click()
    await expect(page.get_by_role("row", name=email)).to_contain_text("Open")
    assert await faults_of(page) == []

    assert window.browser is not None
    other = await window.browser.new_context(base_url=tenant.served.address, locale="en-US")
    theirs = await other.new_page()
    await theirs.goto(link[link.index("/invitation#") :])
    await theirs.get_by_label("Your name").fill("张伟")
    await theirs.get_by_label("Password").fill(PASSWORD)
    await theirs.get_by_role("button", name="Join 石头科技").click()
    await expect(theirs.get_by_role("link", name="People")).to_be_visible()

    await page.goto("/people/units")
    await page.get_by_role("button", name="Add a unit").click()
    adding = dialog(page, "Add a unit")
    await adding.get_by_label("Name").fill("华东区")
    await adding.get_by_label("Code").fill("east")
    await adding.get_by_role("button", name="Save").click()
    await page.get_by_role("button", name="Members: 华东区").click()
    await page.get_by_role("dialog").get_by_label("张伟").check()
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    await expect(page.get_by_role("listitem").filter(has_text="华东区")).to_contain_text("张伟")
    assert await faults_of(page) == []

    await page.get_by_role("link", name="Members").click()
    row = page.get_by_role("row", name="张伟")
    await expect(row).to_contain_text("华东区")
    roles = await menu(page, "张伟", "Roles")
    await roles.get_by_label("Administrator").uncheck()
    await roles.get_by_role("button", name="Save").click()
    await expect(row).not_to_contain_text("Administrator")
    await theirs.goto("/people/members")
    await expect(theirs.get_by_text("There is no such page, or your role does not see it.")).to_be_visible()

    leaving = await menu(page, "张伟", "Deactivate")
    await leaving.get_by_label("Their records go to").click()
    await page.get_by_role("option", name="Ada").click()
    assert await faults_of(page) == []
    await leaving.get_by_role("button", name="Deactivate").click()
    await expect(leaving.get_by_text("张伟 is deactivated. 0 records have another owner.")).to_be_visible()
    await leaving.get_by_role("button", name="Close").click()
    await expect(row).to_contain_text("Deactivated")
    await theirs.reload()
    await expect(theirs.get_by_text("the membership is not active")).to_be_visible()
    await theirs.get_by_role("button", name="Sign out").click()
    await expect(theirs).to_have_url("/sign-in")
    await other.close()

    for part in ("directory", "sign-in"):
        await page.goto(f"/people/{part}")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert await faults_of(page) == []
