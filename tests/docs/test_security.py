"""The threat model: each threat has a test, and the test is there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"
HEADING = "| threat | what stands against it | test |"
TEST = re.compile(r"`(tests/[a-z_/]+\.py)::(test_\w+)`")


def rows() -> list[str]:
    """The rows of the tables of threats."""
    tables = PAGE.read_text(encoding="utf-8").split(HEADING)[1:]
    return [
        row
        for table in tables
        for row in table.split("\n\n")[0].splitlines()
        if row and not row.startswith("|---")
    ]


def functions_of(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_threat_has_a_test_that_is_there():
    found = rows()
    assert len(found) > 20
    for row in found:
        tested = row.rstrip(" |").rpartition("| ")[2]
        if tested.startswith("none: "):
            continue
        named = TEST.fullmatch(tested)
        assert named is not None, row
        assert (ROOT / named[1]).is_file(), row
        assert named[2] in functions_of(ROOT / named[1]), row
