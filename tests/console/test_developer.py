"""The developers' corner in a real browser: GraphiQL from the server itself, keys, and the GraphQL schema as a file."""

from pathlib import Path

import httpx
import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.console.fitness import faults_of
from tests.console.tenants import FUNNEL, Tenant, signed_up
from tests.protocols.serving import Served


@pytest.fixture(scope="module")
async def tenant(served: Served) -> Tenant:
    made = await signed_up(served, "石头科技")
    await made.configure(*FUNNEL)
    return made


async def typed(page: Page, document: str) -> None:
    """Puts a document in the place of what GraphiQL shows."""
    await page.locator(".graphiql-query-editor .view-lines").click()
    await page.keyboard.press("Control+A")
    await page.keyboard.press("Delete")
    await page.keyboard.insert_text(document)


async def test_graphiql_is_our_own_and_asks_with_the_session(window: BrowserContext, tenant: Tenant):
    page = await tenant.sign_in(window)
    told: list[str] = []
    asked: list[str] = []
    page.on("console", lambda each: told.append(each.text) if each.type in ("error", "warning") else None)
    page.on("pageerror", lambda each: told.append(str(each)))
    page.on("request", lambda each: asked.append(each.url))
    await page.goto("/graphql")
    await expect(page).to_have_url("/developer/graphiql")
    answer = page.locator(".result-window")
    await expect(page.locator(".graphiql-query-editor .view-lines")).to_contain_text("me")
    await typed(page, "{ deals { totalCount } }")
    await page.get_by_role("button", name="Execute query").click()
    await expect(answer).to_contain_text('"totalCount": 0')

    await typed(page, "subscription { dealChanged { kind } }")
    await page.get_by_role("button", name="Execute query").click()
    await expect(page.get_by_role("button", name="Stop query")).to_be_visible()
    await page.wait_for_timeout(500)
    await tenant.ask('mutation { createDeal(input: { name: "Live" }) { errors { code } } }')
    await expect(answer).to_contain_text('"kind": "CREATED"')

    home = tenant.served.address
    assert [each for each in asked if not each.startswith((home, "data:", "blob:", "ws"))] == []
    assert [each for each in told if "Content Security Policy" in each] == []


async def test_what_is_typed_is_held_to_the_types_of_the_role(window: BrowserContext, tenant: Tenant):
    page = await tenant.sign_in(window, "/developer/graphiql")
    await expect(page.locator(".graphiql-query-editor .view-lines")).to_contain_text("me")
    await page.get_by_role("button", name="Show Documentation Explorer").click()
    await expect(page.get_by_text("Root Types")).to_be_visible()
    await typed(page, "{ nothingLikeIt }")
    await expect(page.locator(".graphiql-query-editor .squiggly-error")).to_be_visible()


async def test_a_key_is_shown_once_rotated_and_revoked(window: BrowserContext, tenant: Tenant):
    page = await tenant.sign_in(window, "/developer")
    await page.get_by_role("button", name="New key").click()
    await page.get_by_role("dialog").get_by_label("Name").fill("网站")
    await page.get_by_role("button", name="Make the key").click()
    secret = page.get_by_role("dialog", name="The secret of “网站”")
    first = await secret.locator("code").text_content() or ""
    assert await works(tenant, first)
    await secret.get_by_role("button", name="Close").click()
    await expect(page.get_by_text(first)).to_have_count(0)

    await page.get_by_role("button", name="Rotate: 网站").click()
    await page.get_by_label("The old key is good for").click()
    await page.get_by_role("option", name="No longer").click()
    await page.get_by_role("dialog").get_by_role("button", name="Rotate").click()
    second = await secret.locator("code").text_content() or ""
    assert (await works(tenant, first), await works(tenant, second)) == (False, True)
    await secret.get_by_role("button", name="Close").click()

    await page.get_by_role("button", name="Revoke: 网站").first.click()
    await page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    await expect(page.get_by_role("button", name="Revoke: 网站")).to_have_count(0)
    assert not await works(tenant, second)


async def works(tenant: Tenant, key: str) -> bool:
    async with httpx.AsyncClient() as client:
        headers = {"Authorization": f"Bearer {key}"}
        answer = await client.post(
            tenant.served.url, json={"query": "{ me { member { id } } }"}, headers=headers
        )
    return answer.json().get("data", {}).get("me") is not None if "errors" not in answer.json() else False


async def test_the_schema_can_be_taken_away(window: BrowserContext, tenant: Tenant):
    page = await tenant.sign_in(window, "/developer")
    async with page.expect_download() as taken:
        await page.get_by_role("button", name="Download the GraphQL schema (SDL)").click()
    text = read(await (await taken.value).path())
    assert "type Deal implements Node" in text
    assert "input CatalogChange @oneOf" in text


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
async def test_the_corner_is_fit_for_all(window: BrowserContext, tenant: Tenant, colours: str, width: int):
    await tenant.ask('mutation { createApiKey(input: { name: "Axe" }) { errors { code } } }')
    page = await tenant.sign_in(window)
    await page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto("/developer")
    await expect(page.get_by_role("button", name="Revoke: Axe").first).to_be_visible()
    await expect(page.get_by_text("Requests of the month")).to_be_visible()
    assert await faults_of(page) == []
