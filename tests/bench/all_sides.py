"""The sides, in the order of the table."""

import json
import pickle
import sys
from pathlib import Path
from typing import Any

from tests.bench.postgraphile import POSTGRAPHILE
from tests.bench.record import Recording
from tests.bench.servers.limit import Statement
from tests.bench.sides import Side, Site, encoded, graphql

SAME = "-same"
"""What the limit calls the statement of a write that is Sluice's own."""


def _available(_: Path) -> str | None:
    return None


def _module(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", name, *arguments]


def _environment(site: Site) -> dict[str, str]:
    return site.environment


# Sluice


def _sluice_environment(site: Site) -> dict[str, str]:
    return {
        **site.environment,
        "SLUICE_DATABASE_URL": site.url,
        "SLUICE_PORT": "{port}",
        "SLUICE_LOG_FORMAT": "json",
    }


def _ask_sluice(site: Site, recording: Recording, number: int) -> bytes:
    question = recording.question
    credential = f"Authorization: Bearer {site.tenant.keys[question.role]}"
    return graphql("/graphql", question.document, recording.variables[number], credential)


SLUICE = Side(
    "sluice",
    "Sluice, as `sluice serve` runs it",
    _available,
    lambda _: [str(Path(sys.executable).with_name("sluice")), "serve"],
    _sluice_environment,
    _ask_sluice,
)

# The limit


def _around(answer: dict[str, Any], *inner: str) -> tuple[bytes, bytes]:
    (root,) = answer
    path = ("data", root, *inner)
    return "".join(f"{{{json.dumps(name)}:" for name in path).encode(), b"}" * len(path)


def _statements(site: Site) -> dict[str, Statement]:
    found: dict[str, Statement] = {}
    for each in site.recordings:
        name, bare = each.question.name, each.question.bare
        if bare is None:
            found[name] = Statement(each.sql, each.column, each.values, *_around(each.answer))
            continue
        payload = _around(each.answer, "deal")
        values = [bare.values(variables) for variables in each.variables]
        sql = bare.sql.replace("{namespace}", site.tenant.namespace)
        found[name] = Statement(sql, 0, values, *payload)
        found[f"{name}{SAME}"] = Statement(each.sql, each.column, each.values, *payload)
    return found


def _limit_command(site: Site) -> list[str]:
    file = site.folder / "statements.pickle"
    # Two sides run this server, and the first may be reading already.
    if not file.exists():
        file.write_bytes(pickle.dumps(_statements(site)))
    return _module("tests.bench.servers.limit", "{port}", str(file), site.url)


LIMIT = Side(
    "limit",
    "the same final SQL, or for a write the bare change, and nothing else",
    _available,
    _limit_command,
    _environment,
    lambda _, recording, number: encoded(f"/{recording.question.name}", b"%d" % number),
)
SAME_SQL = Side(
    "same-sql",
    "the final SQL of Sluice's writes, and nothing else",
    _available,
    _limit_command,
    _environment,
    lambda _, recording, number: (
        encoded(f"/{recording.question.name}{SAME}", b"%d" % number) if recording.question.bare else None
    ),
)

# A plain Strawberry server

STRAWBERRY = Side(
    "strawberry",
    "Strawberry, SQLAlchemy's ORM and DataLoaders, plainly written",
    _available,
    lambda site: _module("tests.bench.servers.plain.server", "{port}", site.url),
    lambda site: {**site.environment, "PLAIN_NAMESPACE": site.tenant.namespace},
    lambda _, recording, number: (
        graphql("/graphql", recording.question.document, recording.variables[number])
        if recording.question.role == "admin"
        else None
    ),
)

SIDES: tuple[Side, ...] = (SLUICE, LIMIT, SAME_SQL, POSTGRAPHILE, STRAWBERRY)
