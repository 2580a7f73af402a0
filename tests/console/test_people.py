"""Roles and people in a real browser: what a role hides is hidden, who is invited gets in."""

import pytest
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.console.fitness import faults_of
from tests.console.tenants import FUNNEL, PASSWORD, Tenant, signed_up
from tests.console.test_designer import add_to_draft, dialog, publish
from tests.protocols.serving import Served


@pytest.fixture(scope="module")
async def tenant(served: Served) -> Tenant:
    made = await signed_up(served, "石头科技")
    await made.configure(*FUNNEL)
    await made.ask(
        """mutation { createDeal(input: { name: "Harbour", amount: { amount: "77001", currency: "CNY" } }) {
             errors { code } } }"""
    )
    return made


def cell(page: Page, place: str) -> Locator:
    """A cell of the matrix, whatever it says."""
    return page.get_by_role("button", name=f"{place}:")


async def choose(page: Page, place: str, choice: str) -> None:
    await cell(page, place).click()
    await page.get_by_role("menuitem", name=choice).click()


async def test_a_role_is_made_that_hides_a_field(window: BrowserContext, tenant: Tenant):
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


async def hides_the_amount(page: Page) -> None:
    """The list and the page of a record have the name of the deal, and nothing of what it is worth."""
    await expect(page.get_by_role("link", name="Harbour")).to_be_visible()
    await expect(page.get_by_role("columnheader", name="Amount")).to_have_count(0)
    await page.get_by_role("link", name="Harbour").click()
    await expect(page.get_by_role("heading", name="Harbour")).to_be_visible()
    await expect(page.get_by_text("Budget confirmed", exact=True)).to_be_visible()
    await expect(page.get_by_text("Amount", exact=True)).to_have_count(0)
    await expect(page.get_by_text("77,001")).to_have_count(0)
