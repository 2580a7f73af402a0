"""Accounts that a company keeps elsewhere, in a Chinese browser: its identity provider lets people in, its directory
makes members."""

from dataclasses import replace

import httpx
import pytest
from playwright.async_api import BrowserContext, Page, Route, expect

from tests.console.fitness import faults_of
from tests.console.tenants import FUNNEL, signed_up
from tests.protocols.directory import USER
from tests.protocols.serving import Served
from tests.signing_in import Idp, provider

ROLES = (
    {
        "addRole": {
            "name": "rep",
            "labels": [{"language": "zh-CN", "text": "销售代表"}],
            "grants": [{"object": "deal", "action": "read"}],
        }
    },
    {
        "addRole": {
            "name": "provisioner",
            "labels": [{"language": "zh-CN", "text": "目录"}],
            "grants": [{"object": "*", "action": "provision"}],
        }
    },
)


@pytest.fixture
def locale() -> str:
    return "zh-CN"


async def test_a_company_signs_in_by_its_provider_and_provisions_by_its_directory(
    window: BrowserContext, served: Served
):
    tenant = replace(await signed_up(served, "石头科技"), language="zh-CN")
    await tenant.configure(*FUNNEL, *ROLES)
    slug = (await tenant.ask("{ me { tenant { slug } } }"))["me"]["tenant"]["slug"]
    page = await tenant.sign_in(window, "/people/sign-in")
    async with provider() as idp:
        await idp.knows(
            "lina", email=f"lina@{slug}.example", email_verified=True, name="李娜", groups=["sales"]
        )
        await put_in_force(page, idp, f"{slug}.example")
        await sign_in_by_provider(page, slug, idp)
    await expect(page).to_have_url("/board/deal")
    await expect(page.get_by_role("navigation", name="菜单").get_by_role("link")).to_have_text(
        ["看板", "记录", "分析"]
    )

    await sign_out(page, "李娜")
    await tenant.enter(page)
    await page.get_by_role("link", name="成员").click()
    await expect(page.get_by_role("row", name="李娜")).to_contain_text("销售代表")
    await provision(page, slug)


async def put_in_force(page: Page, idp: Idp, domain: str) -> None:
    """The provider is told of Sluice, and Sluice of the provider, by what its page shows."""
    provider_ = page.get_by_role("region", name="身份提供方（OpenID Connect）")
    callback = await provider_.locator("code").first.inner_text()
    client = await idp.register(callback)
    await provider_.get_by_label("签发者（Issuer）").fill(client["issuer"])
    await provider_.get_by_label("客户端 ID").fill(client["clientId"])
    await provider_.get_by_label("新密钥").fill(client["clientSecret"])
    await provider_.get_by_label("允许的邮箱域名").fill(domain)
    await provider_.get_by_label("自动成为成员").check()
    await provider_.get_by_label("包含组的声明（Claim）").fill("groups")
    await provider_.get_by_role("button", name="添加组").click()
    await provider_.get_by_label("组 1", exact=True).fill("sales")
    await provider_.get_by_label("组 1 的角色").click()
    await page.get_by_role("option", name="销售代表").click()
    await page.keyboard.press("Escape")
    await provider_.get_by_role("button", name="试用").click()
    await expect(provider_.get_by_text("可以使用。尚未做任何修改。")).to_be_visible()
    assert await faults_of(page) == []
    await provider_.get_by_role("button", name="启用").click()
    await expect(provider_.get_by_text("登录入口：")).to_be_visible()


async def sign_out(page: Page, name: str) -> None:
    await page.get_by_role("button", name=f"{name} 的账户").click()
    await page.get_by_role("menuitem", name="退出登录").click()
    await expect(page).to_have_url("/sign-in")


async def sign_in_by_provider(page: Page, slug: str, idp: Idp) -> None:
    """From the page for who is not signed in, over the provider's own, and back."""

    async def refuse(route: Route) -> None:
        await route.abort()

    await page.route("https://**", refuse)  # the provider's page wants a style sheet from elsewhere
    await sign_out(page, "Ada")
    await page.get_by_role("button", name="使用公司的身份提供方登录").click()
    assert await faults_of(page) == []
    await page.get_by_label("公司简称").fill(slug)
    await page.get_by_role("button", name="前往身份提供方").click()
    await page.wait_for_url(f"{idp.issuer}/**")
    await page.get_by_placeholder("sub").fill("lina")
    await page.get_by_role("button", name="Authorize").click()


async def provision(page: Page, slug: str) -> None:
    """The directory has a key and an address from its page, and makes a member who is listed then."""
    await page.get_by_role("button", name="直接添加（不发邮件）").click()
    adding = page.get_by_role("dialog", name="直接添加（不发邮件）")
    await adding.get_by_label("邮箱").fill(f"directory@{slug}.example")
    await adding.get_by_label("姓名").fill("目录同步程序")
    await adding.get_by_role("button", name="添加").click()
    await expect(page.get_by_role("row", name="目录同步程序")).to_be_visible()

    await page.get_by_role("link", name="目录同步").click()
    address = await page.get_by_text("目录使用的地址：").locator("code").inner_text()
    await page.get_by_role("button", name="目录密钥").click()
    making = page.get_by_role("dialog", name="目录密钥")
    await making.get_by_label("密钥名称").fill("Entra ID")
    await making.get_by_label("所属成员").click()
    await page.get_by_role("option", name="目录同步程序").click()
    await making.get_by_label("目录", exact=True).check()
    assert await faults_of(page) == []
    await making.get_by_role("button", name="创建密钥").click()
    shown = page.get_by_role("dialog", name="目录的密钥")
    key = await shown.locator("code").inner_text()
    await shown.get_by_role("button", name="关闭").click()
    user = {"schemas": [USER], "userName": f"zhang@{slug}.example", "displayName": "张伟"}
    async with httpx.AsyncClient(timeout=60) as client:
        made = await client.post(f"{address}/Users", json=user, headers={"Authorization": f"Bearer {key}"})
    assert made.status_code == 201, made.text
    await page.get_by_role("link", name="成员").last.click()
    await expect(page.get_by_role("row", name="张伟")).to_contain_text(f"zhang@{slug}.example")
    assert await faults_of(page) == []
