"""The changes of unique keys: what they refuse, their DDL, and how they follow, merge and come back."""

from dataclasses import replace
from typing import Any

import pytest

from core.sql import DIALECT
from metadata.catalog import UniqueKey
from metadata.changes.base import Change, Risk
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.unique_keys import AddUniqueKey, RemoveUniqueKey, SetUniqueKey
from metadata.checks import check_catalog
from metadata.document.form import document_of
from metadata.document.reading import catalog_of, changes_to
from metadata.merging.rebase import rebased
from metadata.merging.words import named
from tests.metadata.test_differences import check
from tests.metadata.world import NAMESPACE, after, refused

TITLED = AddUniqueKey("deal", "titled", ("title",), id="unq_titled")
LONG = {"en": "a" * 2_001}
REFUSED: list[tuple[Change, str, tuple[object, ...]]] = [
    (AddUniqueKey("dael", "key", ("title",)), "CATALOG_UNKNOWN", ("object",)),
    (AddUniqueKey("deal", "key", ()), "CATALOG_INVALID", ("fields",)),
    (AddUniqueKey("deal", "key", ("title", "tilte")), "CATALOG_UNKNOWN", ("fields", 1)),
    (AddUniqueKey("deal", "key", ("title", "title")), "CATALOG_NAME_TAKEN", ("fields", 1)),
    (AddUniqueKey("deal", "key", ("heading",)), "CATALOG_INVALID", ("fields", 0)),
    (AddUniqueKey("quote", "key", ("number",)), "CATALOG_INVALID", ("fields", 0)),
    (AddUniqueKey("quote", "key", ("scan",)), "CATALOG_INVALID", ("fields", 0)),
    (AddUniqueKey("deal", "key", ("account",), ignore_case=True), "CATALOG_INVALID", ("ignoreCase",)),
    (AddUniqueKey("deal", "not a name", ("title",)), "CATALOG_NAME_INVALID", ("name",)),
    (AddUniqueKey("deal", "客户", ("title",)), "CATALOG_NAME_INVALID", ("name",)),
    (AddUniqueKey("deal", "Titled", ("account",)), "CATALOG_NAME_TAKEN", ("name",)),
    (AddUniqueKey("deal", "key", ("title",), id="unq_titled"), "CATALOG_NAME_TAKEN", ("name",)),
    (AddUniqueKey("deal", "key", ("title",), messages=LONG), "CATALOG_LIMIT", ("messages", "en")),
    (AddUniqueKey("deal", "key", ("title",), messages={"en": "a\0"}), "INVALID_VALUE", ("messages", "en")),
    (AddUniqueKey("deal", "key", ("title",), messages={"en": "\ud800"}), "INVALID_VALUE", ("messages", "en")),
    (SetUniqueKey("deal", "tilted", "key"), "CATALOG_UNKNOWN", ("uniqueKey",)),
    (SetUniqueKey("deal", "titled", fields=("tilte",)), "CATALOG_UNKNOWN", ("fields", 0)),
    (SetUniqueKey("deal", "titled", fields=()), "CATALOG_INVALID", ("fields",)),
    (RemoveUniqueKey("deal", "tilted"), "CATALOG_UNKNOWN", ("uniqueKey",)),
]


@pytest.mark.parametrize(("change", "code", "path"), REFUSED, ids=lambda value: str(value)[:60])
def test_it_refuses(change, code, path):
    problem = refused(change, catalog=after(TITLED))[0]
    expected = ("changes", 0, change.kind, *path)
    assert (problem.code, problem.path[: len(expected)]) == (code, expected)
    assert problem.next_step()


def test_there_are_limits():
    many = [AddUniqueKey("deal", f"key{number}", ("title",)) for number in range(20)]
    (problem,) = refused(AddUniqueKey("deal", "more", ("title",)), catalog=after(*many))
    assert problem.code == "CATALOG_LIMIT"
    fields = [AddField("deal", NewField(f"field{number}", "text")) for number in range(9)]
    (problem,) = refused(
        AddUniqueKey("deal", "wide", tuple(f"field{number}" for number in range(9))), catalog=after(*fields)
    )
    assert problem.code == "CATALOG_LIMIT"


def test_an_id_that_is_none_is_refused():
    catalog = after(AddUniqueKey("deal", "titled", ("title",), id='unq"; DROP'))
    assert [each.code for each in check_catalog(catalog)] == ["CATALOG_INVALID"]


FOLDED = "pg_catalog.normalize(casefold(pg_catalog.normalize(title, 'NFD') COLLATE pg_unicode_fast), 'NFD')"
GOLDEN: list[tuple[Change, list[str]]] = [
    (
        AddUniqueKey("deal", "named", ("account", "title", "amount"), ignore_case=True, id="unq_named"),
        [
            f'CREATE UNIQUE INDEX uq_unq_named ON t_world.deal ("accountId", {FOLDED}, amount, amount__currency) '
            'WHERE "deletedAt" IS NULL'
        ],
    ),
    (SetUniqueKey("deal", "titled", "named", messages={"en": "Once."}), []),
    (
        SetUniqueKey("deal", "titled", fields=("account", "title")),
        [
            "DROP INDEX t_world.uq_unq_titled",
            'CREATE UNIQUE INDEX uq_unq_titled ON t_world.deal ("accountId", title) WHERE "deletedAt" IS NULL',
        ],
    ),
    (RemoveUniqueKey("deal", "titled"), ["DROP INDEX t_world.uq_unq_titled"]),
    (RenameField("deal", "title", "heading2"), ["ALTER TABLE t_world.deal RENAME title TO heading2"]),
]


@pytest.mark.parametrize(("change", "expected"), GOLDEN, ids=lambda value: str(value)[:40])
def test_the_ddl_of(change: Change, expected: list[str]):
    before = after(TITLED)
    elements = change.ddl(before, change.apply(before), NAMESPACE)
    assert [str(each.compile(dialect=DIALECT)).strip() for each in elements][: len(expected)] == expected
    assert bool(elements) == bool(expected)


def test_only_a_new_index_scans():
    world = after(TITLED)
    scans = [TITLED.risk(after()), SetUniqueKey("deal", "titled", ignore_case=True).risk(world)]
    safe = [
        SetUniqueKey("deal", "titled", "named", ("title",), False).risk(world),
        RemoveUniqueKey("deal", "titled").risk(world),
    ]
    assert (scans, safe) == ([Risk.SCANS] * 2, [Risk.SAFE] * 2)
    assert SetUniqueKey("deal", "titled", "named").touches(world) is None
    assert TITLED.touches(after()) == "obj_deal"


def test_sentences():
    both = AddUniqueKey("deal", "named", ("account", "title"), ignore_case=True)
    assert both.sentence() == "Let no two records of deal share their account and title, whatever its case."
    assert TITLED.sentence() == "Let no two records of deal share their title."
    assert SetUniqueKey("deal", "titled", "named").sentence() == (
        "Change the unique key titled of deal, which is called named then."
    )


STEPS: list[Change] = [
    SetUniqueKey("deal", "titled", "named", ("title", "account"), messages={"en": "Once."}),
    SetUniqueKey("deal", "titled", ignore_case=True),
    RemoveUniqueKey("deal", "titled"),
    RenameField("deal", "title", "called"),
]


@pytest.mark.parametrize("change", STEPS, ids=lambda change: change.kind)
def test_one_change_and_back(change: Change):
    world = after(TITLED)
    changed = after(change, catalog=world)
    assert len(check(world, changed)) == 1
    assert len(check(changed, world)) == 1


def test_keys_swap_their_names_and_come_with_their_fields():
    one, other = TITLED, AddUniqueKey("deal", "placed", ("account",), id="unq_placed")
    world = after(one, other)
    swapped = after(
        SetUniqueKey("deal", "titled", "x"),
        SetUniqueKey("deal", "placed", "titled"),
        SetUniqueKey("deal", "x", "placed"),
        catalog=world,
    )
    check(world, swapped)
    code = AddField("deal", NewField("code", "text", id="fld_code"))
    coded = after(
        code,
        RemoveUniqueKey("deal", "placed"),
        SetUniqueKey("deal", "titled", fields=("code",)),
        catalog=world,
    )
    check(world, coded)
    check(coded, world)


def test_a_field_in_a_key_stays():
    (problem,) = refused(
        RemoveField("deal", "account"), catalog=after(AddUniqueKey("deal", "k", ("account",)))
    )
    assert (problem.code, problem.details["uses"]) == (
        "CATALOG_IN_USE",
        [
            {"kind": "gate", "path": ["objects", "deal", "pipeline", "stages", 1, "gate"]},
            {"kind": "gate", "path": ["objects", "deal", "pipeline", "transitions", 0, "gate"]},
            {"kind": "uniqueKey", "path": ["objects", "deal", "uniqueKeys", "k", "fields"]},
        ],
    )


def test_two_admins_are_merged():
    base = after(TITLED)
    head = after(
        RenameField("deal", "amount", "value"), SetUniqueKey("deal", "titled", "named"), catalog=base
    )
    ours = [
        AddUniqueKey("deal", "valued", ("amount",), id="unq_v"),
        SetUniqueKey("deal", "titled", messages={"en": "Once."}),
    ]
    assert rebased(base, head, ours).changes == (
        replace(ours[0], fields=("value",)),  # type: ignore[type-var]
        replace(ours[1], unique_key="named"),  # type: ignore[type-var]
    )
    again: list[Change] = [SetUniqueKey("deal", "titled", "other")]
    places = [named(each.place, (base, head)) for each in rebased(base, head, again).collisions]
    assert places == ["the name of unique key titled of object deal"]


def test_a_document_names_the_fields():
    catalog = after(AddUniqueKey("deal", "named", ("account", "title"), True, {"zh-CN": "已有。"}))
    written: Any = document_of(catalog)
    (key,) = next(each for each in written["objects"] if each["name"] == "deal")["uniqueKeys"]
    assert key["fields"] == ["account", "title"]
    assert changes_to(written, catalog) == ()
    assert catalog.languages == ("en", "zh-CN")
    del key["id"]
    key["fields"] = ["title"]
    assert changes_to(written, catalog) == (
        SetUniqueKey("deal", "named", "named", ("title",), True, {"zh-CN": "已有。"}),
    )
    key["name"] = "other"
    (made,) = catalog_of(written, catalog).object_by_name["deal"].unique_keys
    assert made == UniqueKey(made.id, "other", ("fld_title",), True, {"zh-CN": "已有。"})
