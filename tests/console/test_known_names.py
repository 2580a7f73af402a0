"""What the console knows by name of the server's registries is what they have."""

import re

import pytest

from metadata.actions import ACTIONS
from metadata.actor import ACTOR_PATHS
from metadata.field_types.all_types import FIELD_TYPES
from metadata.masks import MASKS
from metadata.system_fields import STAGE_FIELDS, SYSTEM_FIELDS
from tests.console.building import FOLDER

ACCESS = (FOLDER / "src" / "access" / "actions.ts").read_text(encoding="utf-8")
GRANTS = (FOLDER / "src" / "designer" / "grants.ts").read_text(encoding="utf-8")


def words(text: str) -> set[str]:
    return set(re.findall(r'"(\w+)"', text))


def listed(text: str, name: str) -> set[str]:
    """A list of words that a file of the console declares."""
    found = re.search(rf"const {name} = \[(.*?)\]", text, re.DOTALL)
    assert found is not None
    return words(found[1])


@pytest.mark.parametrize(
    ("name", "actions"),
    [
        ("OBJECT_ACTIONS", {name for name, each in ACTIONS.items() if each.on == "object"}),
        ("TENANT_ACTIONS", {name for name, each in ACTIONS.items() if each.on == "tenant"}),
        ("FIELD_ACTIONS", {name for name, each in ACTIONS.items() if each.per_field}),
    ],
)
def test_the_matrix_of_roles_has_every_action(name: str, actions: set[str]):
    assert listed(ACCESS, name) == actions


def test_the_matrix_of_roles_has_every_mask():
    table = re.search(r"const MASKS: .*? = \{(.*?)\};", GRANTS, re.DOTALL)
    assert table is not None
    kinds = {kind: words(types) for kind, types in re.findall(r"(\w+): \[(.*?)\]", table[1])}
    assert kinds.keys() == MASKS.keys()
    never = listed(GRANTS, "NEVER_MASKED")
    for kind, types in kinds.items():
        known = {name for name, of in FIELD_TYPES.items() if kind in of.masks}
        assert known == (FIELD_TYPES.keys() - never if kind == "all" else types), kind


def test_rules_name_what_every_record_has_and_who_acts_as_the_server_does():
    paths = (FOLDER / "src" / "designer" / "paths.ts").read_text(encoding="utf-8")
    system = re.search(r"type SystemName =(.*?);", paths, re.DOTALL)
    assert system is not None
    owner = re.search(r'OWNER = "(\w+)"', (FOLDER / "src" / "fields" / "system.ts").read_text("utf-8"))
    assert owner is not None
    named = words(system[1]) | {owner[1]}
    readable = {each.name for each in (*SYSTEM_FIELDS.values(), *STAGE_FIELDS.values()) if each.readable}
    assert named == readable - {"id", "version"}
    assert {
        f"actor.{each}" for each in re.findall(r'made\("(\w+)", "(?:member|email|multiChoice)"\)', paths)
    } >= set(ACTOR_PATHS)
