"""The ways that tell of records by rules, by words, and by what is said and judged of them as a whole."""

from collections.abc import Iterator
from typing import get_args

from records.plans.funnel import Standing
from tests.leaks.rules import RULES
from tests.leaks.way import Way

# Rules and words


def by_rules() -> Iterator[Way]:
    for operator, (root, rule) in RULES.items():
        type_ = f"{root[0].upper()}{root[1:-1]}Where"
        document = f"{root}(where: $w) {{ totalCount nodes {{ id }} }}"
        yield Way("rule", operator, document, {"w": (type_, {"rule": rule})}, "of a rule")


def searches() -> Iterator[Way]:
    for name, word, hidden in (
        ("a hidden text", "aardvark", "word"),
        ("a hidden town", "AT", "word"),
        ("the label", "theirs", ""),
    ):
        for root, answer in (
            ("vaults(search: $s)", "{ totalCount nodes { id } }"),
            ("search(query: $s)", "{ rank object title node { id } }"),
            ("vaultGroups(search: $s)", "{ count }"),
            ("stuckVaults(search: $s)", "{ totalCount }"),
            ("vaultFunnel(search: $s)", "{ records { count } }"),
        ):
            type_ = "String!" if root.startswith("search(") else "String"
            yield Way(
                "search",
                f"{root.partition('(')[0]}, {name}",
                f"{root} {answer}",
                {"s": (type_, word)},
                hidden,
            )


VERDICT = """verdict { open
  clauses { pointer satisfied sentence field operator actual needed redacted matched records tally }
  tree { kind satisfied sentence field operator actual needed redacted matched records tally }
  fixes { changes { field operator needed sentence } } }"""
ERRORS = "errors { code path message hint } warnings { code path message hint }"
RECORD = {
    "transitions": f"transitions {{ to permitted allowed {VERDICT} }}",
    "dueCriteria": "dueCriteria { criterion sentence field pointer redacted until overdue }",
    "stageTasks": "stageTasks { name done doneAt note }",
    "stageHistory": "stageHistory { from to }",
    "fieldHistory": "fieldHistory { nodes { field old new } }",
    "mergedFrom": "mergedFrom { id }",
    "holders": "holders { totalCount nodes { id } }",
    "holdersGroups": "holdersGroups { count }",
    "label": "label",
    "version": "version",
    "createdAt": "createdAt",
    "updatedAt": "updatedAt",
    "stageEnteredAt": "stageEnteredAt",
    "owner": "ownerId owner { id name }",
    "createdBy": "createdBy { id }",
    "updatedBy": "updatedBy { id }",
    "stage": "stage",
}
"""What a record tells beside its fields."""


def records(ids: dict[str, str]) -> Iterator[Way]:
    """What is told of whole records: whether there is one, and what is judged of it."""
    for which in ("theirs", "mine"):
        for name, what in RECORD.items():
            root = f"vault(id: $id) {{ id {what} }}"
            yield Way("what a record tells", f"{name} of {which}", root, {"id": ("ID!", ids[which])})
    everything = " ".join(RECORD.values())
    yield Way(
        "what a record tells", "all of them in a list", f"vaults {{ totalCount nodes {{ id {everything} }} }}"
    )
    yield Way(
        "stuck",
        "stuckVaults",
        "stuckVaults { totalCount unpermitted clauses { sentence records } records { totalCount nodes { id } } }",
    )
    stood = " ".join(f"{each} {{ count }}" for each in get_args(Standing))
    lengths = "medianDuration averageDuration medianWorkingDuration averageWorkingDuration"
    yield Way(
        "funnel", "vaultFunnel", f"vaultFunnel {{ records {{ count }} stages {{ {stood} stays {lengths} }} }}"
    )
    yield Way("node", "nodes", "nodes(ids: $ids) { id }", {"ids": ("[ID!]!", [ids["theirs"], ids["mine"]])})
    merge = f"mergeVaults(into: $a, from: $b, dryRun: true) {{ {ERRORS} mergedValues {{ field }} }}"
    both = {"a": ("ID!", ids["mine"]), "b": ("[ID!]!", [ids["theirs"]])}
    yield Way("merge", "dryRun", merge, both, writes=True)
    for to in ("judged", "done", "nowhere"):
        root = f'promoteVault(id: $id, to: "{to}") {{ promoted {VERDICT} {ERRORS} }}'
        yield Way("promote", f"theirs to {to}", root, {"id": ("ID!", ids["theirs"])}, writes=True)
    root = f'promoteVault(id: $id, to: "judged") {{ promoted {VERDICT} {ERRORS} }}'
    yield Way("promote", "mine to judged", root, {"id": ("ID!", ids["mine"])}, writes=True)
    root = f"updateVault(id: $id, input: $i) {{ vault {{ label }} {ERRORS} }}"
    for which in ("mine", "theirs"):
        variables = {"id": ("ID!", ids[which]), "i": ("VaultUpdateInput!", {"label": which})}
        yield Way("update", which, root, variables, writes=True)
    health = 'ruleHealth(object: "vault") { sentence redacted }'
    yield Way("judgements kept", "ruleHealth", health)
    catalog = "catalog { objects { name fields { name formula }} }"
    yield Way("catalog", "catalog", catalog)
