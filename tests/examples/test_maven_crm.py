"""The example on a sample of its own, over HTTP in process: what is mapped, refused, repeated, compared."""

import csv
import importlib
import json
import sys
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.client import running_api

FOLDER = Path(__file__).parents[2] / "examples" / "maven_crm"
MODULES = ("load", "client", "source", "readback", "definition", "progress")

ACCOUNTS = """account,sector,year_established,revenue,employees,office_location,subsidiary_of
Acme,technolgy,1996,1100.04,2822,United States,
Beta,medical,1999,251.41,495,Kenya,Acme
"""
PRODUCTS = "product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,55\n"
TEAMS = """sales_agent,manager,regional_office
Ada,Mel,Central
Bob,Mel,Central
"""
PIPELINE = """opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
A1,Ada,GTXPro,Acme,Won,2016-10-20,2017-03-01,4514
A2,Ada,MG Special,Beta,Lost,2016-11-02,2016-11-02,0
A3,Ada,GTX Pro,,Engaging,2017-01-05,,
A4,Ada,MG Special,Acme,Prospecting,,,
"""
REFUSED = """B1,Ada,MG Special,,Won,2017-01-05,2017-02-01,60
B2,Ada,MG Special,Acme,Lost,2017-05-05,2017-02-01,0
A4,Ada,MG Special,Acme,Prospecting,,,
"""


@pytest.fixture(scope="module")
def example() -> Iterator[ModuleType]:
    """The example's `load`, imported as it is when the script runs."""
    sys.path.insert(0, str(FOLDER))
    try:
        yield importlib.import_module("load")
    finally:
        sys.path.remove(str(FOLDER))
        for name in MODULES:
            sys.modules.pop(name, None)


@pytest.fixture
async def http(database_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with running_api(database_url) as running:
        yield running.client


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder as the data set has it, CRLF line ends included."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name, text in (
        ("accounts.csv", ACCOUNTS),
        ("products.csv", PRODUCTS),
        ("sales_teams.csv", TEAMS),
        ("sales_pipeline.csv", PIPELINE),
    ):
        (folder / name).write_text(text, newline="\r\n")
    return folder


def facts(example: ModuleType, **changed: object) -> Any:
    stated = {"prospecting": 1, "engaging": 1, "won": 1, "lost": 1, "close_value": Decimal(4514)}
    return example.Facts(**{**stated, "without_account": 1, **changed})


def api(example: ModuleType, http: httpx.AsyncClient) -> Any:
    return example.Api(http, "http://sluice.test", batch=3, in_flight=2)


async def test_everything_arrives_as_stated(
    example: ModuleType, http: httpx.AsyncClient, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = data / "refused.csv"
    source = example.read_source(data)
    assert await example.load(api(example, http), source, facts(example), report)
    said = capsys.readouterr().out
    assert "Mapped product 'GTXPro' to 'GTX Pro': 1 rows" in said
    assert "Mapped sector 'technolgy' to 'technology': 1 rows" in said
    assert "accounts 2 (1 of them subsidiaries), products 2, agents 2 (1 without an opportunity)" in said
    assert report.read_text().splitlines() == ["row,step,code,reason"]


async def test_a_fact_that_differs_is_told(
    example: ModuleType, http: httpx.AsyncClient, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stated = facts(example, close_value=Decimal(4515))
    assert not await example.load(api(example, http), example.read_source(data), stated, data / "r.csv")
    assert "DIFFERS: close_value is 4,514.00, stated is 4,515" in capsys.readouterr().out


async def test_every_refused_row_is_listed_with_its_reason(
    example: ModuleType, http: httpx.AsyncClient, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (data / "sales_pipeline.csv").open("a", newline="\r\n") as stream:
        stream.write(REFUSED)
    report = data / "refused.csv"
    # The two whose gates stay closed wait in engaging.
    stated = facts(example, engaging=3, without_account=2)
    assert not await example.load(api(example, http), example.read_source(data), stated, report)
    with report.open(newline="") as stream:
        rows = {row["row"]: row for row in csv.DictReader(stream)}
    assert {name: row["code"] for name, row in rows.items()} == {
        "A4": "DUPLICATE",
        "B1": "GATE_CLOSED",
        "B2": "GATE_CLOSED; BACKDATE_INVALID",
    }
    assert all(row["reason"] for row in rows.values())
    said = capsys.readouterr().out
    assert [line for line in said.splitlines() if "is missing" in line or "stated is" in line] == []
    assert "DIFFERS: B1 has the history" in said


class LosesAnswers(httpx.AsyncBaseTransport):
    """Carries every request out, but the first answer to each kind of write is lost on the way."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.lost: set[str] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self.inner.handle_async_request(request)
        document = json.loads(request.content)["query"]
        for field in ("createOpportunity", "promoteOpportunity"):
            if field in document and field not in self.lost:
                self.lost.add(field)
                await response.aread()
                raise httpx.ReadError("the answer was lost", request=request)
        return response


async def test_a_lost_answer_neither_loses_nor_doubles_a_row(
    example: ModuleType, http: httpx.AsyncClient, data: Path
) -> None:
    transport = LosesAnswers(http._transport)
    async with httpx.AsyncClient(transport=transport) as unreliable:
        source = example.read_source(data)
        assert await example.load(api(example, unreliable), source, facts(example), data / "r.csv")
    assert transport.lost == {"createOpportunity", "promoteOpportunity"}


async def test_a_batch_that_is_refused_is_halved_down_to_the_write_at_fault(
    example: ModuleType, http: httpx.AsyncClient, data: Path
) -> None:
    (data / "accounts.csv").write_text(ACCOUNTS.replace("2822", "99999999999"))
    report = data / "refused.csv"
    await example.load(api(example, http), example.read_source(data), facts(example), report)
    with report.open(newline="") as stream:
        refused = {(row["row"], row["step"], row["code"]) for row in csv.DictReader(stream)}
    accounts = [row for row, step, _ in refused if step == "Account records"]
    assert accounts == ["Acme"]
    assert ("Beta", "Parents of accounts", "NOT_LOADED") in refused
    # What names it is refused too, not loaded without it.
    assert {row for row, step, _ in refused if step == "Opportunity records"} == {"A1", "A4"}


def test_missing_data_is_named_and_ends_with_2(
    example: ModuleType, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "products.csv").unlink()
    monkeypatch.setattr(sys, "argv", ["load.py", "--data", str(data)])
    assert example.main() == 2
    assert f"{data} lacks products.csv" in capsys.readouterr().err


def test_no_server_is_said_and_ends_with_2(
    example: ModuleType, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.modules["client"], "FIRST_PAUSE", 0)
    monkeypatch.setattr(sys, "argv", ["load.py", "--data", str(data), "--url", "http://127.0.0.1:9"])
    assert example.main() == 2
    assert "does not answer" in capsys.readouterr().err
