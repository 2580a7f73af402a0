"""Sections, gates with cases and filtered lists, and a row rule: built in one draft without code, and in force."""

import pytest
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.console.fitness import faults_of
from tests.console.tenants import FUNNEL, Tenant, signed_up
from tests.console.test_designer import add_to_draft, dialog, publish_draft
from tests.console.test_people import cell
from tests.protocols.serving import Served

VISIT = {
    "addObject": {
        "name": "visit",
        "plural": "visits",
        "display": "name",
        "labels": [{"language": "en", "text": "Visit"}, {"language": "zh-CN", "text": "拜访"}],
        "pluralLabels": [{"language": "en", "text": "Visits"}, {"language": "zh-CN", "text": "拜访"}],
        "fields": [
            {"name": "name", "type": "text", "labels": [{"language": "en", "text": "Name"}]},
            {"name": "held", "type": "boolean", "labels": [{"language": "en", "text": "Held"}]},
            {"name": "minutes", "type": "integer", "labels": [{"language": "en", "text": "Minutes"}]},
            {
                "name": "deal",
                "type": "relation",
                "target": "deal",
                "reverse": "visits",
                "labels": [{"language": "en", "text": "Deal"}],
            },
        ],
    }
}
CREATE = "mutation ($input: DealCreateInput!) { createDeal(input: $input) { deal { id } } }"
PROMOTE = """mutation ($id: ID!, $to: String!) {
  promoteDeal(id: $id, to: $to) { promoted verdict { clauses { satisfied sentence } } } }"""


@pytest.fixture
async def tenant(served: Served) -> Tenant:
    made = await signed_up(served, "石头科技")
    await made.configure(*FUNNEL, VISIT)
    return made


async def deal(tenant: Tenant, name: str, amount: str, *, budget: bool) -> str:
    given = {"name": name, "amount": {"amount": amount, "currency": "CNY"}, "budget": budget}
    id_: str = (await tenant.ask(CREATE, input=given))["createDeal"]["deal"]["id"]
    return id_


async def refusal(tenant: Tenant, id_: str, to: str) -> list[str]:
    """What speaks against a promotion; it is done where nothing does."""
    done = (await tenant.ask(PROMOTE, id=id_, to=to))["promoteDeal"]
    against = [each["sentence"] for each in done["verdict"]["clauses"] if not each["satisfied"]]
    assert done["promoted"] == (against == [])
    return against


async def condition(place: Locator, field: str, operator: str) -> None:
    """The newest condition of a group of the rule builder is about this."""
    await place.get_by_title("Field", exact=True).last.select_option(field)
    await place.get_by_title("Condition", exact=True).last.select_option(operator)


async def keep_gate(page: Page, says: str, judged: str) -> None:
    """Once its words are there, it is tried on the records and put into the draft."""
    await expect(page.get_by_role("region", name="What it says")).to_contain_text(says)
    trial = page.get_by_role("region", name="Try on all records")
    await trial.get_by_role("button").click()
    await expect(trial.get_by_role("alert")).to_contain_text(judged)
    assert await faults_of(page) == []
    await page.get_by_role("button", name="Add to the draft").click()
    await expect(page.get_by_text("The rule is in the draft.")).to_be_visible()


async def test_sections_cases_filtered_lists_and_row_rules_are_built_and_hold(
    window: BrowserContext, tenant: Tenant
):
    small = await deal(tenant, "Small", "2000", budget=False)
    large = await deal(tenant, "Large", "90000", budget=False)
    page = await tenant.sign_in(window, "/designer/objects/deal")
    await sections_are_made(page)
    await page.goto("/designer/gates/deal/proposal")
    await a_case_is_built(page)
    await page.goto("/designer/gates/deal/won")
    await a_filtered_list_is_built(page)
    await page.goto("/designer/roles")
    await a_row_rule_is_built(page)
    await publish_draft(page, 3)

    assert await refusal(tenant, small, "proposal") == []
    assert len(await refusal(tenant, large, "proposal")) == 1
    visit = f'name: "First", held: true, minutes: 5, dealId: "{small}"'
    made = await tenant.ask(f"mutation {{ createVisit(input: {{ {visit} }}) {{ visit {{ id }} }} }}")
    assert len(await refusal(tenant, small, "won")) == 1
    longer = f'id: "{made["createVisit"]["visit"]["id"]}", input: {{ minutes: 45 }}'
    await tenant.ask(f"mutation {{ updateVisit({longer}) {{ errors {{ code }} }} }}")
    assert await refusal(tenant, small, "won") == []

    await page.goto("/designer/roles/keyAccounts")
    await page.get_by_role("button", name="See as this role").click()
    await expect(page.get_by_text("You see what Key accounts sees.")).to_be_visible()
    await page.goto("/records/deal")
    await expect(page.get_by_role("link", name="Large")).to_be_visible()
    await expect(page.get_by_role("link", name="Small")).to_have_count(0)
    await page.get_by_role("button", name="End the view").click()
    await page.goto(f"/records/deal/{large}")
    await expect(page.get_by_role("heading", name="Worth")).to_be_visible()


async def sections_are_made(page: Page) -> None:
    await page.get_by_role("button", name="Edit the sections").click()
    editing = dialog(page, "Edit the sections")
    await editing.get_by_role("button", name="Add a section").click()
    await editing.get_by_label("Section 1 (English)").fill("Worth")
    await editing.get_by_label("Section 1 (Chinese)").fill("价值")
    for field in ("Budget confirmed", "Amount"):
        await editing.get_by_label("Add a field to Worth").click()
        await page.get_by_role("option", name=field).click()
    await editing.get_by_role("button", name="Amount: move up").press("Enter")
    assert await faults_of(page) == []
    await add_to_draft(editing)
    await expect(page.get_by_role("region", name="Sections")).to_contain_text("Amount · Budget confirmed")


async def a_case_is_built(page: Page) -> None:
    """Large deals need a confirmed budget, in place of all."""
    await page.get_by_role("button", name="Remove the condition: Budget confirmed").click()
    await page.get_by_role("button", name="Add a condition").click()
    await page.get_by_title("Field", exact=True).last.select_option(label="One thing or another")
    case = page.get_by_role("group", name="Condition", exact=True)
    await condition(case, "amount", ">=")
    await case.get_by_label("Value", exact=True).fill("50000")
    await page.get_by_label("Then: Kind of value").select_option(label="Whether a condition holds")
    await condition(page.get_by_role("group", name="Then", exact=True).last, "budget", "holds")
    await page.get_by_label("Otherwise: Kind of value").select_option(label="Yes or no")
    await page.get_by_role("combobox", name="Otherwise", exact=True).select_option(label="Yes")
    await keep_gate(page, "50,000", "2 records judged")


async def a_filtered_list_is_built(page: Page) -> None:
    """Visits that were held took their time."""
    await page.get_by_role("button", name="Add a condition").click()
    await condition(page.get_by_role("main"), "visits", "all")
    await page.get_by_role("button", name="Look at some of the records only").click()
    kept = page.get_by_role("group", name="Only these records are looked at")
    await kept.get_by_role("button", name="Add a condition").click()
    await condition(kept, "held", "holds")
    await page.get_by_role("button", name="Add a condition").last.click()
    await condition(page.get_by_role("main"), "minutes", ">=")
    await page.get_by_label("Value", exact=True).last.fill("30")
    await keep_gate(page, "30", "2 records judged")


async def a_row_rule_is_built(page: Page) -> None:
    await page.get_by_role("button", name="Add a role").click()
    adding = dialog(page, "Add a role")
    await adding.get_by_label("Name (English)").fill("Key accounts")
    await add_to_draft(adding)
    await cell(page, "Deals, Read").click()
    await page.get_by_role("menuitem", name="Rules, moves").click()
    details = dialog(page, "Deals, Read")
    await details.get_by_label("Records").click()
    await page.get_by_role("option", name="Records that satisfy a rule").click()
    await details.get_by_role("button", name="Add a condition").click()
    await condition(details, "amount", ">=")
    await details.get_by_label("Value", exact=True).fill("10000")
    await expect(details.get_by_role("region", name="What it says")).to_contain_text("10,000")
    await details.get_by_role("button", name="Take over").click()
    await page.get_by_role("button", name="Add to the draft").click()
    await expect(page.get_by_text("5 changes in the draft")).to_be_visible()
