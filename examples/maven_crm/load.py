"""Loads the Maven CRM data into a fresh tenant, through GraphQL alone, and checks what has arrived.

    python load.py [--data FOLDER] [--url URL] [--report FILE]

Exit status: 0 all is as stated, 1 something differs, 2 it could not begin.
"""

import argparse
import asyncio
import csv
import os
import secrets
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from client import Api, ApiError, Argument, Json, Outcome, UnreachableError, Write
from definition import CHANGES
from progress import Progress
from readback import differences, read_back
from source import STATED, Facts, MissingDataError, Opportunity, Source, read_source

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "maven_crm"

SIGN_UP = """
mutation ($input: SignUpInput!) {
  signUp(input: $input) { token tenant { slug } errors { code message } }
}
"""
CHANGE_CATALOG = """
mutation ($changes: [CatalogChange!]!) {
  changeCatalog(changes: $changes, note: "Maven CRM") { version errors { code message path hint } }
}
"""
FIND = """
query ($references: [String!]!) {
  opportunities(where: { reference: { in: $references } }, first: 500) { nodes { id reference } }
}
"""


@dataclass(frozen=True)
class Refusal:
    """A row that the server did not take as it is."""

    row: str
    step: str
    code: str
    message: str


@dataclass
class Loader:
    """Loads one source; collects what is refused."""

    api: Api
    source: Source
    refusals: list[Refusal] = field(default_factory=list)

    async def run(self) -> None:
        """Define the tenant's objects and load all rows."""
        data = await self.api.call(CHANGE_CATALOG, {"changes": list(CHANGES)})
        _raise_errors(data["changeCatalog"])
        agents = await self.load_teams()
        products = await self.create(
            "Product",
            {
                each.name: {
                    "name": each.name,
                    "series": each.series,
                    "salesPrice": dollars(each.sales_price),
                }
                for each in self.source.products
            },
        )
        accounts = await self.load_accounts()
        opportunities = await self.load_opportunities(agents, products, accounts)
        await self.promote_all(opportunities)

    async def load_teams(self) -> dict[str, str]:
        """Offices, managers, agents: the ids of the agents by name."""
        agents = self.source.agents
        offices = await self.create("Office", {each.office: {"name": each.office} for each in agents})
        managers = await self.create(
            "Manager",
            {each.manager: {"name": each.manager, "officeId": offices.get(each.office)} for each in agents},
        )
        return await self.create(
            "Agent",
            {each.name: {"name": each.name, "managerId": managers.get(each.manager)} for each in agents},
        )

    async def load_accounts(self) -> dict[str, str]:
        """Accounts, then their parents, which are accounts too: ids by name."""
        ids = await self.create(
            "Account",
            {
                each.name: {
                    "name": each.name,
                    "sector": each.sector,
                    "yearEstablished": each.year_established,
                    "revenue": each.revenue,
                    "employees": each.employees,
                    "officeLocation": each.office_location,
                }
                for each in self.source.accounts
            },
        )
        writes = []
        for each in self.source.accounts:
            if not each.parent or each.name not in ids:
                continue
            if each.parent not in ids:
                self.refuse(each.name, "Parents of accounts", "NOT_LOADED", f"It names {each.parent}.")
                continue
            arguments = (
                Argument("id", "ID!", ids[each.name]),
                Argument("input", "AccountUpdateInput!", {"parentId": ids[each.parent]}),
            )
            writes.append(Write(each.name, "updateAccount", arguments, "account { id }"))
        await self.write("Parents of accounts", writes)
        return ids

    async def load_opportunities(
        self, agents: dict[str, str], products: dict[str, str], accounts: dict[str, str]
    ) -> dict[str, str]:
        """All opportunities in the first stage, made on the day they were engaged: ids by reference."""
        rows: dict[str, Json] = {}
        moments: dict[str, str | None] = {}
        for each in self.source.opportunities:
            related = ((each.agent, agents), (each.product, products), (each.account, accounts))
            lacking = [name for name, ids in related if name and name not in ids]
            if each.reference in rows or lacking:
                code = "NOT_LOADED" if lacking else "DUPLICATE"
                why = f"It names {', '.join(lacking)}." if lacking else "The file has it twice."
                self.refuse(each.reference, "Opportunity records", code, why)
                continue
            rows[each.reference] = {
                "reference": each.reference,
                "agentId": agents.get(each.agent),
                "productId": products.get(each.product),
                "accountId": accounts.get(each.account),
            }
            moments[each.reference] = midnight(each.engage_date)
        return await self.create("Opportunity", rows, moments)

    async def promote_all(self, ids: dict[str, str]) -> None:
        """To the stage of the file, along the edges and at the dates of the file."""
        rows = [each for each in self.source.opportunities if each.reference in ids]
        engaged = [each for each in rows if each.stage != "prospecting"]
        done = await self.promote(
            "Promotions to engaging",
            ((each, ids[each.reference], "engaging", {"engageDate": each.engage_date}) for each in engaged),
        )
        closed = [each for each in engaged if each.stage != "engaging" and each.reference in done]
        await self.promote(
            "Promotions to won and lost",
            (
                (
                    each,
                    ids[each.reference],
                    each.stage,
                    {"closeDate": each.close_date, "closeValue": dollars(each.close_value)},
                )
                for each in closed
            ),
        )

    async def promote(self, step: str, moves: Iterable[tuple[Opportunity, str, str, Json]]) -> set[str]:
        """Promote each (row, id, stage, facts); the references of those that moved."""
        writes = []
        for row, id_, stage, facts in moves:
            day = row.engage_date if stage == "engaging" else row.close_date
            arguments = (
                Argument("id", "ID!", id_),
                Argument("to", "", stage),
                Argument("input", "OpportunityUpdateInput!", facts),
                Argument("occurredAt", "DateTime", midnight(day)),
            )
            writes.append(
                Write(row.reference, "promoteOpportunity", arguments, "promoted opportunity { stage }")
            )
        return set(await self.write(step, writes))

    async def create(
        self, type_name: str, rows: dict[str, Json], moments: dict[str, str | None] | None = None
    ) -> dict[str, str]:
        """Make a record of each row; ids by key. `moments`: when they were made, in a pipeline."""
        record = type_name[0].lower() + type_name[1:]
        writes = []
        for key, given in rows.items():
            arguments = [Argument("input", f"{type_name}CreateInput!", given)]
            if moments is not None:
                arguments.append(Argument("occurredAt", "DateTime", moments[key]))
            writes.append(Write(key, f"create{type_name}", tuple(arguments), f"{record} {{ id }}"))
        done = await self.write(f"{type_name} records", writes)
        return {
            key: str(made["id"]) for key, payload in done.items() if isinstance(made := payload[record], dict)
        }

    async def write(self, step: str, writes: list[Write]) -> dict[str, Json]:
        """Carry the writes out; the payloads of those that were done, by key."""
        with Progress(step, len(writes)) as progress:
            outcomes = await self.api.write_all(writes, progress.advance)
        lost = [key for key, each in outcomes.items() if each.code == "UNIQUE" and each.repeated]
        found = await self.made_before(lost)
        done: dict[str, Json] = {}
        for key, outcome in outcomes.items():
            if key in found:
                done[key] = {"opportunity": {"id": found[key]}}
            elif outcome.payload is not None and (not outcome.code or _moved_before(outcome)):
                done[key] = outcome.payload
            else:
                self.refuse(key, step, outcome.code, outcome.message)
        return done

    def refuse(self, row: str, step: str, code: str, message: str) -> None:
        """Note a row for the report."""
        self.refusals.append(Refusal(row, step, code, message))

    async def made_before(self, references: list[str]) -> dict[str, str]:
        """Ids of opportunities whose creation was done, though the answer to it was lost."""
        found: dict[str, str] = {}
        for begin in range(0, len(references), 500):
            data = await self.api.call(FIND, {"references": references[begin : begin + 500]})
            connection = data["opportunities"]
            assert isinstance(connection, dict)
            found |= {node["reference"]: node["id"] for node in connection["nodes"]}
        return found


def _moved_before(outcome: Outcome) -> bool:
    """Whether a repeated promotion was refused because the first time had done it."""
    wanted = next((each.value for each in outcome.write.arguments if each.name == "to"), None)
    record = outcome.payload.get("opportunity") if outcome.payload is not None else None
    return outcome.repeated and isinstance(record, dict) and record.get("stage") == wanted


def _raise_errors(payload: object) -> None:
    assert isinstance(payload, dict)
    for error in payload["errors"]:
        raise ApiError(error["code"], f"{error['message']} {error.get('path') or ''}")


def dollars(amount: str) -> Json | None:
    """A money input; nothing where the file has none."""
    return {"amount": amount, "currency": "USD"} if amount else None


def midnight(day: str) -> str | None:
    """The file knows days, not hours."""
    return f"{day}T00:00:00Z" if day else None


async def sign_up(api: Api) -> Json:
    """A fresh tenant; the account that was made, for the person who looks at it afterwards."""
    suffix = secrets.token_hex(3)
    account: Json = {
        "email": f"maven-{suffix}@sluice.example",
        "password": secrets.token_urlsafe(12),
        "name": "Maven Admin",
        "tenantName": "Maven CRM",
        "tenantSlug": f"maven-crm-{suffix}",
    }
    data = await api.call(SIGN_UP, {"input": account})
    payload = data["signUp"]
    _raise_errors(payload)
    assert isinstance(payload, dict)
    api.token = payload["token"]
    return account


def write_report(file: Path, refusals: list[Refusal]) -> None:
    """The refused rows as CSV."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["row", "step", "code", "reason"])
        rows.writerows([each.row, each.step, each.code, each.message] for each in refusals)


async def load(api: Api, source: Source, stated: Facts, report: Path) -> bool:
    """Load everything into a fresh tenant; whether what is read back is what was `stated`."""
    began = time.monotonic()
    account = await sign_up(api)
    print(f"Tenant {account['tenantSlug']}: sign in as {account['email']} with {account['password']}")
    loader = Loader(api, source)
    await loader.run()
    for (column, given, loaded), count in source.mapped.items():
        print(f"Mapped {column} {given!r} to {loaded!r}: {count:,} rows")
    write_report(report, loader.refusals)
    print(f"Refused: {len(loader.refusals):,} rows, listed in {report}")
    arrived = await read_back(api)
    print(f"Loaded in {time.monotonic() - began:.1f} s; read back by GraphQL:")
    differing = differences(arrived, source, stated)
    for line in arrived.lines():
        print("  " + line)
    for line in differing:
        print(f"DIFFERS: {line}")
    if not differing:
        print("Everything is as stated.")
    return not differing


async def run(arguments: argparse.Namespace) -> int:
    """The command; its exit status."""
    try:
        source = read_source(arguments.data)
    except MissingDataError as error:
        print(
            f"{error}. Get the CRM Sales Opportunities data of Maven Analytics (README.md).", file=sys.stderr
        )
        return 2
    async with httpx.AsyncClient(timeout=60) as http:
        api = Api(http, arguments.url, batch=arguments.batch, in_flight=arguments.in_flight)
        try:
            return 0 if await load(api, source, STATED, arguments.report) else 1
        except UnreachableError as error:
            print(f"{error}. Start Sluice with `make run`, or name it with --url.", file=sys.stderr)
            return 2
        except ApiError as error:
            print(f"The server refused: {error}", file=sys.stderr)
            return 1


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Load the Maven CRM data into a fresh tenant.")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the CSV files")
    parser.add_argument("--url", default=os.environ.get("SLUICE_URL", "http://127.0.0.1:8000"))
    parser.add_argument("--report", type=Path, default=Path("maven_crm_refused.csv"), help="refused rows")
    parser.add_argument("--batch", type=int, default=10, help="mutations in a request")
    parser.add_argument("--in-flight", type=int, default=4, help="requests at a time")
    return asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
