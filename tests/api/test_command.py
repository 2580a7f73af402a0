"""The command `sluice` as its users meet it: in a process of its own."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from api import command
from tests.ports import free_port
from tests.protocols.waiting import PATIENCE

Run = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parents[2]


def environment(data_dir: Path, **given: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SLUICE_")}
    return {**kept, "PYTHONPATH": str(ROOT), "SLUICE_DATA_DIR": str(data_dir), **given}


def sluice(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    call = [sys.executable, "-m", "api.command", *arguments]
    return subprocess.run(call, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_serve_answers_and_leaves_nothing(server_url: str, tmp_path: Path, number: signal.Signals) -> None:
    port = free_port()
    given = environment(tmp_path, SLUICE_PORT=str(port))
    if number != signal.SIGTERM:  # once with the embedded server is enough
        given["SLUICE_DATABASE_URL"] = server_url
    call = [sys.executable, "-m", "api.command", "serve"]
    serving = subprocess.Popen(call, env=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert ready(port, serving)
        children = psutil.Process(serving.pid).children(recursive=True)
    finally:
        serving.send_signal(number)
        told, _ = serving.communicate(timeout=30)
    assert serving.returncode == 0
    assert f"http://127.0.0.1:{port}/graphql" in told
    assert bool(children) == (number == signal.SIGTERM)
    assert not [each for each in children if each.is_running()]


def ready(port: int, serving: "subprocess.Popen[str]") -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and serving.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            time.sleep(0.05)
    return False


def test_a_port_in_use_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = sluice(environment(tmp_path / "data", SLUICE_PORT=port), "serve", "--demo")
    assert ended.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}: Address already in use" in ended.stderr
    assert "SLUICE_PORT" in ended.stderr
    assert not (tmp_path / "data").exists()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run a command in this process: its status and what it wrote to standard output and error."""
    # The log of this process belongs to pytest.
    monkeypatch.setattr(command, "set_up_logging", lambda _: None)
    monkeypatch.setenv("SLUICE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SLUICE_PORT", str(free_port()))

    def run(*arguments: str, **given: str) -> tuple[int, str, str]:
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        status = command.main(list(arguments))
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def test_a_wrong_setting_is_told(run: Run) -> None:
    status, _, told = run("doctor", SLUICE_PORT="high", SLUICE_WORKERS="0")
    assert status == 1
    assert "SLUICE_PORT must be a whole number from 1 to 65535, not 'high'" in told
    assert "SLUICE_WORKERS" in told


@pytest.mark.parametrize("name", ["serve", "migrate", "doctor", "demo"])
def test_no_database_is_told(run: Run, name: str) -> None:
    status, _, told = run(name, SLUICE_DATABASE_URL="postgresql://nobody:secret@127.0.0.1:1/none")
    assert status == 1
    assert told.startswith("sluice: no connection to the database")
    assert "secret" not in told


def test_tenants_are_made_listed_and_suspended(run: Run, database_url: str) -> None:
    slug = f"command-{secrets.token_hex(4)}"
    making = ("tenant", "create", "水闸", "--email", f"{slug}@sluice.example", "--slug", slug)
    given = {"SLUICE_DATABASE_URL": database_url, "SLUICE_ADMIN_PASSWORD": "a good password"}
    assert run(*making, **given) == (0, f"{slug}\n", "")
    status, _, told = run(*making)
    assert status == 1
    assert "already has an account" in told
    for action, mark in (("suspend", "  水闸  suspended"), ("resume", "  水闸")):
        assert run("tenant", action, slug)[0] == 0
        line = next(each for each in run("tenant", "list")[1].splitlines() if each.startswith(f"{slug} "))
        assert line.endswith(mark)
    assert run("tenant", "suspend", "no-such-tenant")[0] == 1
    assert "platform   ok" in run("doctor")[1]


def test_a_tenant_is_closed_opened_again_and_erased(run: Run, database_url: str) -> None:
    slug = f"command-{secrets.token_hex(4)}"
    making = ("tenant", "create", "Gone", "--email", f"{slug}@sluice.example", "--slug", slug)
    given = {"SLUICE_DATABASE_URL": database_url, "SLUICE_ADMIN_PASSWORD": "a good password"}
    assert run(*making, **given)[0] == 0
    erasing = ("tenant", "erase", slug, "--confirm", slug)
    status, _, told = run(*erasing)
    assert (status, "is not closed" in told) == (1, True)
    assert f"{slug} is erased after" in run("tenant", "close", slug, "--days", "7", "--note", "没有续约")[1]
    assert run("tenant", "reopen", slug)[0] == 0
    assert run("tenant", "close", slug)[0] == 0
    listed = run("tenant", "list")[1]
    assert "  closed until " in next(each for each in listed.splitlines() if each.startswith(f"{slug} "))
    assert run("tenant", "erase", slug, "--confirm", "other")[0] == 1
    assert run(*erasing)[0] == 0
    assert slug not in run("tenant", "list")[1]


def test_operators_are_made_listed_and_revoked(run: Run, database_url: str) -> None:
    status, token, _ = run("operator", "create", "Olga 奥尔加", SLUICE_DATABASE_URL=database_url)
    assert (status, token[:4]) == (0, "slo_")
    line = next(each for each in run("operator", "list")[1].splitlines() if token.strip()[-4:] in each)
    assert line.endswith("Olga 奥尔加")
    assert run("operator", "revoke", line.split()[0])[0] == 0
    assert f"{line}  revoked" in run("operator", "list")[1]


def test_plans_are_made_and_tenants_put_on_them(run: Run, database_url: str) -> None:
    slug = f"command-{secrets.token_hex(4)}"
    making = ("tenant", "create", "Small", "--email", f"{slug}@sluice.example", "--slug", slug)
    given = {"SLUICE_DATABASE_URL": database_url, "SLUICE_ADMIN_PASSWORD": "a good password"}
    assert run(*making, **given)[0] == 0
    assert run("plan", "set", slug, "--members", "3", "--storage-mb", "1000")[0] == 0
    assert f"{slug}  members 3, storage_mb 1,000" in run("plan", "list")[1]
    assert run("tenant", "plan", slug, "no-such-plan")[0] == 1
    assert run("tenant", "plan", slug, slug, "--note", "starter")[0] == 0
    told = run("tenant", "usage", slug)[1].split()
    assert told[:2] == ["plan", f"{slug},"]
    assert told[told.index("members") + 1 :][:3] == ["1.0", "of", "3"]
    assert run("plan", "remove", slug)[0] == 1
    assert run("tenant", "plan", slug)[0] == 0
    assert run("plan", "remove", slug)[0] == 0
