"""The README as a script: its shell blocks run in one shell, and the answers that follow them.

`python -m tests.docs.readme` runs them against a fresh demo tenant and writes the answers into the README.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"
SECTION = re.compile(r"## The first ten minutes\n.*?(?=\n## )", re.S)
BLOCK = re.compile(r"```bash\n(?P<script>.*?)```\n(?:\n```(?P<kind>json|text)\n(?P<answer>.*?)```\n)?", re.S)
END_OF_ANSWER = "--- end of answer ---"
STARTUP_SECONDS = 60

# What differs from run to run.
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+(\+00:00|Z)")


@dataclass(frozen=True)
class Block:
    """One shell block and the answer that the README gives for it."""

    script: str
    answer: str


def blocks() -> list[Block]:
    """The blocks of the first ten minutes, in order."""
    section = SECTION.search(README.read_text())
    if section is None:
        raise ValueError("the README has no first ten minutes")
    return [Block(each["script"], each["answer"] or "") for each in BLOCK.finditer(section[0])]


def comparable(answer: str) -> str:
    """An answer without what differs from run to run."""
    return MOMENT.sub("<moment>", UUID.sub("<id>", answer)).strip()


@contextmanager
def demo_server(folder: Path) -> Iterator[dict[str, str]]:
    """`sluice serve --demo` on a free port; the environment of a shell that talks to it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "SLUICE_DATA_DIR": str(folder),
        "SLUICE_PORT": str(port),
        "SLUICE_LOG_FORMAT": "json",
    }
    environment.pop("SLUICE_DATABASE_URL", None)
    log = folder.with_suffix(".log").open("w")
    command = [str(Path(sys.executable).with_name("sluice")), "serve", "--demo"]
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + STARTUP_SECONDS
        while f":{port}/graphql" not in Path(log.name).read_text():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the demo does not start:\n{Path(log.name).read_text()}")
            time.sleep(0.1)
        yield environment
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        log.close()


def run(scripts: list[str], environment: dict[str, str]) -> list[str]:
    """Run the scripts in one shell: what each of them prints."""
    whole = "".join(f"{script}\necho '{END_OF_ANSWER}'\n" for script in scripts)
    done = subprocess.run(
        ["bash", "-c", whole], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    if done.stderr:
        raise RuntimeError(done.stderr)
    return done.stdout.split(f"{END_OF_ANSWER}\n")[:-1]


def main() -> None:
    """Write the true answers into the README."""
    with tempfile.TemporaryDirectory() as folder, demo_server(Path(folder) / "data") as environment:
        answers = iter(run([block.script for block in blocks()], environment))

    def answered(found: re.Match[str]) -> str:
        answer = next(answers)
        if not answer.strip():
            return found[0]
        kind = found["kind"] or ("json" if answer.startswith("{") else "text")
        return f"```bash\n{found['script']}```\n\n```{kind}\n{answer}```\n"

    text = README.read_text()
    README.write_text(SECTION.sub(lambda section: BLOCK.sub(answered, section[0]), text))


if __name__ == "__main__":
    main()
