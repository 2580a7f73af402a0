"""What the console knows by name of the server's registries is what they have."""

import re

import pytest

from metadata.actions import ACTIONS
from metadata.field_types.all_types import FIELD_TYPES
from metadata.masks import MASKS
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
