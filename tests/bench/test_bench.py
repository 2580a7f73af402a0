"""The benchmark on a small tenant: every side answers alike, and the result has its shape. Times are not looked at."""

import json
from pathlib import Path

import pytest
from uvicorn.server import ServerState

from api.http.protocol import Protocol
from api.server import uvicorn_config
from tests.bench import report
from tests.bench.document import put
from tests.bench.facts import canonical, difference
from tests.bench.in_process import Wire
from tests.bench.questions import QUESTIONS
from tests.bench.run import Result, run
from tests.bench.settings import BenchSettings, chosen

SIDES = ("sluice", "limit", "same-sql", "strawberry")


@pytest.fixture(scope="module")
def result(tmp_path_factory) -> Result:
    folder = tmp_path_factory.mktemp("bench")
    settings = BenchSettings(0.01, SIDES, (), connections=2, rounds=1, seconds=0.05, folder=folder)
    found = run(settings, lambda _: None)
    report.write(found, folder)
    return found


def test_every_question_is_answered_alike_by_all_sides_that_know_it(result):
    asked = {name: list(sides) for name, sides in report.by_question(result).items()}
    for question in QUESTIONS:
        if question.role != "admin":
            assert asked[question.name] == ["sluice", "limit"]
        elif question.bare is None:
            assert asked[question.name] == ["sluice", "limit", "strawberry"]
        else:
            assert asked[question.name] == list(SIDES)
    assert result.skipped == {}


def test_each_line_has_requests_and_costs(result):
    for line in result.lines:
        assert line.times
        assert 0 < line.percentile(0.5) <= line.percentile(0.99)
        assert line.throughput > 0
        assert line.memory > 0


def test_each_statement_is_explained_and_its_own_time_taken(result):
    names = [question.name for question in QUESTIONS]
    assert [each.question for each in result.plans] == names
    assert [each.question for each in result.own] == names
    assert all("actual time" in each.plan for each in result.plans)
    assert len(result.configured) == 9
    assert all(0 < each.least <= each.milliseconds for each in result.configured)
    assert [each.waited is not None for each in result.configured] == [False] * 2 + [True] * 3 + [False] * 4


async def test_a_connection_of_our_own_time_that_is_not_used_any_more_is_closed():
    async def nobody(scope, receive, send): ...

    wire = Wire()
    protocol = Protocol(uvicorn_config(nobody), ServerState(), {})
    protocol.connection_made(wire)
    protocol.timeout_keep_alive_handler()
    assert wire.is_closing()


def test_the_tables_and_the_numbers_are_written(result):
    folder = result.settings.folder
    text = (folder / "result.md").read_text("utf-8")
    short = (folder / "summary.md").read_text("utf-8")
    for question in QUESTIONS:
        assert f"| {question.name} | sluice |" in text
        assert f"| {question.title} |" in short
    assert len(json.loads((folder / "result.json").read_text("utf-8"))["lines"]) == len(result.lines)


def test_the_result_goes_between_the_marks_of_a_page(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- make bench -->\nold\n<!-- until here -->\nafter\n")
    put(page, "new\n")
    assert page.read_text() == "before\n<!-- make bench -->\n\nnew\n\n<!-- until here -->\nafter\n"
    with pytest.raises(ValueError, match="2 places"):
        put(_doubled(page), "new")


def _doubled(page: Path) -> Path:
    page.write_text(page.read_text() * 2)
    return page


def test_facts_are_the_same_in_every_spelling():
    ours = {"amount": {"amount": "12.50", "currency": "CNY"}, "at": "2026-01-01T08:00:00+08:00", "errors": []}
    theirs = {"amount": 12.5, "amount_currency": "CNY", "at": "2026-01-01T00:00:00.000Z"}
    assert canonical(ours) == canonical(theirs)


def test_a_difference_is_told_with_its_path():
    told = difference({"deals": [{"name": "a"}]}, {"deals": [{"name": "b"}]})
    assert told == "data.deals[0].name is a here and b there"


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match="no side hasura; there are: sluice, limit"):
        chosen(("hasura",), ["sluice", "limit"], "side")
