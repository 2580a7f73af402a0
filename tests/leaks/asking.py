"""Asks every way as everybody from whom something is hidden, before and after it was changed unseen."""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import GraphQLSchema

from tenants.acting import close, reopen, resume, suspend
from tests.contracts.documents import schema_of
from tests.leaks.denials import DENIALS, Denial
from tests.leaks.way import Way, document_of, one_of_each_kind
from tests.leaks.ways import selected, ways_of
from tests.leaks.world import Vaults

TOGETHER = 40
"""Ways in one document, where none is refused."""
REFUSED_TOGETHER = 8
"""The same where they are: so many errors are told of one document."""
STATES = ("as it was", "theirs altered", "all altered", "other values", "theirs gone")
"""Of hidden values, in this order; `all altered` leaves alone what is not hidden, `other values` also where none is."""
GONE = STATES.index("theirs gone")
SEEN_BY = {"fields": (0, 2), "rows": (0, 1, GONE), "object": (0, 1, 2, GONE)}
"""Between which states a denial hides the difference."""
SEEN_MASKED = (0, 3)
"""The same of masked fields: a mask tells that there is a value."""


@dataclass
class Asked:
    """All answers.

    Attributes:
        answers: by who asks (a denial, or `admin`) and the way (family, name), one for each state it was asked in.
        as_none: by who asks and the way: what is answered where the hidden names are such as nothing has.
    """

    ways: list[Way]
    answers: dict[tuple[str, str, str], dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    as_none: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def of(self, who: str, way: Way) -> dict[int, str]:
        """What was answered to them, by state."""
        return self.answers[who, way.family, way.name]


def absent(way: Way, denial: Denial) -> bool:
    """Whether the way cannot even be asked: what it names is not in the caller's GraphQL schema."""
    match denial.hides:
        case "fields":
            return bool(way.hidden) and way.hidden != "word" and not shown_masked(way, denial)
        case "object":
            return way.family not in UNNAMED and not way.root.startswith(("search(", "nodes("))
        case _:
            return False


def shown_masked(way: Way, denial: Denial) -> bool:
    """Whether the way reads a field that is there, as a masked text."""
    return bool(way.as_text) and way.hidden in denial.masked and way.name == way.hidden


def states_of(denial: Denial) -> tuple[int, ...]:
    """Between which states the denial hides the difference."""
    return SEEN_MASKED if denial.masked else SEEN_BY[denial.hides]


def as_there(way: Way, denial: Denial) -> Way:
    """The way as whom the denial is about can ask it."""
    return replace(way, root=way.as_text) if shown_masked(way, denial) else way


def concerned(way: Way, denial: Denial) -> bool:
    """Whether anything is hidden by the denial that the way is about."""
    if way.family in COMPUTED:
        return denial.hides != "rows"
    return denial.hides != "fields" or bool(way.hidden) or way.family in JUDGED


def asked_about(denial: Denial, ways: list[Way]) -> list[Way]:
    """The ways that are asked, of those that tell of something that the denial hides."""
    of = [way for way in one_of_each_kind(ways) if concerned(way, denial)]
    return [*{way.family: way for way in reversed(of)}.values()] if denial.briefly else of


COMPUTED = frozenset({"computed over a list", "computed along a relation"})
"""Families of values made of many records, or of another: every reader reads the same."""
UNNAMED = frozenset({"catalog", "judgements kept", "computed over a list"})
"""Families of ways in which the hidden object has no name of the GraphQL schema."""
JUDGED = frozenset(
    {"what a record tells", "stuck", "promote", "update", "merge", "judgements kept", "catalog", "node"}
)
"""Families of ways that tell of hidden fields without their names."""
TOLD_WHOLE = frozenset({"what a record tells", "node", "select by id"})
"""Families of ways by which an admin is asked whether a record that is gone was there."""
FAKE = "Vqlue"
"""What stands in the place of `Value` in the names of fields that there are not."""


async def prepared(vaults: Vaults) -> tuple[GraphQLSchema, list[Way]]:
    """The admin's GraphQL schema, and every way."""
    admin = vaults.tokens["admin"]
    schema = await schema_of(vaults.api, admin)
    what = " ".join(text for _, text in selected(schema))
    document = f"query ($id: ID!) {{ vault(id: $id) {{ id version label createdAt updatedAt stageEnteredAt {what} }} }}"
    for label in ("theirs", "mine"):
        found = await vaults.api.data(admin, document, {"id": vaults.ids[label]})
        vaults.before[label] = found["vault"]
    return schema, ways_of(schema, vaults.before, vaults.ids)


async def asked(vaults: Vaults, ways: list[Way]) -> Asked:
    """Every way, as everybody, in every state."""
    found = Asked(ways)
    alter: list[Callable[[], Any]] = [
        lambda: vaults.restored(),
        lambda: _theirs_altered(vaults),
        lambda: _all_altered(vaults),
        lambda: _other_values(vaults),
        lambda: _theirs_gone(vaults),
    ]
    await vaults.remember()
    kinds = one_of_each_kind(ways)
    for denial in DENIALS:
        if denial.hides in ("fields", "object"):
            await _ask_refused(vaults, found, denial)
    for state, change in enumerate(alter):
        await change()
        seen = [way for way in kinds if not way.writes and (state < 2 or way.family in TOLD_WHOLE)]
        if state < 2 or state == GONE:
            await _ask_all(vaults, found, "admin", seen, state)
        # What writes comes last: it changes versions and moments, of which the reads tell.
        for writes in (False, True):
            for denial in DENIALS:
                if denial.grants and state in states_of(denial):
                    of = [way for way in asked_about(denial, ways) if way.writes is writes]
                    there = [as_there(way, denial) for way in of if not absent(way, denial)]
                    await _ask_all(vaults, found, denial.name, there, state)
    await vaults.restored()
    return found


async def _theirs_altered(vaults: Vaults) -> None:
    await vaults.restored()
    await vaults.altered("theirs", "theirs2", beyond=True)


async def _all_altered(vaults: Vaults) -> None:
    await vaults.restored()
    await vaults.altered("theirs", "mine", "theirs2", "mine2")


async def _other_values(vaults: Vaults) -> None:
    await vaults.restored()
    await vaults.altered("theirs", "mine")


async def _theirs_gone(vaults: Vaults) -> None:
    await vaults.restored()
    await vaults.gone("theirs", "theirs2")


async def _ask_all(vaults: Vaults, found: Asked, who: str, ways: list[Way], state: int) -> None:
    """Many ways in a document, where they are reads."""
    token = vaults.tokens[who]
    for some in _together([way for way in ways if not way.writes]):
        answer = await _answer(vaults, token, some)
        if "errors" in answer:
            for way in some:
                found.of(who, way)[state] = _text(await _answer(vaults, token, [way]))
            continue
        for number, way in enumerate(some):
            found.of(who, way)[state] = _text(answer["data"][f"w{number}"])
    for way in ways:
        if way.writes:
            found.of(who, way)[state] = _text(await _answer(vaults, token, [way]))


async def _ask_refused(vaults: Vaults, found: Asked, denial: Denial) -> None:
    """What cannot even be asked, and the same of names that nothing has.

    The document is refused before anything is read, so many ways stand in one, but for those of which the first alone
    is told.
    """
    refused = [way for way in asked_about(denial, found.ways) if absent(way, denial)]
    token = vaults.tokens[denial.name]
    for some in _together(refused, REFUSED_TOGETHER):
        each_alone = len({way.writes for way in some}) > 1 or some[0].variables
        for part in [[way] for way in some] if each_alone else [some]:
            names = _names(denial, part[0])
            answer = await _answer(vaults, token, part)
            assert len(answer.get("errors", [])) >= len(part), (denial.name, part, answer)
            told = _text(await _answer(vaults, token, [_renamed(way, names) for way in part]))
            for old, new in names.items():
                told = told.replace(new, old)
            for way in part:
                found.of(denial.name, way)[0] = _text(answer)
                found.as_none[denial.name, way.family, way.name] = told


def _together(ways: list[Way], most: int = TOGETHER) -> list[list[Way]]:
    """Parts of the list, each of one family."""
    found: list[list[Way]] = []
    for way in ways:
        if not found or len(found[-1]) == most or found[-1][0].family != way.family:
            found.append([])
        found[-1].append(way)
    return found


async def _answer(vaults: Vaults, token: str, ways: list[Way]) -> dict[str, Any]:
    return await vaults.api.ask(token, *document_of(ways))


def _text(answer: object) -> str:
    return json.dumps(answer, ensure_ascii=False)


def _renamed(way: Way, names: dict[str, str]) -> Way:
    root, variables = way.root, json.dumps(way.variables)
    for old, new in names.items():
        root, variables = root.replace(old, new), variables.replace(old, new)
    return replace(
        way, root=root, variables={name: tuple(each) for name, each in json.loads(variables).items()}
    )


def _names(denial: Denial, way: Way) -> dict[str, str]:
    """Hidden names, and others in their places that nothing has, as long as they are."""
    if denial.hides == "object":
        return {"Vault": "Vqult", "vault": "vqult"}
    if way.family in COMPUTED:
        return {"along": "alxng", "total": "txtal"}
    return {"Value": FAKE, "worded": "wxrded", "doubled": "dxubled"}


async def ended(vaults: Vaults, ways: list[Way]) -> dict[str, set[str]]:
    """Every answer to a caller whose tenant is suspended, or closed, or whose membership has ended, by denial."""
    database, found = vaults.api.engine.database, {}
    token = vaults.tokens["own rows"]

    async def all_answers() -> set[str]:
        reads = [way for way in ways if not way.writes]
        parts = [*_together(reads), *([way] for way in ways if way.writes)]
        return {_text(await _answer(vaults, token, part)) for part in parts}

    await suspend(database, "Olga", vaults.slug)
    found["tenant suspended"] = await all_answers()
    await resume(database, "Olga", vaults.slug)
    await close(database, "Olga", vaults.slug, 30)
    found["tenant closed"] = await all_answers()
    await reopen(database, "Olga", vaults.slug)
    document = (
        "mutation ($i: DeactivateMemberInput!) { deactivateMember(input: $i) { errors { code message } } }"
    )
    given = {"memberId": vaults.ids["caller"]}
    done = await vaults.api.data(vaults.tokens["admin"], document, {"i": given})
    assert done["deactivateMember"]["errors"] == [], done
    found["membership ended"] = await all_answers()
    return found
