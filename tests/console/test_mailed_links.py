"""What a link in a mail leads to, in a real browser: a tenant, a membership, a new password."""

import re
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.console.fitness import faults_of
from tests.console.tenants import PASSWORD
from tests.protocols.serving import Served, serving
from tests.protocols.waiting import until
from tests.smtp import PostOffice, post_office

INVITE = """fetch("/graphql", { method: "POST",
  headers: { "Content-Type": "application/json", "X-Sluice-Session": "cookie" },
  body: JSON.stringify({ query: `mutation { inviteMember(input: { email: "%s", roles: [] }) { errors { code } } }` }) })
  .then((answer) => answer.json())"""


@pytest.fixture(scope="module")
async def mailing(database_url: str, console: Path) -> AsyncIterator[tuple[Served, PostOffice]]:
    """A server that mails, and confirms sign-ups by it."""
    with post_office() as office:
        settings = office.settings() | {"SLUICE_SIGN_UP": "confirmed"}
        # What is mailed leads to the address that is served.
        del settings["SLUICE_PUBLIC_URL"]
        async with serving(database_url, **settings) as served:
            yield served, office


async def follow_link(page: Page, office: PostOffice, email: str, path: str) -> str:
    """Opens the address in the mail that leads there, once it has come."""

    def links() -> list[str]:
        texts = [message.get_content() for to, message in office.letters if to == email]
        return [found for text in texts for found in re.findall(rf"http\S+({path}#\S+)", text)]

    await until(lambda: links() != [])
    await page.goto(links()[-1])
    await expect(page).to_have_url(path)
    return links()[-1]


async def test_who_clicks_a_link_in_a_mail_gets_through(browser: Browser, mailing: tuple[Served, PostOffice]):
    served, office = mailing
    founder, invited = (f"{name}-{secrets.token_hex(4)}@console.example" for name in ("founder", "li"))
    context = await browser.new_context(base_url=served.address, locale="en-US", reduced_motion="reduce")
    page = await context.new_page()
    await page.goto("/sign-up")
    await page.get_by_label("Your name").fill("王小明")
    await page.get_by_label("Your company").fill("石头科技")
    await page.get_by_label("E-mail").fill(founder)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Make an account").click()
    await follow_link(page, office, founder, "/confirm-sign-up")
    await page.get_by_label("Password").fill("short")
    await page.get_by_role("button", name="Make the company").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    assert await faults_of(page) == []
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Make the company").click()
    await expect(page).to_have_url("/start")
    await expect(page.get_by_text("石头科技")).to_be_visible()

    done = await page.evaluate(INVITE % invited)
    assert done["data"]["inviteMember"]["errors"] == []
    other = await browser.new_context(base_url=served.address, locale="zh-CN", reduced_motion="reduce")
    theirs = await other.new_page()
    used = await follow_link(theirs, office, invited, "/invitation")
    await expect(theirs.get_by_text(f"以 {invited} 加入“石头科技”。")).to_be_visible()
    assert await faults_of(theirs) == []
    await theirs.get_by_label("你的姓名").fill("李娜")
    await theirs.get_by_label("密码").fill(PASSWORD)
    await theirs.get_by_role("button", name="加入石头科技").click()
    await expect(theirs.get_by_role("button", name="李娜 的账户")).to_be_visible()
    await theirs.goto(used)
    await expect(theirs.get_by_text("此链接已使用或已失效")).to_be_visible()

    await page.get_by_role("button", name="Account of 王小明").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await page.get_by_role("button", name="Forgotten your password?").click()
    forgotten = page.get_by_role("form", name="Forgotten your password?")
    await forgotten.get_by_label("E-mail").fill(founder)
    await forgotten.get_by_role("button", name="Mail me a link").click()
    await follow_link(page, office, founder, "/password-reset")
    await page.get_by_label("Choose a new password").fill(f"{PASSWORD} 49")
    assert await faults_of(page) == []
    await page.get_by_role("button", name="Save the password").click()
    await page.get_by_role("link", name="Sign in").click()
    await page.get_by_label("E-mail").fill(founder)
    await page.get_by_label("Password").fill(f"{PASSWORD} 49")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_text("石头科技")).to_be_visible()
    await context.close()
    await other.close()
