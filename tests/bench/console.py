"""How a board of 2,000 cards feels in a browser: until it can be used, and what a frame takes while it is scrolled and
a card is carried.

Run `python -m tests.bench.console [CARDS]`; it needs Chromium and Node.js, prints Markdown, and serves the console as
it is built now. A frame is the time between two calls of `requestAnimationFrame`; what one takes where nothing happens
says how busy the machine is.
"""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from playwright.async_api import Browser, BrowserContext, Page, StorageState, async_playwright

from core.embedded import embedded_postgres
from migrations.run import upgrade
from tests.bench.tables import table
from tests.console.building import built
from tests.console.tenants import FUNNEL, Tenant, signed_up
from tests.protocols.serving import Served, serving

CARDS = 2_000
AT_ONCE = 500
LEAST = 1_000
"""What the gate of the second stage asks for."""
LOADS = 7
WHEELS = 120
STEPS = 240
MANY = "mutation ($inputs: [DealRowInput!]!) { createDeals(inputs: $inputs, mode: EACH) { done } }"
MOVE = """mutation ($least: Decimal!) {
  promoteDeals(where: { amount: { gte: $least } }, to: "proposal", mode: EACH) { done } }"""

WATCH = """() => {
  window.shown = null;
  window.busy = [];
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) window.busy.push(each.startTime + each.duration);
  }).observe({ type: "longtask", buffered: true });
  const look = () => {
    const columns = [...document.querySelectorAll("section[aria-labelledby^='column-']")];
    const filled = columns.filter((each) => each.querySelector("li a[href^='/records/']") !== null);
    if (filled.length >= 2) window.shown = performance.now();
    else requestAnimationFrame(look);
  };
  look();
}"""
"""Notes when the two columns that have cards show them, and the end of every task of more than 50 ms."""

FRAMES = """() => {
  window.frames_ = [];
  let last = performance.now();
  const next = (now) => {
    window.frames_.push(now - last);
    last = now;
    window.frame = requestAnimationFrame(next);
  };
  window.frame = requestAnimationFrame(next);
}"""
TAKEN = "() => { cancelAnimationFrame(window.frame); return window.frames_.slice(1); }"


@dataclass(frozen=True)
class Frames:
    """What frames took, in milliseconds."""

    name: str
    taken: list[float]

    def row(self) -> tuple[str, ...]:
        p95 = quantiles(self.taken, n=20)[-1]
        return (
            self.name,
            str(len(self.taken)),
            *(f"{each:.0f}" for each in (median(self.taken), p95, max(self.taken))),
        )


async def filled(served: Served, cards: int) -> Tenant:
    """A tenant with so many deals, half of them in the second stage."""
    tenant = await signed_up(served, "Board")
    await tenant.configure(*FUNNEL)
    for first in range(0, cards, AT_ONCE):
        inputs = [
            {"name": f"商机 {number}", "amount": {"amount": str(number), "currency": "CNY"}, "budget": True}
            for number in range(LEAST + first, LEAST + min(first + AT_ONCE, cards))
        ]
        assert (await tenant.ask(MANY, inputs=inputs))["createDeals"]["done"] == len(inputs)
    moved = await tenant.ask(MOVE, least=str(LEAST + cards // 2))
    assert moved["promoteDeals"]["done"] == cards - cards // 2, moved
    return tenant


@dataclass(frozen=True)
class Opened:
    """A board in a browser that had nothing of it yet.

    Attributes:
        usable: after how many milliseconds both columns showed their cards and no task of more than 50 ms was under way
            or followed within a second.
        computed: milliseconds of CPU that the page's main thread took until then and a second more, which other work of
            the machine does not lengthen.
    """

    window: BrowserContext
    page: Page
    usable: float
    computed: float


async def opened(browser: Browser, served: Served, state: StorageState) -> Opened:
    window = await browser.new_context(
        base_url=served.address,
        storage_state=state,
        locale="en-US",
        viewport={"width": 1366, "height": 768},
        reduced_motion="reduce",
    )
    page = await window.new_page()
    devtools = await window.new_cdp_session(page)
    await devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    await page.add_init_script(f"({WATCH})()")
    await page.goto("/board/deal/sales")
    await page.wait_for_function("() => window.shown !== null")
    await page.wait_for_timeout(1_000)
    usable: float = await page.evaluate("() => Math.max(window.shown, ...window.busy)")
    told = (await devtools.send("Performance.getMetrics"))["metrics"]
    (thread,) = (each["value"] for each in told if each["name"] == "ThreadTime")
    return Opened(window, page, usable, thread * 1_000)


async def frames_of(page: Page, name: str, act: Callable[[Page], Awaitable[None]]) -> Frames:
    await page.evaluate(FRAMES)
    await act(page)
    return Frames(name, await page.evaluate(TAKEN))


async def nothing(page: Page) -> None:
    await page.wait_for_timeout(2_000)


async def scroll(page: Page) -> None:
    """The wheel over the first column, as fast as a finger turns it; further pages are loaded meanwhile."""
    await page.mouse.move(150, 400)
    for _ in range(WHEELS):
        await page.mouse.wheel(0, 200)
        await page.wait_for_timeout(16)


async def carry(page: Page) -> None:
    """A card is picked up, carried over all columns and back, and put back."""
    handle = page.get_by_role("button", name="Move 商机").nth(2)
    box = await handle.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 4, box["y"] + 6)
    await page.mouse.down()
    for step in range(STEPS):
        across = abs((step * 2 % STEPS) - STEPS / 2) / (STEPS / 2)
        await page.mouse.move(150 + 700 * across, 300 + step % 60)
        await page.wait_for_timeout(8)
    await page.keyboard.press("Escape")
    await page.mouse.up()


async def measured(url: str, cards: int) -> str:
    """The Markdown of a run."""
    program = shutil.which("chromium")
    assert program is not None, "chromium is not installed"
    await upgrade(url)
    async with serving(url) as served, async_playwright() as playwright:
        tenant = await filled(served, cards)
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        first = await browser.new_context(base_url=served.address, locale="en-US")
        await tenant.sign_in(first)
        state = await first.storage_state()
        await first.close()
        loads: list[Opened] = []
        frames: list[Frames] = []
        for number in range(LOADS):
            load = await opened(browser, served, state)
            loads.append(load)
            if number == LOADS - 1:
                for name, act in (("nothing", nothing), ("scrolling", scroll), ("carrying a card", carry)):
                    frames.append(await frames_of(load.page, name, act))
            await load.window.close()
        await browser.close()
    usable, computed = [each.usable for each in loads], median(each.computed for each in loads)
    spread = f"median of {LOADS}; {min(usable):,.0f} to {max(usable):,.0f}"
    told = f"{cards:,} cards; usable after {median(usable):,.0f} ms ({spread}), {computed:,.0f} ms of CPU.\n"
    heads = ("meanwhile", "frames", "p50 ms", "p95 ms", "longest ms")
    return told + "\n" + table(heads, [each.row() for each in frames])


def main() -> None:
    """Make the board, measure, print."""
    cards = int(sys.argv[1]) if len(sys.argv) > 1 else CARDS
    built()
    with tempfile.TemporaryDirectory() as folder, embedded_postgres(Path(folder) / "data") as url:
        print(asyncio.run(measured(url, cards)))


if __name__ == "__main__":
    main()
