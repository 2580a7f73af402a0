"""The leak matrix (docs/reference/leak-matrix.md): every way to learn a value, by all from whom it is hidden."""

import json
import re
from pathlib import Path

import pytest

from expressions.operators.registered import OPERATORS
from metadata.actions import ACTIONS
from tests.client import Api
from tests.leaks.asking import (
    GONE,
    TOLD_WHOLE,
    Asked,
    absent,
    asked,
    asked_about,
    ended,
    prepared,
    shown_masked,
    states_of,
)
from tests.leaks.denials import ACTIONS as DENIED
from tests.leaks.denials import DENIALS, FIELDS, Denial
from tests.leaks.rules import RULES
from tests.leaks.table import PAGE, SHOWN, page
from tests.leaks.way import Way, one_of_each_kind
from tests.leaks.ways import PLACES
from tests.leaks.world import TEXTS, Vaults, make_vaults

HINT = re.compile(r" Did you mean [^?]*[?]")
BLIND = {"catalog", "stuck"}
"""Families of ways that tell an admin nothing of single records either."""
ROLES = [each for each in DENIALS if each.grants]


@pytest.fixture(scope="module")
async def vaults(api: Api, database_url: str) -> Vaults:
    return await make_vaults(api, database_url)


@pytest.fixture(scope="module")
async def answers(vaults: Vaults) -> Asked:
    _, ways = await prepared(vaults)
    return await asked(vaults, ways)


def named(ways: list[Way]) -> list[str]:
    return [f"{way.family}: {way.name}" for way in ways]


def test_each_way_tells_an_admin_of_it(answers: Asked) -> None:
    """The control: what is asked in a way that tells nobody anything shows nothing."""
    reads = [way for way in one_of_each_kind(answers.ways) if not way.writes]
    faulty = [way for way in reads if '"errors"' in answers.of("admin", way)[0]]
    assert named(faulty) == []
    seeing = [way for way in reads if len({*answers.of("admin", way).values()}) > 1]
    assert {way.family for way in reads} - {way.family for way in seeing} == BLIND
    assert len(seeing) > len(reads) * 2 / 3


def test_an_admin_sees_that_a_record_is_gone(answers: Asked) -> None:
    """The control of what is compared with records that have never been."""
    asked = [way for way in one_of_each_kind(answers.ways) if way.family in TOLD_WHOLE]
    blind = [way for way in asked if answers.of("admin", way)[0] == answers.of("admin", way)[GONE]]
    assert [name for name in named(blind) if not name.endswith(" of mine")] == []


@pytest.mark.parametrize("denial", ROLES, ids=lambda each: each.name)
def test_what_is_hidden_is_answered_alike_whatever_it_is(answers: Asked, denial: Denial) -> None:
    ways = [way for way in asked_about(denial, answers.ways) if not absent(way, denial)]
    assert ways
    assert all(answers.of(denial.name, way).keys() == {*states_of(denial)} for way in ways)
    differ = [way for way in ways if len({*answers.of(denial.name, way).values()}) != 1]
    assert named(differ) == []
    told = [
        way for way in ways if any(word in answers.of(denial.name, way)[0] for word in _secrets(denial, way))
    ]
    assert named(told) == []


@pytest.mark.parametrize("denial", [each for each in ROLES if each.masked], ids=lambda each: each.name)
def test_a_masked_field_is_there_and_tells_its_masked_text(answers: Asked, denial: Denial) -> None:
    ways = [way for way in asked_about(denial, answers.ways) if shown_masked(way, denial)]
    assert {way.family for way in ways} == PLACES.keys() - {"nested list"}
    told = [answers.of(denial.name, way)[0] for way in ways]
    assert named([way for way, each in zip(ways, told, strict=True) if '"****"' not in each]) == []


def _secrets(denial: Denial, way: Way) -> list[str]:
    """What stands in no answer, but where it was asked with."""
    given = json.dumps(way.variables)
    secrets = TEXTS if denial.hides == "fields" else [TEXTS[0], "theirs"]
    return [each for each in secrets if each not in given and each not in way.root]


@pytest.mark.parametrize(
    "denial", [each for each in ROLES if each.hides in ("fields", "object")], ids=lambda each: each.name
)
def test_a_hidden_name_is_as_none(answers: Asked, denial: Denial) -> None:
    ways = [way for way in asked_about(denial, answers.ways) if absent(way, denial)]
    told = [
        (answers.of(denial.name, way)[0], answers.as_none[denial.name, way.family, way.name]) for way in ways
    ]
    hidden = [each for each in FIELDS if each not in denial.masked]
    hints = {hint for pair in told for each in pair for hint in HINT.findall(each)}
    assert [hint for hint in hints if any(f"'{each}'" in hint for each in hidden)] == []
    if denial.masked:
        # What is shown masked is suggested for names that are like its own, which those in their places are less.
        told = [(HINT.sub("", one), HINT.sub("", none)) for one, none in told]
    assert named([way for way, (one, none) in zip(ways, told, strict=True) if one != none]) == []
    assert len(ways) > 300


async def test_of_a_tenant_that_is_not_open_and_for_who_has_left_there_is_one_answer(
    vaults: Vaults, answers: Asked
) -> None:
    for name, found in (await ended(vaults, answers.ways)).items():
        (answer,) = found
        (error,) = json.loads(answer)["errors"]
        (denial,) = [each for each in DENIALS if each.name == name]
        assert error["extensions"]["code"] == denial.refused


# The table


async def test_the_page_is_what_is_asked(answers: Asked) -> None:
    assert PAGE.read_text("utf-8") == page(answers.ways), "say python -m tests.leaks"


def test_every_operator_has_a_rule() -> None:
    """Those of filters, and the types of fields, are ways by themselves."""
    assert set(RULES) == set(OPERATORS)


OF_THE_TENANT = ("configure", "administer", "export", "erase", "provision")
"""Actions that no role here has; what they open has tests of its own."""


def test_every_action_is_in_the_suite() -> None:
    """One that is new is denied by a role here, or tells of records to nobody else."""
    assert {*ACTIONS} == {*DENIED, *OF_THE_TENANT}


@pytest.mark.parametrize("test", SHOWN.values())
def test_the_tests_that_are_named_exist(test: str) -> None:
    path, _, name = test.partition("::")
    assert f"def {name}(" in (Path(__file__).parents[2] / path).read_text("utf-8")
