"""PostGraphile 5 as a side: its documents for the same questions, and how it is installed.

Aliases give what it answers the names of Sluice, so that the answers can be compared. Lists, groups and filters over
relations leave deleted records out, as those of Sluice do: its indexes of relations hold no deleted ones, and serve
nobody who asks for them too. What it finds by its id, or by way of a relation to one record, takes no filter.
"""

import json
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests.bench.configuration import STAGES
from tests.bench.facts import facts
from tests.bench.questions import Question, Variables
from tests.bench.record import Recording
from tests.bench.sides import Side, Site, graphql

FILES = Path(__file__).parent / "servers" / "postgraphile"
LEAST_NODE = 20
INSTALL_SECONDS = 300

DOCUMENTS = {
    "by-id": """query ($id: UUID!) {
  deal: dealByRowId(rowId: $id) {
    id: rowId name stage amount amount_currency: amountCurrency fitScore expectedCloseDate
  }
}""",
    "list": """query ($account: UUID!, $stages: [String!]!) {
  deals: allDeals(
    first: 20, orderBy: [AMOUNT_DESC]
    filter: {deletedAt: {isNull: true}, accountId: {equalTo: $account}, stage: {in: $stages}}
  ) {
    nodes {
      id: rowId name stage source amount amount_currency: amountCurrency fitScore expectedCloseDate nextStep
    }
  }
}""",
    "relations": """query ($account: UUID!, $stages: [String!]!) {
  deals: allDeals(
    first: 20, orderBy: [AMOUNT_DESC]
    filter: {deletedAt: {isNull: true}, accountId: {equalTo: $account}, stage: {in: $stages}}
  ) {
    nodes {
      id: rowId name stage amount amount_currency: amountCurrency
      account: accountByAccountId { id: rowId name industry }
      contact: contactByContactId { id: rowId name email }
    }
  }
}""",
    "deep": """query ($region: String!, $least: Int!) {
  accounts: allAccounts(first: 10, filter: {
    deletedAt: {isNull: true}, region: {equalTo: $region}, employees: {greaterThanOrEqualTo: $least}
  }) {
    nodes {
      id: rowId name industry
      deals: dealsByAccountId(first: 5, filter: {deletedAt: {isNull: true}}, orderBy: [AMOUNT_DESC]) {
        nodes {
          id: rowId name stage amount amount_currency: amountCurrency
          activities: activitiesByDealId(first: 3, filter: {deletedAt: {isNull: true}}, orderBy: [HAPPENED_AT_DESC]) {
            nodes { id: rowId subject kind happenedAt }
          }
        }
      }
    }
  }
}""",
    "wide": """query ($least: Int!) {
  deals: allDeals(first: 500, filter: {deletedAt: {isNull: true}, fitScore: {greaterThanOrEqualTo: $least}}) {
    nodes {
      id: rowId name stage source amount amount_currency: amountCurrency margin fitScore budgetConfirmed
      expectedCloseDate nextStep createdAt version
    }
  }
}""",
    "groups": """{
  deals: allDeals(filter: {deletedAt: {isNull: true}}) {
    groups: groupedAggregates(groupBy: [STAGE, AMOUNT_CURRENCY]) { keys sum { amount } distinctCount { rowId } }
  }
}""",
    "to-one": """query ($industry: String!, $stage: String!) {
  deals: allDeals(first: 20, filter: {
    deletedAt: {isNull: true}, stage: {equalTo: $stage}
    accountByAccountId: {deletedAt: {isNull: true}, industry: {equalTo: $industry}}
  }) {
    nodes { id: rowId name stage amount amount_currency: amountCurrency }
  }
}""",
    "to-many": """query ($region: String!, $least: BigFloat!) {
  accounts: allAccounts(first: 20, filter: {
    deletedAt: {isNull: true}, region: {equalTo: $region}
    dealsByAccountId: {some: {
      deletedAt: {isNull: true}, stage: {equalTo: "negotiation"}, amount: {greaterThanOrEqualTo: $least}
    }}
  }) {
    nodes { id: rowId name city }
  }
}""",
    "create": """mutation ($input: DealInput!) {
  createDeal(input: {deal: $input}) { deal { name stage fitScore amount amount_currency: amountCurrency } }
}""",
    "update": """mutation ($id: UUID!, $score: Int!, $step: String!) {
  updateDeal: updateDealByRowId(input: {rowId: $id, dealPatch: {fitScore: $score, nextStep: $step}}) {
    deal { id: rowId fitScore nextStep }
  }
}""",
    "promote": """mutation ($id: UUID!) {
  promoteDeal: updateDealByRowId(input: {rowId: $id, dealPatch: {stage: "opportunity"}}) { deal { stage } }
}""",
}
"""By question; the others it cannot answer."""


def missing(folder: Path) -> str | None:
    """Install it into `folder` unless it is there: why that cannot be, or None."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return f"Node.js {LEAST_NODE} or newer and npm are not installed"
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.removeprefix("v").split(".")[0]) < LEAST_NODE:
        return f"Node.js {LEAST_NODE} or newer is needed, not {version}"
    place = folder / "postgraphile"
    lock = (FILES / "package-lock.json").read_text()
    installed = place / "installed"
    place.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc", "server.js"):
        shutil.copy(FILES / name, place / name)
    if installed.exists() and installed.read_text() == lock:
        return None
    command = [npm, "ci", "--omit=dev", "--ignore-scripts"]
    try:
        done = subprocess.run(
            command, cwd=place, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS
        )
    except subprocess.TimeoutExpired:
        return f"npm ci took over {INSTALL_SECONDS} s"
    if done.returncode != 0:
        return f"npm ci failed: {done.stderr.strip()[-500:]}"
    installed.write_text(lock)
    return None


def variables_of(variables: Variables) -> Variables:
    """Money in the two fields that its columns are."""
    given = variables.get("input")
    if given is None:
        return variables
    money = given["amount"]
    return {"input": {**given, "amount": money["amount"], "amountCurrency": money["currency"]}}


def _request(_: Site, recording: Recording, number: int) -> bytes | None:
    document = DOCUMENTS.get(recording.question.name)
    if document is None or recording.question.role != "admin":
        return None
    return graphql("/graphql", document, variables_of(recording.variables[number]))


def _facts(question: Question, answer: bytes) -> Any:
    if question.name != "groups":
        return facts(answer)
    counts: dict[str, int] = defaultdict(int)
    sums: dict[str, list[dict[str, str]]] = defaultdict(list)
    for group in json.loads(answer)["data"]["deals"]["groups"]:
        stage, currency = group["keys"]
        counts[stage] += int(group["distinctCount"]["rowId"])
        sums[stage].append({"amount": group["sum"]["amount"], "currency": currency})
    groups = [
        {"keys": [{"value": stage}], "count": counts[stage], "sum": {"amount": sums[stage]}}
        for stage in STAGES
        if stage in counts
    ]
    return facts(json.dumps({"data": {"dealGroups": groups}}).encode())


POSTGRAPHILE = Side(
    name="postgraphile",
    title="PostGraphile 5 with its Amber preset and the plugins for filters and aggregates",
    missing=missing,
    command=lambda site: [
        "node",
        str(site.packages / "postgraphile" / "server.js"),
        "{port}",
        site.url,
        site.tenant.namespace,
    ],
    environment=lambda site: {**site.environment, "NODE_ENV": "production"},
    request=_request,
    facts=_facts,
)
