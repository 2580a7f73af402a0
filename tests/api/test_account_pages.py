"""The pages that links in mails lead to, where the console is not built."""

import httpx
import pytest
from starlette.applications import Starlette

from api.app import WITHOUT_CONSOLE


async def shown(path: str) -> httpx.Response:
    app = Starlette(routes=WITHOUT_CONSOLE)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sluice") as client:
        return await client.get(path)


@pytest.mark.parametrize("path", ["/invitation", "/confirm-sign-up", "/password-reset"])
async def test_the_page_runs_no_script_but_its_own(path: str) -> None:
    page = await shown(path)
    assert page.status_code == 200
    assert "script-src 'sha256-" in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/invitation", "/confirm-sign-up"])
async def test_the_page_asks_for_the_code_of_a_second_factor(path: str) -> None:
    page = (await shown(path)).text
    assert '<input name="code" autocomplete="one-time-code"' in page
    assert "if (form.code.value.trim()) input.code = form.code.value;" in page
    assert 'label("code", CODE);' in page
