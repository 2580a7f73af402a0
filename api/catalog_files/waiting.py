"""Waits for a publish in the background, and shows how far it is. Whoever stops waiting does not stop it."""

import json
import sys
import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TextIO

from api.catalog_files.target import Json, Target, problem_of
from core.errors import Problem, SluiceError, fault
from metadata.values import JsonValue

LEFT_ALONE = 130
"""Exit status where somebody has stopped waiting: what a shell says of a process that Ctrl-C has ended."""
PERIOD_SECONDS = 1.0
SILENT_SECONDS = 60.0
"""A server that does not answer for so long is not waited for."""

_STATE = """id state stopping phase rows rowsDone progress sentences note version
  updatedAt phaseEndsAt createdAt endedAt errors { code message path hint }"""
_ONE = f"query ($id: ID!) {{ operation: catalogOperation(id: $id) {{ {_STATE} }} }}"
_ALL = f"{{ operations: catalogOperations {{ {_STATE} }} }}"
_STOP = f"""mutation ($id: ID!) {{
  payload: stopCatalogOperation(id: $id) {{ operation {{ {_STATE} }} errors {{ code message path hint }} }}
}}"""


@dataclass(frozen=True)
class Ended:
    """What has become of an operation that was waited for.

    Attributes:
        status: of the command.
        version: in force by it; None where it has not put one in force, as far as is known.
    """

    status: int
    version: int | None = None


def wait_for(target: Target, operation: str, *, told: TextIO | None = None) -> Ended:
    """Wait until an operation has ended, and say how.

    Raises:
        SluiceError: why it failed; NOT_FOUND; UNAVAILABLE where the server has not answered for a minute.
    """
    telling = _Telling(sys.stderr if told is None else told)
    try:
        while True:
            state = _asked(target, operation)
            telling.tell(state)
            if state["endedAt"] is not None:
                break
            time.sleep(PERIOD_SECONDS)
    except KeyboardInterrupt:
        telling.close()
        print(f"it goes on in the background: {how_to_wait(operation)}")
        return Ended(LEFT_ALONE)
    telling.close()
    return _outcome(state)


def how_to_wait(operation: str) -> str:
    """The commands for an operation that is left alone."""
    return f"`sluice catalog wait {operation}` waits for it, `sluice catalog stop {operation}` stops it"


def show_operations(target: Target) -> None:
    """Print every operation that is remembered, the newest first."""
    found = target.ask(_ALL)["operations"]
    assert isinstance(found, list)
    for each in found:
        if isinstance(each, dict):
            # A note is any text, and a terminal obeys some characters.
            noted = json.dumps(each["note"], ensure_ascii=False) if each["note"] else None
            does = noted or " ".join(str(one) for one in _list(each["sentences"])[:3])
            print(f"{each['id']}  {each['createdAt']}  {_far(each)}  {does}")


def stop(target: Target, operation: str) -> None:
    """Have it stopped, if it has not ended, and print what it is now.

    Raises:
        SluiceError: NOT_FOUND.
    """
    match target.ask(_STOP, {"id": operation}).get("payload"):
        case {"errors": [*errors]} if errors:
            raise SluiceError([problem_of(each) for each in errors if isinstance(each, dict)])
        case {"operation": dict(state)}:
            print(f"{state['id']}  {'stopping' if state['stopping'] else _far(state)}")


def _asked(target: Target, operation: str) -> Json:
    """How far it is; a server that is started anew meanwhile is waited for."""
    until = time.monotonic() + SILENT_SECONDS
    while True:
        try:
            found = target.ask(_ONE, {"id": operation})["operation"]
        except SluiceError as error:
            if any(each.code != "UNAVAILABLE" for each in error.problems) or time.monotonic() > until:
                raise
            time.sleep(PERIOD_SECONDS)
            continue
        if not isinstance(found, dict):
            hint = "`sluice catalog operations` lists them."
            raise fault("NOT_FOUND", f"There is no operation {operation}.", hint=hint)
        return found


def _outcome(state: Json) -> Ended:
    match state:
        case {"state": "done", "version": int(version)}:
            print(f"version {version} is in force")
            return Ended(0, version)
        case {"state": "stopped"}:
            print("somebody has stopped it; nothing was changed")
            return Ended(1)
    problems = [problem_of(each) for each in _list(state["errors"]) if isinstance(each, dict)]
    raise SluiceError([_with_sentence(each, _list(state["sentences"])) for each in problems])


def _with_sentence(problem: Problem, sentences: list[JsonValue]) -> Problem:
    """The problem with what the change does that it is about: the changes are not the author's, who has a document."""
    match problem.path:
        case ("changes", int(index), *_) if index < len(sentences):
            return replace(problem, message=f"{sentences[index]} {problem.message}")
    return problem


def _far(state: Json) -> str:
    if state["state"] != "running":
        return str(state["state"])
    rows, done = state["rows"], state["rowsDone"]
    counted = f" {done:,} of {rows:,} records" if done and rows else ""
    return f"{state['phase']}{counted}{_left(state)}"


def _left(state: Json) -> str:
    updated, ends = state["updatedAt"], state["phaseEndsAt"]
    if not isinstance(updated, str) or not isinstance(ends, str):
        return ""
    # Both by the server's clock.
    seconds = (datetime.fromisoformat(ends) - datetime.fromisoformat(updated)).total_seconds()
    return f", about {seconds:.0f} s left" if seconds < 100 else f", about {seconds / 60:.0f} min left"


@dataclass
class _Telling:
    """Says how far it is: in one line of a terminal, else in a line for each phase."""

    out: TextIO
    last: str = ""

    def tell(self, state: Json) -> None:
        terminal = self.out.isatty()
        line = (
            _far(state)
            if terminal
            else str(state["phase"] if state["state"] == "running" else state["state"])
        )
        if line == self.last:
            return
        start, end = ("\r\x1b[K", "") if terminal else ("", "\n")
        print(f"{start}{line}", end=end, file=self.out, flush=True)
        self.last = line

    def close(self) -> None:
        if self.out.isatty() and self.last:
            print(file=self.out, flush=True)


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []
