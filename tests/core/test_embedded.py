"""The embedded PostgreSQL: anywhere, shared, and gone when nobody uses it, however its users ended."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from core.database import Database
from core.embedded import embedded_postgres
from core.embedded_cluster import SOCKET_PATH_BYTES
from core.errors import SluiceError

ROOT = Path(__file__).parents[2]
USER = """
import sys
from pathlib import Path
from core.embedded import embedded_postgres
with embedded_postgres(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose path has a space and Chinese characters; its tests share the cluster."""
    return tmp_path_factory.mktemp("with space 数据") / "data"


def servers(data_dir: Path) -> list[psutil.Process]:
    """Every live process of PostgreSQL in the folder."""
    found = []
    for each in psutil.process_iter():
        try:
            if each.status() != psutil.STATUS_ZOMBIE and Path(each.cwd()) == data_dir / "postgres":
                found.append(each)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def user_of(data_dir: Path) -> "subprocess.Popen[str]":
    """Another process that uses the server until its standard input ends."""
    user = subprocess.Popen(
        [sys.executable, "-c", USER, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert user.stdout is not None
    assert user.stdout.readline().startswith("postgresql://")
    return user


def leave(user: "subprocess.Popen[str]") -> None:
    user.communicate("", timeout=30)
    assert user.returncode == 0


async def answers(url: str) -> bool:
    database = await Database.open(url, size=1)
    row = await database.fetch_row("select current_database()", [], affinity="")
    await database.close()
    return row is not None and row[0] == "sluice"


async def test_it_runs_twice_in_a_folder_with_any_name(folder: Path) -> None:
    for _ in range(2):
        with embedded_postgres(folder) as url:
            assert await answers(url)
        assert servers(folder) == []


async def test_a_server_may_have_settings(folder: Path) -> None:
    with embedded_postgres(folder, {"work_mem": "5MB", "fsync": "off"}) as url:
        database = await Database.open(url, size=1)
        row = await database.fetch_row(
            "SELECT current_setting('work_mem'), current_setting('fsync')", [], affinity=""
        )
        await database.close()
    assert row is not None
    assert tuple(row) == ("5MB", "off")


async def test_the_last_user_stops_it(folder: Path) -> None:
    user = user_of(folder)
    with embedded_postgres(folder):
        pass
    assert servers(folder), "the first to leave must not stop it"
    with embedded_postgres(folder) as url:
        leave(user)
        assert await answers(url)
    assert servers(folder) == []


async def test_a_second_user_who_fails_to_join_stops_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with embedded_postgres(folder) as url:
        monkeypatch.setattr("core.embedded._wait_until_ready", interrupted)
        with pytest.raises(KeyboardInterrupt), embedded_postgres(folder):
            pytest.fail("it must not join")
        assert await answers(url)
    assert servers(folder) == []


async def test_a_server_left_behind_by_kill_is_taken_over(folder: Path) -> None:
    user = user_of(folder)
    user.kill()
    user.communicate()
    assert servers(folder)
    with embedded_postgres(folder) as url:
        assert await answers(url)
    assert servers(folder) == []


async def test_it_recovers_when_the_server_was_killed(folder: Path) -> None:
    user = user_of(folder)
    number = int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(number, signal.SIGKILL)
    user.kill()
    user.communicate()
    with embedded_postgres(folder) as url:
        assert await answers(url)
    assert servers(folder) == []


async def test_a_server_that_does_not_answer_is_not_joined(folder: Path) -> None:
    """As one that was killed and is not gone yet: it stands there, with an open socket and a ready file."""
    user = user_of(folder)
    number = int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(number, signal.SIGSTOP)
    joining = threading.Timer(1, os.kill, (number, signal.SIGKILL))
    joining.start()
    with embedded_postgres(folder) as url:
        joining.join()
        assert await answers(url)
        leave(user)
    assert servers(folder) == []


async def test_a_pid_file_that_names_another_process_is_stale(folder: Path) -> None:
    with embedded_postgres(folder):
        pass
    stale = folder / "postgres" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{folder}\n1700000000\n5432\n{folder}\n\n  1 1\nready   \n")
    with embedded_postgres(folder) as url:
        assert await answers(url)


def test_a_path_too_long_for_a_socket_works(tmp_path: Path) -> None:
    data_dir = tmp_path / "/".join(["long" * 10] * 3)
    assert len(bytes(data_dir)) > SOCKET_PATH_BYTES
    with embedded_postgres(data_dir) as url:
        assert asyncio.run(answers(url))
        sockets = Path(url.partition("host=")[2])
        assert sockets.is_dir()
    assert not sockets.exists()


def test_a_folder_that_cannot_be_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(SluiceError, match="cannot keep a database in") as caught,
        embedded_postgres(tmp_path / "file" / "data"),
    ):
        pytest.fail("it must not start")
    assert caught.value.problems[0].code == "EMBEDDED_FAILED"
