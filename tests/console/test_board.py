"""The board in a real browser: cards are carried, refused, completed, moved by keyboard, and change by themselves."""

import pytest
from playwright.async_api import BrowserContext, Locator, Page, Request, expect

from tests.console.fitness import faults_of
from tests.console.tenants import FUNNEL, PASSWORD, Tenant, signed_up
from tests.protocols.serving import Served

SCRIPT_BYTES = 300_000
"""Most script of the first load, as it is served."""
SCRIPTS = 8
"""Most files that it comes in: each costs a busy machine more than it weighs."""


@pytest.fixture(scope="module")
async def tenant(served: Served) -> Tenant:
    made = await signed_up(served, "石头科技")
    await made.configure(*FUNNEL)
    return made


async def deal(tenant: Tenant, name: str, **values: object) -> str:
    done = await tenant.ask(
        "mutation ($input: DealCreateInput!) { createDeal(input: $input) { deal { id } errors { code } } }",
        input={"name": name, **values},
    )
    found: str = done["createDeal"]["deal"]["id"]
    return found


def column(page: Page, stage: str) -> Locator:
    return page.get_by_role("region", name=stage, exact=True)


async def carry(page: Page, name: str, stage: str) -> None:
    """Picks a card up and holds it over a column."""
    handle = page.get_by_role("button", name=f"Move {name}", exact=True)
    start, end = await handle.bounding_box(), await column(page, stage).bounding_box()
    assert start is not None
    assert end is not None
    await page.mouse.move(start["x"] + 4, start["y"] + 6)
    await page.mouse.down()
    await page.mouse.move(start["x"] + 30, start["y"] + 30, steps=4)
    await page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 80, steps=8)


async def test_a_refused_drop_asks_for_what_is_missing_and_moves_with_it(
    window: BrowserContext, tenant: Tenant
):
    await deal(tenant, "MES 系统")
    page = await tenant.sign_in(window, "/board/deal/sales")
    card = column(page, "Lead").get_by_role("link", name="MES 系统")
    await expect(card).to_be_visible()
    await carry(page, "MES 系统", "Proposal")
    await expect(column(page, "Proposal")).to_contain_text("Something is missing")
    await expect(column(page, "Won")).to_contain_text("No way leads here")
    await page.mouse.up()

    dialog = page.get_by_role("dialog", name="Missing for “Proposal”")
    await dialog.get_by_label("Amount").fill("250")
    await dialog.get_by_label("Budget confirmed").check()
    await dialog.get_by_role("button", name="Complete and move").click()
    await expect(dialog.get_by_text("✗")).to_have_count(1)
    assert await dialog.get_by_label("Amount").input_value() == "250"
    await dialog.get_by_label("Amount").fill("250000")
    await dialog.get_by_role("button", name="Complete and move").click()
    await expect(dialog).to_be_hidden()
    await expect(column(page, "Proposal").get_by_role("link", name="MES 系统")).to_be_visible()
    await expect(column(page, "Proposal")).to_contain_text("¥250K")


async def test_a_card_is_moved_by_the_keyboard_alone(window: BrowserContext, tenant: Tenant):
    await deal(tenant, "Keys", amount={"amount": "5000", "currency": "CNY"}, budget=True)
    page = await tenant.sign_in(window, "/board/deal/sales")
    handle = page.get_by_role("button", name="Move Keys", exact=True)
    await handle.focus()
    await page.keyboard.press("Space")
    await expect(column(page, "Proposal")).to_contain_text("May enter")
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_text("Keys over Proposal: May enter", exact=True)).to_be_attached()
    await page.keyboard.press("Space")
    await expect(column(page, "Proposal").get_by_role("link", name="Keys")).to_be_visible()


async def test_a_card_is_moved_from_its_menu(window: BrowserContext, tenant: Tenant):
    await deal(tenant, "Menu", amount={"amount": "5000", "currency": "CNY"}, budget=True)
    page = await tenant.sign_in(window, "/board/deal/sales")
    await page.get_by_role("button", name="Move: Menu", exact=True).click()
    await page.get_by_role("menuitem", name="Proposal").click()
    await expect(column(page, "Proposal").get_by_role("link", name="Menu")).to_be_visible()


async def test_what_others_do_is_seen_without_reloading(window: BrowserContext, tenant: Tenant):
    id_ = await deal(tenant, "Live", amount={"amount": "7000", "currency": "CNY"}, budget=True)
    page = await tenant.sign_in(window, "/board/deal/sales")
    await expect(column(page, "Lead").get_by_role("link", name="Live")).to_be_visible()
    await tenant.ask(
        'mutation ($id: ID!) { promoteDeal(id: $id, to: "proposal") { promoted } }',
        id=id_,
    )
    await expect(column(page, "Proposal").get_by_role("link", name="Live")).to_be_visible()
    await deal(tenant, "刚来的")
    await expect(column(page, "Lead").get_by_role("link", name="刚来的")).to_be_visible()


async def test_a_session_that_ends_is_renewed_over_the_form(
    window: BrowserContext, served: Served, tenant: Tenant
):
    await deal(tenant, "Typed")
    page = await tenant.sign_in(window, "/board/deal/sales")
    await page.get_by_role("button", name="Move: Typed", exact=True).click()
    await page.get_by_role("menuitem", name="Proposal").click()
    dialog = page.get_by_role("dialog", name="Missing for “Proposal”")
    await dialog.get_by_label("Amount").fill("4200")
    again = page.get_by_role("dialog", name="Sign in again")

    async def sign_in_again() -> None:
        await again.get_by_label("E-mail").fill(tenant.email)
        await again.get_by_label("Password").fill(PASSWORD)
        await again.get_by_role("button", name="Sign in and go on").click()
        await expect(again).to_be_hidden()

    # Somebody else comes in another window: nothing here is done in their name.
    other = await signed_up(served, "别的公司")
    theirs = await other.sign_in(window)
    await page.bring_to_front()
    await page.get_by_role("alertdialog").get_by_role("button", name="Sign in as before").click()
    await sign_in_again()
    await expect(theirs.get_by_role("alertdialog")).to_be_visible()
    await theirs.close()

    await tenant.ask("mutation { revokeSessions { errors { code } } }")
    await dialog.get_by_role("button", name="Complete and move").click()
    await sign_in_again()
    assert await dialog.get_by_label("Amount").input_value() == "4200"
    await dialog.get_by_label("Budget confirmed").check()
    await dialog.get_by_role("button", name="Complete and move").click()
    await expect(column(page, "Proposal").get_by_role("link", name="Typed")).to_be_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
async def test_the_board_is_fit_for_all(window: BrowserContext, tenant: Tenant, colours: str, width: int):
    await deal(tenant, "Axe")
    page = await tenant.sign_in(window)
    await page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto("/board/deal/sales")
    await expect(page.get_by_role("link", name="Axe").first).to_be_visible()
    assert await faults_of(page) == []


async def test_the_first_load_of_the_board_is_light(window: BrowserContext, tenant: Tenant):
    await deal(tenant, "Weighed")
    first = await tenant.sign_in(window)
    page = await window.new_page()
    await first.close()
    weights: dict[str, int] = {}

    async def weigh(request: Request) -> None:
        if request.resource_type == "script":
            weights[request.url] = (await request.sizes())["responseBodySize"]

    # Nothing of an earlier page: this is what somebody has to wait for who comes for the first time.
    devtools = await window.new_cdp_session(page)
    await devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.on("requestfinished", weigh)
    await page.goto("/board/deal/sales", wait_until="networkidle")
    await expect(page.get_by_role("link", name="Weighed").first).to_be_visible()
    assert 0 < len(weights) <= SCRIPTS, weights
    assert sum(weights.values()) < SCRIPT_BYTES, weights
