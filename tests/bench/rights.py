"""What permissions cost a warm request: the same questions by callers with more and more of them, in turns.

One Sluice answers an admin, and a member by keys of roles that grant every field, own rows, those of the subtree of
their unit, and those of a rule; beside it the bare handler runs the admin's statement, which asks nothing of rights.

Run `python -m tests.bench.rights`; it prints a table. The variables are those of `make bench`.
"""

import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvloop

from core.embedded import embedded_postgres
from migrations.run import upgrade
from tests.bench.all_sides import SIDES
from tests.bench.load import load_process
from tests.bench.measure import Clock, Line, Pace, contenders, measure, running
from tests.bench.questions import QUESTIONS
from tests.bench.record import Recording, Tape, record
from tests.bench.rows import Sizes
from tests.bench.run import WARM_SECONDS
from tests.bench.settings import BenchSettings
from tests.bench.sides import Side, Site
from tests.bench.tenant import Tenant, make_tenant
from tests.client import Api, running_api

ASKED = {"by-id-own": "by id", "list-own": "20 of them"}
SLUICE = next(side for side in SIDES if side.name == "sluice")
LIMIT = next(side for side in SIDES if side.name == "limit")
ROLES: dict[str, dict[str, Any]] = {
    "every field by its grant": {"field": "*"},
    "own rows": {"rows": "own"},
    "rows of the subtree": {"rows": "subtree"},
    "rows by a rule": {"rule": {"!=": [{"var": "stage"}, "lost"]}},
}
MADE = "mutation ($i: CreateOrgUnitInput!) { made: createOrgUnit(input: $i) { orgUnit { id } } }"
JOIN = "mutation ($i: OrgUnitMembersInput!) { addToOrgUnit(input: $i) { errors { code } } }"
KEY = "mutation ($i: CreateApiKeyInput!) { made: createApiKey(input: $i) { token errors { message } } }"


async def callers(api: Api, tenant: Tenant) -> dict[str, str]:
    """A key for each kind of rights, all of the member who owns the deals that are asked about."""
    admin = tenant.keys["admin"]
    me = await api.data(tenant.keys["rep"], "{ me { member { id } } }")
    member = me["me"]["member"]["id"]
    unit = (await api.data(admin, MADE, {"i": {"code": "u", "name": "u"}}))["made"]["orgUnit"]["id"]
    await api.data(admin, JOIN, {"i": {"id": unit, "memberIds": [member]}})
    found = {"admin": admin}
    for number, (name, narrowed) in enumerate(ROLES.items()):
        grants = [{"object": "deal", "action": "read", **narrowed}]
        await api.change(admin, {"addRole": {"name": f"rights{number}", "grants": grants}})
        given = {"name": name, "memberId": member, "roles": [f"rights{number}"]}
        made = (await api.data(admin, KEY, {"i": given}))["made"]
        assert made["errors"] == [], made
        found[name] = made["token"]
    return found


def as_caller(name: str, key: str) -> Side:
    """Sluice, asked with that key."""

    def request(site: Site, recording: Recording, number: int) -> bytes | None:
        tenant = replace(site.tenant, keys=dict.fromkeys(site.tenant.keys, key))
        return SLUICE.request(replace(site, tenant=tenant), recording, number)

    return replace(SLUICE, name=name, request=request)


async def make(url: str, scale: float) -> tuple[Tenant, dict[str, str], list[Recording]]:
    """The tenant, its callers and the questions as the admin's statements."""
    await upgrade(url)
    async with running_api(url) as api:
        tenant = await make_tenant(api, url, Sizes.at(scale))
        keys = await callers(api, tenant)
        tape = Tape(tenant.namespace)
        tape.attach(api)
        asked = [replace(each, role="admin") for each in QUESTIONS if each.name in ASKED]
        return tenant, keys, [await record(api, tenant, question, tape) for question in asked]


def main() -> int:
    """Measure and print."""
    settings = BenchSettings.from_environment(os.environ)
    pace = Pace(1, settings.rounds, settings.seconds, WARM_SECONDS)
    print(
        "| question | caller | p10 ms | p50 ms | server µs | database µs |\n| --- | --- | ---: | ---: | ---: | ---: |"
    )
    with (
        tempfile.TemporaryDirectory(prefix="sluice-rights-") as folder,
        embedded_postgres(Path(folder) / "data") as url,
    ):
        tenant, keys, recordings = uvloop.run(make(url, settings.scale))
        site = Site(url, tenant, recordings, Path(folder), settings.folder)
        sides = [LIMIT, *(as_caller(name, key) for name, key in keys.items())]
        with load_process() as send, running([LIMIT, SLUICE], site) as started:
            servers = {side.name: started.get(side.name, started["sluice"]) for side in sides}
            for recording in recordings:
                for line in measure(contenders(sides, servers, site, recording), send, pace, Clock(url)):
                    print(row(ASKED[recording.question.name], line), flush=True)
    return 0


def row(question: str, line: Line) -> str:
    """One line of the table."""
    who = "nobody: the bare handler" if line.side == "limit" else line.side
    # Of a machine that others use too, the quick tenth says what a request takes where nothing is in its way.
    p10, p50 = (f"{line.percentile(part):.2f}" for part in (0.1, 0.5))
    return f"| {question} | {who} | {p10} | {p50} | {line.server_us:.0f} | {line.database_us:.0f} |"


if __name__ == "__main__":
    sys.exit(main())
