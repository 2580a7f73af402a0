"""Fields of records in a real browser: members, references and links, and what a role may not read or write."""

import re

import pytest
from playwright.async_api import BrowserContext, Locator, Page, Request, Route, expect

from tests.console.tenants import FUNNEL, Tenant, signed_up
from tests.console.test_board import deal, faults_of
from tests.console.test_records import PERSON, choose, contact
from tests.protocols.serving import Served

VISIT = (
    {
        "addObject": {
            "name": "visit",
            "plural": "visits",
            "display": "title",
            "labels": [{"language": "en", "text": "Visit"}],
            "pluralLabels": [{"language": "en", "text": "Visits"}],
            "fields": [
                {
                    "name": "title",
                    "type": "text",
                    "required": True,
                    "labels": [{"language": "en", "text": "Title"}],
                },
                {"name": "reviewer", "type": "member", "labels": [{"language": "en", "text": "Reviewer"}]},
                {
                    "name": "subject",
                    "type": "reference",
                    "targets": ["deal", "contact"],
                    "labels": [{"language": "en", "text": "Subject"}],
                },
                {
                    "name": "guests",
                    "type": "relations",
                    "target": "contact",
                    "reverse": "visits",
                    "labels": [{"language": "en", "text": "Guests"}],
                },
            ],
        }
    },
    {
        "addPipeline": {
            "object": "visit",
            "name": "visits",
            "stages": [
                {"name": "planned", "labels": [{"language": "en", "text": "Planned"}]},
                {
                    "name": "held",
                    "kind": "won",
                    "gate": {
                        "and": [
                            {"!=": [{"var": "reviewerId"}, None]},
                            {"!=": [{"var": "subjectId"}, None]},
                        ]
                    },
                    "labels": [{"language": "en", "text": "Held"}],
                },
            ],
            "transitions": [{"source": "planned", "target": "held"}],
        }
    },
)


@pytest.fixture(scope="module")
async def tenant(served: Served) -> Tenant:
    made = await signed_up(served, "字段科技")
    await made.configure(*FUNNEL, {"addObject": PERSON}, *VISIT)
    return made


async def pick(within: Page | Locator, label: str, option: str) -> None:
    """Chooses what a picker has found for what is typed."""
    picker = within.get_by_role("combobox", name=label, exact=True)
    await picker.fill(option)
    found = picker.page.get_by_role("option", name=option, exact=True)
    await found.click()


async def test_members_references_and_links_are_written_wherever_fields_are(
    window: BrowserContext, tenant: Tenant
):
    await deal(tenant, "Referenced deal")
    for name in ("客人一", "客人二", "客人三"):
        await contact(tenant, name)
    page = await tenant.sign_in(window, "/records/visit")

    await page.get_by_role("button", name="New", exact=True).click()
    dialog = page.get_by_role("dialog", name="New: Visit")
    await dialog.get_by_label("Title").fill("First visit")
    await pick(dialog, "Owner", "Ada")
    await pick(dialog, "Guests", "客人一")
    await pick(dialog, "Guests", "客人三")
    await dialog.get_by_role("button", name="New", exact=True).click()
    await expect(dialog).to_be_hidden()

    await page.get_by_role("button", name="Edit Subject of First visit").click()
    editor = page.get_by_role("dialog", name="Subject")
    await pick(editor, "Subject", "Referenced deal")
    await editor.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("link", name="Referenced deal")).to_have_attribute(
        "href", re.compile("/records/deal/")
    )

    await page.get_by_label("Select First visit", exact=True).check()
    await page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog", name="Edit 1 record")
    await choose(page, "Field", "Guests")
    await pick(dialog, "Guests: add", "客人二")
    await pick(dialog, "Guests: take away", "客人三")
    assert await faults_of(page) == []
    await dialog.get_by_role("button", name="Apply").click()
    await expect(dialog.get_by_text("1 done, 0 refused")).to_be_visible()
    await dialog.get_by_role("button", name="Close").click()

    await page.goto("/board/visit/visits")
    await page.get_by_role("button", name="Move: First visit", exact=True).click()
    await page.get_by_role("menuitem", name="Held").click()
    dialog = page.get_by_role("dialog", name="Missing for “Held”")
    await pick(dialog, "Reviewer", "Ada")
    await dialog.get_by_role("button", name="Complete and move").click()
    await expect(
        page.get_by_role("region", name="Held").get_by_role("link", name="First visit")
    ).to_be_visible()

    await page.get_by_role("link", name="First visit").click()
    guests = page.get_by_role("region", name="Guests (2)")
    await guests.get_by_role("button", name="Edit Guests of First visit").click()
    editor = page.get_by_role("dialog", name="Guests")
    assert await faults_of(page) == []
    await editor.get_by_role("button", name="客人一").press("Delete")
    await editor.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("region", name="Guests (1)")).to_contain_text("客人二")

    await page.goto("/records/visit")
    for index, (field, comparison, value) in enumerate(
        (("Reviewer", "is", "Ada"), ("Subject", "is", "Referenced deal"), ("Guests", "has", "客人二"))
    ):
        if index == 0:
            await page.get_by_role("button", name="Filter", exact=True).click()
        await page.get_by_role("button", name="Add a condition").click()
        await choose(page, "Field", field, index)
        await choose(page, "Comparison", comparison, index)
        await pick(page.get_by_role("group", name="Filter"), field, value)
        await expect(page.get_by_text("1 record", exact=True)).to_be_visible()
    await choose(page, "Comparison", "does not have", 2)
    await expect(page.get_by_text("0 records")).to_be_visible()


async def test_what_a_role_may_not_write_is_plain_text_and_what_it_may_not_read_is_absent_or_masked(
    window: BrowserContext, served: Served
):
    tenant = await signed_up(served, "只读科技")
    city = {"name": "city", "type": "text", "labels": [{"language": "en", "text": "City"}]}
    await tenant.configure({"addObject": {**PERSON, "fields": [*PERSON["fields"][:3], city]}})
    await contact(tenant, "Seen", phone="13800005678", city="Shenzhen", notes="secret")
    page = await tenant.sign_in(window)
    await page.wait_for_url("**/records/contact")
    await expect(page.get_by_role("button", name="Edit Phone of Seen")).to_be_visible()
    roles = await tenant.ask("{ catalog { roles { name } } me { member { id } } }")
    assert roles["catalog"]["roles"] == [{"name": "admin"}]
    await tenant.configure(
        {
            "addRole": {
                "name": "reader",
                "grants": [
                    {"object": "contact", "action": "read"},
                    {"object": "contact", "action": "update", "field": "phone"},
                    {"object": "contact", "action": "read", "field": "notes", "effect": "deny"},
                    {
                        "object": "contact",
                        "action": "read",
                        "field": "phone",
                        "mask": {"kind": "keep", "first": 3, "last": 4},
                    },
                ],
            }
        }
    )
    view = await tenant.ask(
        "mutation ($i: ViewAsInput!) { viewAs(input: $i) { token errors { code } } }", i={"roles": ["reader"]}
    )
    token = view["viewAs"]["token"]

    async def as_reader(route: Route, request: Request) -> None:
        kept = {name: value for name, value in request.headers.items() if name not in ("cookie",)}
        kept.pop("x-sluice-session", None)
        await route.continue_(headers={**kept, "authorization": f"Bearer {token}"})

    await window.clear_cookies()
    await page.route("**/graphql", as_reader)
    await page.goto("/records/contact")
    await expect(page.get_by_role("link", name="Seen")).to_be_visible()
    await expect(page.get_by_role("cell", name="Shenzhen", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="Edit City of Seen")).to_be_hidden()
    # May be written, though: but there is no value to begin with.
    await expect(page.get_by_role("cell", name="138****5678", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="Edit Phone of Seen")).to_be_hidden()
    await expect(page.get_by_role("button", name="City", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="Phone", exact=True)).to_be_hidden()
    await page.get_by_role("button", name="Filter", exact=True).click()
    await page.get_by_role("button", name="Add a condition").click()
    await page.get_by_label("Field", exact=True).click()
    await expect(page.get_by_role("option", name="City")).to_be_visible()
    await expect(page.get_by_role("option", name="Phone")).to_be_hidden()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="New", exact=True)).to_be_hidden()
    await page.get_by_role("link", name="Seen").click()
    await expect(page.get_by_role("heading", name="Details")).to_be_visible()
    await expect(page.get_by_text("138****5678")).to_be_visible()
    assert "secret" not in await page.content()
    assert "Notes" not in await page.locator("main").inner_text()
