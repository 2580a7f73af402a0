"""Whether a page is fit for all, as axe finds."""

import re
from functools import cache

from playwright.async_api import Page, expect

from tests.console.building import FOLDER

_LOADING = re.compile("Loading|加载")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@cache
def axe() -> str:
    return (FOLDER / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


_SETTLED = """() => Promise.allSettled(
  document.getAnimations()
    .filter((each) => each.effect?.getComputedTiming().endTime !== Infinity)
    .map((each) => each.finished))"""
"""Colours are those that stay: half-way from one to another anything can be hard to read."""


async def faults_of(page: Page) -> list[str]:
    """What axe finds on a page against WCAG 2.2 AA, once nothing of it is still being loaded."""
    await expect(page.get_by_role("progressbar", name=_LOADING)).to_have_count(0)
    await page.evaluate(_SETTLED)
    await page.evaluate(axe())
    found = await page.evaluate(
        "rules => axe.run(document, { runOnly: { type: 'tag', values: rules } })", RULES
    )
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found["violations"]]
