"""The console's own checks: its tests of components, its linter, and its texts in both languages (the compiler's)."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.console.building import FOLDER, built, installed, run


@pytest.mark.parametrize("script", ["lint", "test"])
def test_the_checks_of_the_console_pass(script: str):
    built()  # which also makes the types of what is asked of the API
    done = run(script)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


@pytest.mark.parametrize(("colour", "refused"), [("textSecondary", False), ("text.secondary", True)])
def test_the_linter_refuses_a_colour_that_has_no_effect(colour: str, refused: bool, tmp_path: Path):
    for each in ("biome.json", "colours.grit"):
        shutil.copy(FOLDER / each, tmp_path)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "shown.tsx").write_text(f'export const shown = <p color="{colour}">Shown</p>;\n')
    linter = installed() / "node_modules" / ".bin" / "biome"
    done = subprocess.run([linter, "lint"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ("This colour has no effect" in done.stderr + done.stdout) is refused
    assert (done.returncode != 0) is refused, done.stderr
