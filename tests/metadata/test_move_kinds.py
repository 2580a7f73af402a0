"""The kinds of moves: what an edge between any two stages of two pipelines is."""

import re
from itertools import permutations
from pathlib import Path

import pytest

from metadata.move_kinds import MOVE_KINDS, goes_on, kind_of
from metadata.pipelines import FurtherPipeline, MoveKind, Pipeline, Stage, Transition

PIPELINE = Pipeline(
    "pip_sales",
    "sales",
    {},
    (
        Stage("stg_lead", "lead"),
        Stage("stg_lost", "lost", "lost"),
        Stage("stg_offer", "offer"),
        Stage("stg_contract", "contract"),
        Stage("stg_won", "won", "won"),
        Stage("stg_due", "due", pipeline="renewal"),
        Stage("stg_agreed", "agreed", pipeline="renewal"),
        Stage("stg_renewed", "renewed", "won", pipeline="renewal"),
        Stage("stg_churned", "churned", "lost", pipeline="renewal"),
    ),
    (),
    further=(FurtherPipeline("pip_renewal", "renewal"),),
)


def kind(source: str, target: str) -> MoveKind:
    return kind_of(PIPELINE, Transition(source, target))


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("lead", "offer", "forward"),  # A stage where records are lost stands between: nothing is left out.
        ("lead", "contract", "skip"),
        ("contract", "offer", "back"),
        ("contract", "lead", "back"),
        ("contract", "won", "win"),
        ("lead", "won", "win"),
        ("lost", "won", "win"),
        ("contract", "lost", "lose"),
        ("won", "lost", "lose"),
        ("won", "contract", "reopen"),
        ("lost", "lead", "reopen"),
        ("lost", "contract", "reopen"),
        ("won", "due", "transfer"),
        ("lead", "agreed", "transfer"),
        ("agreed", "lead", "transfer"),
        ("churned", "lead", "transfer"),
        ("due", "agreed", "forward"),
        ("agreed", "due", "back"),
        ("offer", "churned", "lose"),
        ("offer", "renewed", "win"),
    ],
)
def test_an_edge_is_of_one_kind(source: str, target: str, expected: MoveKind):
    assert kind(source, target) == expected


def test_every_edge_between_two_stages_has_a_kind_and_every_kind_an_edge():
    names = [each.name for each in PIPELINE.stages]
    assert {kind(*ends) for ends in permutations(names, 2)} == {*MOVE_KINDS}


def test_what_goes_on_is_asked_for_criteria_that_were_passed():
    assert {each for each in MOVE_KINDS if goes_on(each)} == {"forward", "skip", "win", "transfer"}


def test_the_reference_lists_the_kinds_and_what_goes_on():
    page = Path("docs/reference/moves.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|.*\| (yes|no) \|$", page, re.MULTILINE)
    assert {name: answer == "yes" for name, answer in rows} == {each: goes_on(each) for each in MOVE_KINDS}
