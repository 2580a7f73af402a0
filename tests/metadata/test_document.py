"""A catalog as a document, and back: the same catalog, or a refusal that says where."""

import contextlib
import copy
import json
import random
from dataclasses import is_dataclass
from typing import Any, get_args, get_type_hints

import pytest

from core.errors import Problem, SluiceError
from metadata.catalog import Catalog
from metadata.changes.base import Change, applied
from metadata.changes.fields import AddField, NewField, RenameField
from metadata.changes.validations import SetValidation
from metadata.document.form import document_of
from metadata.document.identities import PREFIXES
from metadata.document.reading import catalog_of, changes_to
from metadata.initial import initial_catalog
from tests.metadata.random_author import Author
from tests.metadata.test_differences import in_order
from tests.metadata.world import after


def document() -> Any:
    """The world's, to be edited."""
    return copy.deepcopy(document_of(after()))


def refused(given: Any, head: Catalog | None = None) -> tuple[Problem, ...]:
    with pytest.raises(SluiceError) as error:
        changes_to(given, after() if head is None else head)
    return error.value.problems


def refusal(given: Any, head: Catalog | None = None) -> tuple[str, tuple[str | int, ...]]:
    problem = refused(given, head)[0]
    return problem.code, problem.path


def random_catalog(seed: int) -> Catalog:
    author = Author(seed)
    catalog = initial_catalog()
    for _ in range(40):
        try:
            catalog = applied(catalog, [author.change(catalog)])[-1]
        except SluiceError:
            continue
    return catalog


@pytest.mark.parametrize("seed", range(30))
def test_any_catalog_there_and_back(seed: int) -> None:
    catalog = random_catalog(seed)
    written = json.loads(json.dumps(document_of(catalog)))
    assert catalog_of(written, catalog) == catalog
    assert changes_to(written, catalog) == ()
    nothing = initial_catalog()
    made = applied(nothing, changes_to(written, nothing)) if catalog.objects else (nothing,)
    assert in_order(made[-1]) == in_order(catalog)


def test_references_are_names_and_definitions_have_ids() -> None:
    given = document()
    relation = given["objects"][1]["fields"][2]
    assert (relation["id"], relation["target"]) == ("fld_account", "account")
    assert [role["name"] for role in given["roles"]] == ["rep"], "the built-in role is nobody's to write"
    assert given["roles"][0]["grants"][2] == {"object": "deal", "action": "update", "field": "amount"}
    assert "languages" not in given
    assert "version" not in given


def test_a_definition_without_id_is_the_one_of_its_name() -> None:
    given = document()

    def forget(part: Any) -> None:
        for each in part if isinstance(part, list) else [part]:
            each.pop("id", None)
            for inner in ("fields", "pipeline", "stages"):
                if inner in each:
                    forget(each[inner])

    forget(given["objects"])
    forget(given["roles"])
    assert changes_to(given, after()) == ()


def test_a_new_definition_gets_an_id_or_keeps_its_own() -> None:
    given = document()
    given["objects"][1]["fields"] += [
        {"name": "one", "type": "text"},
        {"id": "fld_k7", "name": "two", "type": "date"},
    ]
    one, two = changes_to(given, after())
    assert isinstance(one, AddField)
    assert isinstance(two, AddField)
    assert one.field.id.startswith("fld_")
    assert two.field == NewField("two", "date", id="fld_k7")


def test_the_name_of_another_with_an_id_of_its_own_is_not_taken_for_it() -> None:
    given = document()
    title, new = given["objects"][1]["fields"][0], {"name": "title", "type": "text"}
    title["name"] = "subject"
    given["objects"][1]["fields"].append(new)
    given["objects"][1]["fields"][4]["formula"] = {"substr": [{"var": "subject"}, 0, 9]}
    kinds = sorted(type(each).__name__ for each in changes_to(given, after()))
    assert kinds == ["AddField", "RenameField"]


def test_a_rename_is_a_rename() -> None:
    given = document()
    given["objects"][0]["fields"][1]["name"] = "industry"
    stages = given["objects"][1]["pipeline"]["stages"]
    stages[1]["gate"] = {"==": [{"var": "account.parent.industry"}, "tech"]}
    given["roles"][0]["grants"][0]["rule"] = {"missing": ["parent.name", "industry"]}
    wanted: tuple[Change, ...] = (RenameField("account", "sector", "industry"),)
    assert changes_to(given, after()) == wanted


def test_what_is_left_out_stays() -> None:
    given = document()
    assert changes_to({}, after()) == ()
    assert changes_to({"roles": given["roles"]}, after()) == ()
    (removed,) = changes_to({"roles": []}, after())
    assert type(removed).__name__ == "RemoveRole"


def test_a_won_stage_is_won_to_a_hundred_percent() -> None:
    given = document()
    del given["objects"][1]["pipeline"]["stages"][2]["probability"]
    assert changes_to(given, after()) == ()


def placed(given: Any, *path: str | int) -> Any:
    for part in path:
        given = given[part]
    return given


DEAL: tuple[str | int, ...] = ("objects", 1)
BAD: list[tuple[tuple[str | int, ...], Any, str, tuple[str | int, ...]]] = [
    (("objects", 0, "id"), "fld_account", "CATALOG_INVALID", ("objects", 0, "id")),
    (("objects", 0, "id"), "obj_" + "x" * 40, "CATALOG_INVALID", ("objects", 0, "id")),
    (("objects", 0, "id"), 'obj_"; DROP', "CATALOG_INVALID", ("objects", 0, "id")),
    (("objects", 0, "id"), "obj_deal", "CATALOG_INVALID", ("objects", 1, "id")),
    ((*DEAL, "fields", 0, "id"), "fld_name", "CATALOG_INVALID", (*DEAL, "fields", 0, "id")),
    ((*DEAL, "fields", 0, "id"), "fld_amount", "CATALOG_INVALID", (*DEAL, "fields", 1, "id")),
    ((*DEAL, "fields", 0, "id"), 7, "CATALOG_INVALID", (*DEAL, "fields", 0, "id")),
    ((*DEAL, "fields", 0, "typ"), "text", "CATALOG_INVALID", (*DEAL, "fields", 0, "typ")),
    ((*DEAL, "fields", 0, "type"), "txt", "CATALOG_TYPE_UNKNOWN", (*DEAL, "fields", 0, "type")),
    ((*DEAL, "fields", 0, "required"), "yes", "CATALOG_INVALID", (*DEAL, "fields", 0, "required")),
    ((*DEAL, "fields", 0, "labels"), {"en": "\ud800"}, "INVALID_VALUE", (*DEAL, "fields", 0, "labels", "en")),
    ((*DEAL, "fields", 2, "target"), "acount", "CATALOG_UNKNOWN", (*DEAL, "fields", 2, "target")),
    ((*DEAL, "fields"), {}, "CATALOG_INVALID", (*DEAL, "fields")),
    (
        (*DEAL, "fields", 3),
        {"id": "fld_budget", "name": "budget", "type": "file"},
        "CATALOG_IRREVERSIBLE",
        ("objects", "obj_deal", "fields", "fld_budget", "type"),
    ),
    (("roles", 0, "grants", 1, "object"), "deals", "CATALOG_UNKNOWN", ("roles", 0, "grants", 1, "object")),
    (("roles", 0, "grants", 2, "field"), "amounts", "CATALOG_UNKNOWN", ("roles", 0, "grants", 2, "field")),
    (("roles", 0, "id"), "rol_admin", "CATALOG_INVALID", ("roles", 0, "id")),
    (("roles",), {"rep": []}, "CATALOG_INVALID", ("roles",)),
    (("objects",), None, "CATALOG_INVALID", ("objects",)),
    (("version",), 9, "CATALOG_INVALID", ()),
    (("api", "introspection"), 1, "CATALOG_INVALID", ("api", "introspection")),
]


@pytest.mark.parametrize(("place", "value", "code", "path"), BAD, ids=lambda each: str(each)[:40])
def test_what_does_not_fit_is_refused_at_its_place(
    place: tuple[str | int, ...], value: Any, code: str, path: tuple[str | int, ...]
) -> None:
    given = document()
    placed(given, *place[:-1])[place[-1]] = value
    assert (code, path) in [(problem.code, problem.path) for problem in refused(given)]


@pytest.mark.parametrize("given", [None, 7, "text", [], [{}]])
def test_what_is_no_object_is_refused(given: Any) -> None:
    assert refusal(given) == ("CATALOG_INVALID", ())


def test_a_deep_document_is_refused() -> None:
    deep: Any = {}
    for _ in range(10_000):
        deep = {"and": [deep]}
    given = document()
    given["objects"][1]["pipeline"]["stages"][0]["gate"] = deep
    assert refusal(given)[0] == "CATALOG_INVALID"


JUNK: tuple[Any, ...] = (
    *(None, True, 0, -1, 10**400, 1.5, "", "x", "A" * 5_000, "*", [], [[]], [None], {}),
    *("relation", "choice", "deal", "account", "title", "admin", "obj_deal"),
    *({"id": None}, {"id": "fld_x"}, {"var": "title"}, {"name": 1}, {"en": 1}, {"en": "x"}),
)


@pytest.mark.parametrize("seed", range(60))
def test_hostile_documents_are_refused_or_fit(seed: int) -> None:
    """Whatever stands anywhere, the outcome is changes or problems."""
    chance = random.Random(seed)
    for _ in range(25):
        given = document()
        for _ in range(chance.randrange(1, 4)):
            spoil(given, chance)
        with contextlib.suppress(SluiceError):
            applied(after(), changes_to(given, after()))


def spoil(part: Any, chance: random.Random) -> None:
    while True:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        if not keys:
            return
        key = chance.choice(keys)
        inner = part[key]
        if isinstance(inner, dict | list) and inner and chance.random() < 0.8:
            part = inner
            continue
        if chance.random() < 0.3:
            del part[key]
        else:
            part[key] = copy.deepcopy(chance.choice(JUNK))
        return


def test_every_definition_with_an_id_has_a_prefix() -> None:
    def kinds(kind: Any) -> set[type]:
        if is_dataclass(kind) and isinstance(kind, type):
            inner = [kinds(hint) for hint in get_type_hints(kind).values()]
            return {kind}.union(*inner)
        return set().union(*(kinds(part) for part in get_args(kind)))

    with_ids = {kind for kind in kinds(Catalog) if "id" in get_type_hints(kind)}
    assert with_ids == set(PREFIXES)


def test_a_validation_names_the_fields_that_it_is_shown_at() -> None:
    catalog = after(SetValidation("deal", "dated", fields=("title", "amount")))
    written: Any = document_of(catalog)
    (validation,) = next(each for each in written["objects"] if each["name"] == "deal")["validations"]
    assert validation["fields"] == ["title", "amount"]
    assert changes_to(written, catalog) == ()
    validation["fields"] = ["title", "amonut"]
    (problem,) = refused(written, catalog)
    assert (problem.code, problem.path[-2:]) == ("CATALOG_UNKNOWN", ("fields", 1))
