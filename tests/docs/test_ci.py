"""What `.ci/run` makes of what the audit of dependencies says, with a `make` that says it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

RUN = Path(__file__).parents[2] / ".ci" / "run"
MAKE = """#!/usr/bin/env bash
for what; do :; done
case "$what" in
    install) echo installed ;;
    audit-tools) printf '%b' "$TOOLS"; exit "${TOOLS_STATUS:-0}" ;;
    audit) printf '%b' "$AUDIT" >&2; sleep "${AUDIT_TAKES:-0}"; exit "${AUDIT_STATUS:-0}" ;;
    test) echo '5 passed in 0.01s'; exit "${TEST_STATUS:-0}" ;;
    *) exit 99 ;;
esac
"""
NONE = "No known vulnerabilities found\\nfound 0 vulnerabilities\\n"
UNREACHED = "ERROR:pip_audit._cli:Could not connect to PyPI\\nnpm error audit endpoint returned an error\\n"


def ran(at: Path, **told: str) -> tuple[int, list[str]]:
    """The status of the script, and the lines that it prints."""
    (at / "bin").mkdir()
    (at / ".ci").mkdir()
    script = shutil.copy(RUN, at / ".ci" / "run")
    stub = at / "bin" / "make"
    stub.write_text(MAKE, "utf-8")
    stub.chmod(0o755)
    given = {"PATH": f"{at / 'bin'}:{os.environ['PATH']}", "TOOLS": "", "AUDIT": "", **told}
    done = subprocess.run([script], env=given, capture_output=True, text=True, timeout=30, check=False)
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert (lines[0], lines[-1]) == ("installed", "5 passed in 0.01s")
    return done.returncode, lines[1:-1]


def test_without_advisories_it_is_as_the_tests_say(tmp_path: Path) -> None:
    assert ran(tmp_path, AUDIT=NONE) == (0, ["No dependency has a published advisory."])


def test_tests_that_fail_fail(tmp_path: Path) -> None:
    assert ran(tmp_path, AUDIT=NONE, TEST_STATUS="2")[0] == 2


@pytest.mark.parametrize(
    "found",
    [
        "Found 1 known vulnerability in 1 package\\n",
        f"{UNREACHED}Found 12 known vulnerabilities, ignored 1 in 3 packages\\n",
        "# npm audit report\\n\\n1 high severity vulnerability\\n",
        f"{NONE}3 vulnerabilities (1 moderate, 2 high)\\n",
    ],
)
@pytest.mark.parametrize("takes", ["0", "20"])
@pytest.mark.parametrize("strict", ["0", "1"])
def test_an_advisory_is_told_before_the_tests_and_fails_a_strict_run_after_them(
    tmp_path: Path, found: str, takes: str, strict: str
) -> None:
    given = {"AUDIT": found, "AUDIT_STATUS": "2", "AUDIT_TAKES": takes, "SECONDS_OF_AUDIT": "0.5"}
    status, lines = ran(tmp_path, STRICT_AUDIT=strict, **given)
    assert status == int(strict)
    assert found.replace("\\n", "\n").strip().splitlines()[-1] in lines
    assert (
        lines[-1]
        == "Dependencies have published advisories: they must be mended or answered before a release."
    )


def test_services_that_are_not_reached_are_told_of_and_nothing_fails(tmp_path: Path) -> None:
    status, lines = ran(tmp_path, AUDIT=UNREACHED, AUDIT_STATUS="2")
    assert status == 0
    assert lines == [
        "Dependencies were not compared with advisories (status 2):",
        *UNREACHED.split("\\n")[:-1],
    ]


def test_what_takes_too_long_is_broken_off(tmp_path: Path) -> None:
    said = "Dependencies were not compared with advisories: that took longer than 0.5 s."
    assert ran(tmp_path, AUDIT_TAKES="20", SECONDS_OF_AUDIT="0.5") == (0, [said])


def test_tools_that_cannot_be_installed_are_told_of(tmp_path: Path) -> None:
    status, lines = ran(tmp_path, TOOLS="no index\\n", TOOLS_STATUS="2", AUDIT="Found 1 known vulnerability")
    assert (status, lines[1:]) == (0, ["no index"])
