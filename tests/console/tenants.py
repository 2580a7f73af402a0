"""A tenant of its own for a journey, made over HTTP, and a browser that is signed in to it."""

import secrets
from dataclasses import dataclass
from typing import Any

import httpx
from playwright.async_api import BrowserContext, Page

from tests.protocols.serving import Served

PASSWORD = "quiet river stones 48"


@dataclass(frozen=True)
class Tenant:
    """Somebody who has signed up.

    Attributes:
        token: of a session, for what a test does beside the browser.
        language: that what is asked beside the browser is answered in.
    """

    served: Served
    email: str
    token: str
    language: str = "en"

    async def ask(self, document: str, **variables: Any) -> Any:
        """`data` of an answer without errors."""
        async with httpx.AsyncClient(timeout=60) as client:
            headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language}
            body = {"query": document, "variables": variables}
            found = (await client.post(self.served.url, json=body, headers=headers)).json()
        assert "errors" not in found, found["errors"]
        return found["data"]

    async def configure(self, *changes: dict[str, Any]) -> None:
        """Publishes changes."""
        done = await self.ask(
            """mutation ($changes: [CatalogChange!]!) {
                 changeCatalog(changes: $changes) { errors { code message path hint } } }""",
            changes=list(changes),
        )
        assert done["changeCatalog"]["errors"] == []

    async def upload(self, name: str, contents: str) -> str:
        """The id of a text file, which a record can name."""
        async with httpx.AsyncClient(timeout=60) as client:
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "text/plain"}
            sent = contents.encode()
            answer = await client.post(
                f"{self.served.address}/files", params={"name": name}, content=sent, headers=headers
            )
        id_: str = answer.raise_for_status().json()["id"]
        return id_

    async def sign_in(self, window: BrowserContext, page_at: str = "/") -> Page:
        """A page of the console, signed in by its form."""
        page = await window.new_page()
        await page.goto("/sign-in")
        await self.enter(page)
        if page_at != "/":
            await page.goto(page_at)
        return page

    async def enter(self, page: Page) -> None:
        """By the form of the page for who is not signed in."""
        await page.locator("input[type=email]").fill(self.email)
        await page.locator("input[type=password]").fill(PASSWORD)
        await page.locator("button[type=submit]").click()
        await page.locator("main#content").wait_for()


async def signed_up(served: Served, company: str) -> Tenant:
    """A new account with a tenant that has nothing configured."""
    email = f"admin-{secrets.token_hex(6)}@console.example"
    given = {"email": email, "password": PASSWORD, "name": "Ada", "tenantName": company}
    anonymous = Tenant(served, email, "")
    async with httpx.AsyncClient(timeout=60) as client:
        body = {
            "query": "mutation ($input: SignUpInput!) { signUp(input: $input) { token errors { code } } }",
            "variables": {"input": given},
        }
        answer = (await client.post(served.url, json=body)).json()
    return Tenant(anonymous.served, email, answer["data"]["signUp"]["token"])


FUNNEL: tuple[dict[str, Any], ...] = (
    {
        "addObject": {
            "name": "deal",
            "plural": "deals",
            "display": "name",
            "labels": [{"language": "en", "text": "Deal"}, {"language": "zh-CN", "text": "商机"}],
            "pluralLabels": [{"language": "en", "text": "Deals"}, {"language": "zh-CN", "text": "商机"}],
            "fields": [
                {
                    "name": "name",
                    "type": "text",
                    "required": True,
                    "labels": [{"language": "en", "text": "Name"}],
                },
                {"name": "amount", "type": "money", "labels": [{"language": "en", "text": "Amount"}]},
                {
                    "name": "budget",
                    "type": "boolean",
                    "labels": [{"language": "en", "text": "Budget confirmed"}],
                },
            ],
        }
    },
    {
        "addPipeline": {
            "object": "deal",
            "name": "sales",
            "stages": [
                {
                    "name": "lead",
                    "labels": [{"language": "en", "text": "Lead"}, {"language": "zh-CN", "text": "线索"}],
                },
                {
                    "name": "proposal",
                    "gate": {"and": [{">=": [{"var": "amount"}, 1000]}, {"==": [{"var": "budget"}, True]}]},
                    "labels": [{"language": "en", "text": "Proposal"}, {"language": "zh-CN", "text": "方案"}],
                },
                {
                    "name": "won",
                    "kind": "won",
                    "labels": [{"language": "en", "text": "Won"}, {"language": "zh-CN", "text": "赢单"}],
                },
            ],
            "transitions": [
                {"source": "lead", "target": "proposal"},
                {"source": "proposal", "target": "won"},
                {"source": "proposal", "target": "lead"},
            ],
        }
    },
)
"""Deals whose proposal needs an amount and a confirmed budget."""
