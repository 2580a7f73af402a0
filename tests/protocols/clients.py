"""The clients of the protocols that are written for Node: installed once, run as processes."""

import asyncio
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent
INSTALL_SECONDS = 180
RUN_SECONDS = 60


def install() -> None:
    """Have `node_modules` as the lock file wants it; skips the test where that cannot be done."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("Node and npm are not installed")
    lock = (FOLDER / "package-lock.json").read_bytes()
    wanted = hashlib.sha256(lock).hexdigest()
    mark = FOLDER / "node_modules" / ".sluice-installed"
    with (FOLDER / "package.json").open() as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if mark.exists() and mark.read_text() == wanted:
            return
        try:
            done = subprocess.run(
                [npm, "ci", "--ignore-scripts"],
                cwd=FOLDER,
                capture_output=True,
                text=True,
                timeout=INSTALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            pytest.skip(f"npm ci took more than {INSTALL_SECONDS} s")
        if done.returncode:
            pytest.skip(f"npm ci failed: {done.stderr.strip()[-300:]}")
        mark.write_text(wanted)


async def run_client(script: str, *arguments: str) -> list[dict[str, Any]]:
    """The lines of JSON that a script of this folder prints; fails the test where the script does."""
    process = await asyncio.create_subprocess_exec(
        "node",
        FOLDER / script,
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "NODE_NO_WARNINGS": "1"},
    )
    try:
        async with asyncio.timeout(RUN_SECONDS):
            printed, complaint = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, complaint.decode()
    return [json.loads(line) for line in printed.decode().splitlines()]
