"""The console's own checks: its tests of components, its linter, and its texts in both languages (the compiler's)."""

import pytest

from tests.console.building import built, run


@pytest.mark.parametrize("script", ["lint", "test"])
def test_the_checks_of_the_console_pass(script: str):
    built()  # which also makes the types of what is asked of the API
    done = run(script)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
