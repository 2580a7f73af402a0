"""The questions that every side is asked, as Sluice and the plain Strawberry server take them.

PostGraphile has names of its own for the same things: its documents are in `tests.bench.postgraphile`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.bench.configuration import INDUSTRIES, REGIONS, STAGES
from tests.bench.rows import Filled

Variables = dict[str, Any]


@dataclass(frozen=True)
class BareWrite:
    """The least that makes a change: what the limit of a write is.

    Attributes:
        sql: with `{namespace}`; its first column is the JSON text of what the question selects of the record.
        values: the positional values for the variables of a request.
    """

    sql: str
    values: Callable[[Variables], list[object]]


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        variables: those of the requests, asked in turn.
        role: whose key Sluice is asked with.
        once: each variables can be asked once only, by one side only.
        bare: of a write.
    """

    name: str
    title: str
    document: str
    variables: Callable[[Filled], list[Variables]]
    role: str = "admin"
    once: bool = False
    bare: BareWrite | None = None


_GET = """query ($id: ID!) {
  deal(id: $id) { id name stage amount { amount currency } fitScore expectedCloseDate }
}"""
_LIST = """query ($account: ID!, $stages: [DealStage!]!) {
  deals(
    first: 20, where: {accountId: {eq: $account}, stage: {in: $stages}}
    orderBy: [{field: amount, direction: DESC}]
  ) {
    nodes { id name stage source amount { amount currency } fitScore expectedCloseDate nextStep }
  }
}"""
_RELATIONS = """query ($account: ID!, $stages: [DealStage!]!) {
  deals(
    first: 20, where: {accountId: {eq: $account}, stage: {in: $stages}}
    orderBy: [{field: amount, direction: DESC}]
  ) {
    nodes { id name stage amount { amount currency } account { id name industry } contact { id name email } }
  }
}"""
_DEEP = """query ($region: AccountRegion!, $least: Int!) {
  accounts(first: 10, where: {region: {eq: $region}, employees: {gte: $least}}) {
    nodes {
      id name industry
      deals(first: 5, orderBy: [{field: amount, direction: DESC}]) {
        nodes {
          id name stage amount { amount currency }
          activities(first: 3, orderBy: [{field: happenedAt, direction: DESC}]) {
            nodes { id subject kind happenedAt }
          }
        }
      }
    }
  }
}"""
_WIDE = """query ($least: Int!) {
  deals(first: 500, where: {fitScore: {gte: $least}}) {
    nodes {
      id name stage source amount { amount currency } margin fitScore budgetConfirmed expectedCloseDate nextStep
      createdAt version
    }
  }
}"""
_GROUPS = """{
  dealGroups(by: [{field: stage}]) { keys { value } count sum { amount { amount currency } } }
}"""
_TO_ONE = """query ($industry: AccountIndustry!, $stage: DealStage!) {
  deals(first: 20, where: {stage: {eq: $stage}, account: {industry: {eq: $industry}}}) {
    nodes { id name stage amount { amount currency } }
  }
}"""
_TO_MANY = """query ($region: AccountRegion!, $least: Decimal!) {
  accounts(
    first: 20
    where: {region: {eq: $region}, deals: {some: {stage: {eq: negotiation}, amount: {gte: $least}}}}
  ) {
    nodes { id name city }
  }
}"""
_OWN_LIST = """query ($stages: [DealStage!]!) {
  deals(first: 20, where: {stage: {in: $stages}}) { nodes { id name stage amount { amount currency } } }
}"""
_CREATE = """mutation ($input: DealCreateInput!) {
  createDeal(input: $input) { deal { name stage fitScore amount { amount currency } } errors { code } }
}"""
_UPDATE = """mutation ($id: ID!, $score: Int!, $step: String!) {
  updateDeal(id: $id, input: {fitScore: $score, nextStep: $step}) { deal { id fitScore nextStep } errors { code } }
}"""
_PROMOTE = """mutation ($id: ID!) {
  promoteDeal(id: $id, to: "opportunity") { promoted deal { stage } errors { code } }
}"""

_OPEN = ["lead", "mql", "sql", "opportunity", "proposal", "negotiation"]


def _by_id(ids: list[Any]) -> list[Variables]:
    return [{"id": str(each)} for each in ids[:200]]


def _of_accounts(filled: Filled) -> list[Variables]:
    return [{"account": str(each), "stages": _OPEN} for each in filled.key_accounts[:200]]


def _deep(_: Filled) -> list[Variables]:
    return [{"region": region, "least": least} for region in REGIONS for least in range(20, 420, 40)]


def _to_one(_: Filled) -> list[Variables]:
    return [{"industry": industry, "stage": stage} for industry in INDUSTRIES for stage in STAGES]


def _to_many(_: Filled) -> list[Variables]:
    return [
        {"region": region, "least": f"{least}000.00"}
        for region in REGIONS
        for least in range(3000, 4500, 150)
    ]


def _created(filled: Filled) -> list[Variables]:
    return [
        {
            "input": {
                "name": f"苏州精密 MES 二期 {number}",
                "accountId": str(account),
                "source": "referral",
                "amount": {"amount": f"{100_000 + number}.50", "currency": "CNY"},
                "fitScore": number % 100,
                "expectedCloseDate": "2026-12-31",
                "nextStep": "下周二现场调研，确认范围。",
            }
        }
        for number, account in enumerate(filled.key_accounts[:200])
    ]


def _updated(filled: Filled) -> list[Variables]:
    return [
        {"id": str(each), "score": number % 100, "step": f"等待客户预算批复。 {number}"}
        for number, each in enumerate(filled.deals[200:400])
    ]


def _promoted(filled: Filled) -> list[Variables]:
    return [{"id": str(each)} for each in filled.promotable]


_BARE_CREATE = BareWrite(
    """insert into "{namespace}".deal
        (stage, name, "accountId", source, amount, amount__currency, "fitScore", "expectedCloseDate", "nextStep")
      values ('lead', $1, $2::text::uuid, $3, $4::text::numeric, $5, $6, $7::text::date, $8)
      returning json_build_object('name', name, 'stage', stage, 'fitScore', "fitScore",
        'amount', json_build_object('amount', amount::text, 'currency', amount__currency))::text""",
    lambda given: [
        given["input"]["name"],
        given["input"]["accountId"],
        given["input"]["source"],
        given["input"]["amount"]["amount"],
        given["input"]["amount"]["currency"],
        given["input"]["fitScore"],
        given["input"]["expectedCloseDate"],
        given["input"]["nextStep"],
    ],
)
_BARE_UPDATE = BareWrite(
    """update "{namespace}".deal set "fitScore" = $2, "nextStep" = $3, version = version + 1, "updatedAt" = now()
      where id = $1::text::uuid
      returning json_build_object('id', id, 'fitScore', "fitScore", 'nextStep', "nextStep")::text""",
    lambda given: [given["id"], given["score"], given["step"]],
)
_BARE_PROMOTE = BareWrite(
    """update "{namespace}".deal set stage = 'opportunity', version = version + 1, "updatedAt" = now()
      where id = $1::text::uuid
      returning json_build_object('stage', stage)::text""",
    lambda given: [given["id"]],
)

QUESTIONS: tuple[Question, ...] = (
    Question("by-id", "one deal by its id", _GET, lambda filled: _by_id(filled.deals)),
    Question("list", "20 of an account's open deals, the largest first", _LIST, _of_accounts),
    Question("relations", "the same with account and contact", _RELATIONS, _of_accounts),
    Question("deep", "10 accounts, the 5 largest deals of each, 3 activities of each", _DEEP, _deep),
    Question("wide", "500 deals of 12 fields", _WIDE, lambda _: [{"least": least} for least in range(20)]),
    Question("groups", "count and sum of all deals by stage", _GROUPS, lambda _: [{}]),
    Question("to-one", "20 deals in a stage whose account is in an industry", _TO_ONE, _to_one),
    Question("to-many", "20 accounts with some large deal in negotiation", _TO_MANY, _to_many),
    Question(
        "by-id-own", "one deal by its id, own rows only", _GET, lambda filled: _by_id(filled.own_deals), "rep"
    ),
    Question("list-own", "20 deals, own rows only", _OWN_LIST, lambda _: [{"stages": _OPEN}], "rep"),
    Question("create", "create a deal", _CREATE, _created, bare=_BARE_CREATE),
    Question("update", "update two fields", _UPDATE, _updated, bare=_BARE_UPDATE),
    Question(
        "promote",
        "promote through a gate of three clauses",
        _PROMOTE,
        _promoted,
        once=True,
        bare=_BARE_PROMOTE,
    ),
)
