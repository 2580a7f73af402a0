"""The numbers in a real browser: what the tables say is what was done, and it can be narrowed and taken away."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.console.fitness import faults_of
from tests.console.tenants import FUNNEL, Tenant, signed_up
from tests.protocols.serving import Served

CHANCES = {"lead": 10, "proposal": 50}


@pytest.fixture(scope="module")
async def tenant(served: Served) -> Tenant:
    """Four deals that can be told apart: two in a proposal, of which one has been won, and one in another currency."""
    made = await signed_up(served, "石头科技")
    changes: Any = deepcopy(FUNNEL)
    fields = changes[0]["addObject"]["fields"]
    fields.append({"name": "closeDate", "type": "date", "labels": [{"language": "en", "text": "Close date"}]})
    for stage in changes[1]["addPipeline"]["stages"]:
        stage |= {"probability": CHANCES[stage["name"]]} if stage["name"] in CHANCES else {}
    await made.configure(*changes)
    await deal(made, "A", "10000", "CNY", "2027-02-03")
    await deal(made, "B", "20000", "CNY", "2027-02-28", "proposal")
    await deal(made, "C", "40000", "CNY", None, "proposal", "won")
    await deal(made, "D", "7", "USD", "2027-01-01", budget=False)
    return made


async def deal(
    tenant: Tenant,
    name: str,
    amount: str,
    currency: str,
    close: str | None,
    *stages: str,
    budget: bool = True,
) -> None:
    done = await tenant.ask(
        "mutation ($input: DealCreateInput!) { createDeal(input: $input) { deal { id } errors { code } } }",
        input={
            "name": name,
            "amount": {"amount": amount, "currency": currency},
            "closeDate": close,
            "budget": budget,
        },
    )
    for stage in stages:
        moved = await tenant.ask(
            "mutation ($id: ID!, $to: String!) { promoteDeal(id: $id, to: $to) { promoted } }",
            id=done["createDeal"]["deal"]["id"],
            to=stage,
        )
        assert moved["promoteDeal"]["promoted"]


def section(page: Page, title: str) -> Locator:
    """A question; its table is a region of the same name within it."""
    return page.locator("section").filter(has=page.get_by_role("heading", name=title, exact=True))


async def rows(page: Page, title: str) -> list[list[str]]:
    table = section(page, title).get_by_role("table").first
    await expect(table).to_be_visible()
    found: list[list[str]] = await table.locator("tbody").evaluate(
        "body => [...body.rows].map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return found


def lines_of(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8-sig").splitlines()


async def test_the_numbers_are_those_of_the_records(window: BrowserContext, tenant: Tenant):
    page = await tenant.sign_in(window, "/insights/deal/sales")
    funnel = await rows(page, "Funnel")
    assert funnel == [
        ["Lead", "4", "100%", "50%", "25%", "2", "0", "0", "CN¥70,000", "CN¥0"],
        ["Proposal", "2", "50%", "50%", "50%", "1", "0", "0", "CN¥60,000", "CN¥0"],
        ["Won", "1", "25%", "–", "100%", "1", "0", "0", "CN¥40,000", "CN¥0"],
    ]
    stays = await rows(page, "Time in stage")
    assert [[each[0], each[-1]] for each in stays] == [["Lead", "2"], ["Proposal", "1"], ["Won", "0"]]
    assert await rows(page, "Pipeline by stage and owner") == [
        ["Lead", "Ada", "2", "CN¥10,000"],
        ["Proposal", "Ada", "1", "CN¥20,000"],
        ["Won", "Ada", "1", "CN¥40,000"],
    ]
    assert await rows(page, "Weighted forecast") == [["2027-02", "2", "CN¥30,000", "CN¥11,000"]]
    health = await rows(page, "Stage health")
    assert [each[1:] for each in health] == [["Proposal", "1", "0"], ["Proposal", "1", "0"]]
    await expect(section(page, "Funnel").get_by_role("img", name="Funnel")).to_contain_text("2 · 50%")


async def test_they_are_narrowed_and_the_choice_is_in_the_address(window: BrowserContext, tenant: Tenant):
    page = await tenant.sign_in(window, "/insights/deal/sales")
    await page.get_by_label("Currency").click()
    await page.get_by_role("option", name="USD").click()
    await expect(page).to_have_url("/insights/deal/sales?currency=USD")
    await expect(section(page, "Weighted forecast").get_by_role("cell", name="2027-01")).to_be_visible()
    assert await rows(page, "Weighted forecast") == [["2027-01", "1", "$7", "$0.7"]]
    await page.goto("/insights/deal/sales?owner=00000000-0000-7000-8000-000000000000")
    await expect(section(page, "Funnel")).to_contain_text("There are no records of this choice.")
    await page.get_by_role("combobox", name="Owner", exact=True).click()
    await page.get_by_role("option", name="Everybody").click()
    await page.get_by_role("combobox", name="Charts show", exact=True).click()
    await page.get_by_role("option", name="Sum (CNY)").click()
    await expect(section(page, "Funnel").get_by_role("img", name="Funnel")).to_contain_text("CN¥60K")
    await page.get_by_role("combobox", name="Measured", exact=True).click()
    await page.get_by_role("option", name="Working time").click()
    await expect(section(page, "Time in stage")).to_contain_text("Median time (working hours)")
    await page.get_by_role("combobox", name="Period", exact=True).click()
    await page.get_by_role("option", name="From day to day").click()
    await page.get_by_label("To", exact=True).fill("2001-01-31")
    await expect(page).to_have_url("/insights/deal/sales?measure=sum&time=working&days=range&to=2001-01-31")
    for title in ("Funnel", "Pipeline by stage and owner", "Weighted forecast"):
        await expect(section(page, title)).to_contain_text("There are no records of this choice.")
    await page.get_by_label("From", exact=True).fill("2001-02-01")
    await expect(page.get_by_text("It ends before it begins.")).to_be_visible()


async def test_what_is_shown_can_be_taken_away(window: BrowserContext, tenant: Tenant):
    page = await tenant.sign_in(window, "/insights/deal/sales")
    async with page.expect_download() as taken:
        await page.get_by_role("button", name="Export as CSV: Weighted forecast").click()
    file = await taken.value
    assert file.suggested_filename == "deal-forecast.csv"
    assert lines_of(await file.path()) == ["Month,Number,Sum (CNY),Weighted (CNY)", "2027-02,2,30000,11000"]


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
async def test_the_numbers_are_fit_for_all(window: BrowserContext, tenant: Tenant, colours: str, width: int):
    page = await tenant.sign_in(window)
    await page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto("/insights/deal/sales")
    for title in (
        "Funnel",
        "Time in stage",
        "Pipeline by stage and owner",
        "Weighted forecast",
        "Stage health",
    ):
        await rows(page, title)
    assert await faults_of(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
