"""From nothing to a board with samples on it, and what the page says where a sign-up or sign-in goes another way."""

import secrets

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.console.tenants import PASSWORD, Tenant, signed_up
from tests.console.test_board import column, faults_of
from tests.protocols.serving import Served, serving


def panel(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title, exact=True)


@pytest.mark.parametrize(
    ("template", "plural", "first", "columns", "beside"),
    [
        ("Plain small-business funnel", "Opportunities", "New", 5, ["accounts"]),
        ("B2B funnel in seven stages", "Deals", "Lead", 8, ["activities", "contacts", "accounts"]),
    ],
)
async def test_a_template_leads_to_a_board_with_samples_that_can_go(
    window: BrowserContext,
    served: Served,
    template: str,
    plural: str,
    first: str,
    columns: int,
    beside: list[str],
):
    tenant = await signed_up(served, "石头科技")
    page = await tenant.sign_in(window)
    await expect(page).to_have_url("/start")
    assert await faults_of(page) == []
    further = panel(page, "BANT qualification")
    await expect(further).to_contain_text("install one with Deal first")
    await expect(further.get_by_role("button")).to_have_count(0)
    await page.get_by_role("button", name=f"Install {template}").click()
    await expect(further.get_by_role("button")).to_have_count(1 if plural == "Deals" else 0)
    samples = panel(page, plural)
    await samples.get_by_role("button", name="Add sample records").dblclick()  # makes them once
    await expect(samples).to_contain_text("20 samples are there.", timeout=20_000)
    await samples.get_by_role("link", name="To the board").click()
    await expect(column(page, first).get_by_role("link", name="Sample: ").first).to_be_visible()
    filled = page.locator("section[aria-labelledby^=column-]").filter(
        has=page.get_by_role("link", name="Sample: ")
    )
    await expect(filled).to_have_count(columns)
    await expect(page.get_by_text("Stuck", exact=True).first).to_be_visible()
    assert await page.get_by_text("Stuck", exact=True).count() <= 6
    counts = "{" + " ".join(f"{each} {{ totalCount }}" for each in beside) + "}"
    assert all(each["totalCount"] > 0 for each in (await tenant.ask(counts)).values())

    await page.get_by_role("button", name="Account of Ada").click()
    await page.get_by_role("menuitem", name="Templates and samples").click()
    await panel(page, plural).get_by_role("button", name="Remove the samples").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove the samples").click()
    await expect(panel(page, plural).get_by_role("button", name="Add sample records")).to_be_visible()
    assert all(each["totalCount"] == 0 for each in (await tenant.ask(counts)).values())
    await panel(page, plural).get_by_role("link", name="To the board").click()
    await expect(page.get_by_text("New records begin here.")).to_be_visible()
    assert await faults_of(page) == []
    await page.get_by_role("link", name="New: ").click()
    dialog = page.get_by_role("dialog", name="New: ")
    await expect(dialog.get_by_role("textbox").first).to_be_focused()
    await dialog.get_by_role("button", name="Cancel").click()
    await page.reload()  # which is the list alone
    await expect(page.get_by_role("button", name="New", exact=True)).to_be_visible()
    await expect(dialog).to_be_hidden()


async def test_where_sign_ups_are_confirmed_a_mail_is_told_of(browser: Browser, database_url: str):
    # Nobody takes mail there; that is found out later, and told to nobody who signs up.
    mail = {"SLUICE_SMTP_HOST": "127.0.0.1", "SLUICE_SMTP_PORT": "1", "SLUICE_SMTP_TLS": "off"}
    sender = {"SLUICE_SMTP_FROM": "sluice@example.com", "SLUICE_SIGN_UP": "confirmed"}
    async with serving(database_url, **mail, **sender) as served:
        window = await browser.new_context(base_url=served.address, locale="en-US")
        page = await window.new_page()
        await page.goto("/sign-up")
        await page.get_by_label("Your name").fill("Ada")
        await page.get_by_label("Your company").fill("Stone")
        await page.get_by_label("E-mail").fill("ada@stone.example")
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Make an account").click()
        await expect(page.get_by_role("alert")).to_contain_text("A mail is on its way to ada@stone.example")
        await expect(page.get_by_label("Password")).to_be_hidden()
        await window.close()


async def test_a_forgotten_password_is_asked_for_by_mail(window: BrowserContext, tenant: Tenant):
    page = await window.new_page()
    await page.goto("/sign-in")
    await page.get_by_role("button", name="Forgotten your password?").click()
    form = page.get_by_role("form", name="Forgotten your password?")
    await form.get_by_label("E-mail").fill(tenant.email)
    assert await faults_of(page) == []
    await form.get_by_role("button", name="Mail me a link").click()
    # This server sends no mail, and the page says what it answers.
    await expect(page.get_by_role("alert")).to_be_visible()


async def test_a_provider_is_gone_to_with_a_challenge(window: BrowserContext):
    page = await window.new_page()
    await page.goto("/sign-in")
    await page.get_by_role("button", name="Use your company's provider").click()
    await page.get_by_label("Short name of your company").fill("nobody")
    async with page.expect_request("**/auth/oidc/start?*") as asked:
        await page.get_by_role("button", name="Go to the provider").click()
    address = (await asked.value).url
    assert "tenant=nobody&returnTo=%2Fsign-in&challenge=" in address
    await page.goto("/sign-in#signInCode=slx_none")
    await expect(page.get_by_role("alert")).to_be_visible()
    assert "slx_none" not in page.url


async def test_another_tenant_of_the_person_is_shown(window: BrowserContext, served: Served, tenant: Tenant):
    other = await signed_up(served, "Second Stone")
    page = await tenant.sign_in(window)
    await page.get_by_role("button", name="Account of Ada").click()
    await page.get_by_role("menuitem", name="Another company").click()
    dialog = page.get_by_role("dialog", name="Another company")
    await dialog.get_by_label("Short name of your company").fill(f"none-{secrets.token_hex(4)}")
    await dialog.get_by_role("button", name="Next").click()
    await expect(dialog.get_by_role("alert")).to_be_visible()
    await other.ask(
        "mutation ($input: AddMemberInput!) { addMember(input: $input) { errors { code } } }",
        input={"email": tenant.email, "name": "Ada", "roles": ["admin"]},
    )
    slug = (await other.ask("{ me { tenant { slug } } }"))["me"]["tenant"]["slug"]
    await tenant.ask(
        "mutation ($input: AcceptMembershipInput!) { acceptMembership(input: $input) { errors { code } } }",
        input={"tenant": slug},
    )
    await dialog.get_by_label("Short name of your company").fill(slug)
    await dialog.get_by_role("button", name="Next").click()
    await expect(page.get_by_text("Second Stone")).to_be_visible()


@pytest.fixture
async def tenant(served: Served) -> Tenant:
    return await signed_up(served, "石头科技")
