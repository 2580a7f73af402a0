"""Coming in and going out, in a real browser."""

import secrets

from playwright.async_api import BrowserContext, expect

PASSWORD = "quiet river stones 48"


async def test_who_signs_up_is_led_in_and_can_sign_out_and_in_again(window: BrowserContext):
    page = await window.new_page()
    email = f"founder-{secrets.token_hex(4)}@console.example"
    await page.goto("/")
    await expect(page).to_have_url("/sign-in")
    await page.get_by_role("link", name="Make an account").click()
    await page.get_by_label("Your name").fill("王小明")
    await page.get_by_label("Your company").fill("石头科技")
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Make an account").click()
    await expect(page).to_have_url("/start")
    await expect(page.get_by_text("石头科技")).to_be_visible()
    assert await page.evaluate("document.cookie") == ""
    await page.get_by_role("button", name="Install Plain small-business funnel").click()
    template = page.get_by_role("region", name="Plain small-business funnel")
    await expect(template.get_by_text("Installed")).to_be_visible()

    await page.get_by_role("button", name="Account of 王小明").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await expect(page).to_have_url("/sign-in")
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password").fill("not this one at all")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    assert await page.get_by_label("E-mail").input_value() == email
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_text("石头科技")).to_be_visible()
