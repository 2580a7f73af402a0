"""Sections of an object: what the change refuses, and how they follow, merge and come back."""

from dataclasses import replace
from typing import Any

import pytest

from core.errors import SluiceError
from metadata.catalog import Catalog
from metadata.changes.base import Change, Risk
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.kept import change_from_json, change_to_json
from metadata.changes.objects import AddObject, RemoveObject
from metadata.changes.restorations import RestoreField, RestoreObject
from metadata.changes.sections import NewSection, SetSections
from metadata.checks import check_catalog
from metadata.codec import catalog_from_json, catalog_to_json
from metadata.differences.between import changes_between
from metadata.document.form import document_of
from metadata.document.reading import catalog_of, changes_to
from metadata.merging.rebase import rebased
from metadata.merging.words import named
from metadata.warnings.languages import language_warnings
from tests.metadata.test_differences import check
from tests.metadata.world import after, refused

LABELS = {"en": "Money", "zh-CN": "金额"}
MONEY = NewSection("money", LABELS, ("amount", "budget"), "sec_money")
ABOUT = NewSection("about", {"en": "About", "zh-CN": "概况"}, ("title",), "sec_about")
BOTH = SetSections("deal", (MONEY, ABOUT))


def sections(catalog: Catalog, of: str = "deal") -> list[tuple[str, str, list[str]]]:
    definition = catalog.object_by_name[of]
    names = {each.id: each.name for each in definition.fields}
    return [(each.id, each.name, [names[one] for one in each.fields]) for each in definition.sections]


def one(*fields: str, **other: Any) -> SetSections:
    return SetSections("deal", (NewSection(**{"name": "new", "fields": fields, **other}),))


REFUSED: list[tuple[Change, str, tuple[object, ...]]] = [
    (SetSections("dael"), "CATALOG_UNKNOWN", ("object",)),
    (one("tilte"), "CATALOG_UNKNOWN", ("sections", 0, "fields", 0)),
    (one("title", "title"), "CATALOG_INVALID", ("sections", 0, "fields", 1)),
    (
        SetSections("deal", (NewSection("one", {}, ("title",)), NewSection("two", {}, ("amount", "title")))),
        "CATALOG_INVALID",
        ("sections", 1, "fields", 1),
    ),
    (one(name="not a name"), "CATALOG_NAME_INVALID", ("sections", 0, "name")),
    (
        SetSections("deal", (NewSection("one"), NewSection("One"))),
        "CATALOG_NAME_TAKEN",
        ("sections", 1),
    ),
    (one(labels={"en": "a" * 2_001}), "CATALOG_LIMIT", ("sections", 0, "labels", "en")),
    (one(labels={"en": "a\0"}), "INVALID_VALUE", ("sections", 0, "labels", "en")),
    (
        SetSections("deal", tuple(NewSection(f"section{number}") for number in range(51))),
        "CATALOG_LIMIT",
        ("sections",),
    ),
]


@pytest.mark.parametrize(("change", "code", "path"), REFUSED, ids=lambda value: str(value)[:60])
def test_it_refuses(change: Change, code: str, path: tuple[object, ...]) -> None:
    problem = refused(change)[0]
    expected = ("changes", 0, change.kind, *path)
    assert (problem.code, problem.path[: len(expected)]) == (code, expected)
    assert problem.next_step()


def test_ids_are_those_of_sections_and_stand_once() -> None:
    catalog = after(SetSections("deal", (NewSection("one", id="x"), NewSection("two", id="fld_title"))))
    assert [each.code for each in check_catalog(catalog)] == ["CATALOG_INVALID", "CATALOG_NAME_TAKEN"]


def test_a_section_of_the_same_name_is_the_same() -> None:
    catalog = after(BOTH, SetSections("deal", (NewSection("about", {}, ("budget",)), NewSection("rest"))))
    (about, rest) = sections(catalog)
    assert about == ("sec_about", "about", ["budget"])
    assert rest[0] not in ("sec_about", "sec_money")
    # By its id it is that one under another name.
    assert sections(after(BOTH, SetSections("deal", (replace(MONEY, name="sums"),)))) == [
        ("sec_money", "sums", ["amount", "budget"])
    ]


def test_records_are_left_alone_and_the_change_is_kept() -> None:
    assert (BOTH.risk(after()), BOTH.touches(after()), BOTH.row_limits(after())) == (Risk.SAFE, None, ())
    assert change_from_json(change_to_json(BOTH)) == BOTH
    assert BOTH.sentence() == "Show the fields of deal by the sections money, about."
    assert SetSections("deal").sentence() == "Show the fields of deal without sections."


def test_a_version_of_before_has_none() -> None:
    kept: Any = catalog_to_json(after(BOTH))
    assert catalog_from_json(kept) == after(BOTH)
    (deal,) = (each for each in kept["objects"] if each["name"] == "deal")
    del deal["sections"]
    assert sections(catalog_from_json(kept)) == []


def test_a_field_that_is_renamed_stays_and_one_that_goes_comes_back_to_its_section() -> None:
    catalog = after(BOTH, RenameField("deal", "amount", "sum"), RemoveField("deal", "budget"))
    assert sections(catalog) == [("sec_money", "money", ["sum"]), ("sec_about", "about", ["title"])]
    assert check_catalog(catalog) == ()
    back = after(RestoreField("deal", "budget"), catalog=catalog)
    assert sections(back)[0] == ("sec_money", "money", ["sum", "budget"])
    without = after(SetSections("deal"), RestoreField("deal", "budget"), catalog=catalog)
    assert sections(without) == []


def test_who_removes_a_field_is_told_of_its_section() -> None:
    (use,) = RemoveField("deal", "budget").uses(after(BOTH))
    assert (use.kind, use.blocks, use.sentence) == ("section", False, "The section money of deal shows it.")


def test_a_removed_object_comes_back_with_its_sections() -> None:
    made = AddObject("note", "notes", fields=(NewField("words", "text"),))
    shown = SetSections("note", (NewSection("all", LABELS, ("words",), "sec_all"),))
    catalog = after(made, shown, RemoveObject("note"), RestoreObject("note"))
    assert sections(catalog, "note") == [("sec_all", "all", ["words"])]


def test_they_follow_from_one_catalog_to_another() -> None:
    plain, shown = after(), after(BOTH)
    check(plain, shown)
    check(shown, plain)
    check(shown, after(SetSections("deal", (ABOUT, replace(MONEY, labels={})))))
    # Of the same name, and others.
    check(shown, after(SetSections("deal", (replace(MONEY, id="sec_other"),))))
    # Names that change places.
    exchanged = after(SetSections("deal", (replace(MONEY, name="about"), replace(ABOUT, name="money"))))
    check(shown, exchanged)


def test_a_rollback_over_a_removed_field_puts_it_where_it_was() -> None:
    shown = after(SetSections("deal", (replace(MONEY, fields=("budget", "amount")), ABOUT)))
    gone = after(RemoveField("deal", "budget"), catalog=shown)
    changes = changes_between(gone, shown)
    assert [each.kind for each in changes] == ["restoreField", "setSections"]
    assert sections(after(*changes, catalog=gone)) == sections(shown)
    # And where the version to go back to had no sections.
    assert sections(after(*changes_between(gone, after()), catalog=gone)) == []


def test_a_document_names_the_fields_and_needs_no_ids() -> None:
    catalog = after(BOTH)
    document: dict[str, Any] = document_of(catalog)
    (deal,) = (each for each in document["objects"] if each["name"] == "deal")
    assert deal["sections"][0] == {
        "id": "sec_money",
        "name": "money",
        "labels": LABELS,
        "fields": ["amount", "budget"],
    }
    for each in deal["sections"]:
        del each["id"]
    assert changes_to(document, catalog) == ()
    deal["sections"][1]["fields"] = ["title", "account"]
    (change,) = changes_to(document, catalog)
    assert sections(after(change, catalog=catalog))[1] == ("sec_about", "about", ["title", "account"])
    deal["sections"][1]["fields"] = ["tilte"]
    with pytest.raises(SluiceError, match="tilte") as caught:
        catalog_of(document, catalog)
    (problem,) = caught.value.problems
    assert problem.path[-4:] == ("sections", 1, "fields", 0)


def test_two_who_set_sections_of_one_object_collide() -> None:
    theirs = after(SetSections("deal", (NewSection("who", {}, ("account",)),)))
    assert rebased(after(), theirs, [BOTH]).collisions
    base = after(BOTH)
    head = after(SetSections("deal", (replace(MONEY, labels={"en": "Sums"}), ABOUT)), catalog=base)
    ours = SetSections("deal", (replace(MONEY, labels={"en": "Amounts"}), ABOUT))
    (collision,) = rebased(base, head, [ours]).collisions
    assert named(collision.theirs, (base, head)) == "the labels of section money of object deal"
    elsewhere = SetSections("account", (NewSection("who", {}, ("name",)),))
    assert not rebased(base, head, [elsewhere]).collisions


def test_what_others_do_to_fields_beside_is_followed() -> None:
    head = after(AddField("deal", NewField("beside", "text")), RenameField("deal", "amount", "sum"))
    outcome = rebased(after(), head, [BOTH])
    assert outcome.collisions == ()
    assert sections(after(*outcome.changes, catalog=head))[0][2] == ["sum", "budget"]
    gone = after(RemoveField("deal", "budget"))
    (collision,) = rebased(after(), gone, [BOTH]).collisions
    assert (collision.named, named(collision.theirs, (after(),))) == (True, "the field budget of object deal")


def test_a_section_without_a_label_of_a_language_is_told() -> None:
    catalog = after(SetSections("deal", (replace(MONEY, labels={"en": "Money", "fr": "Argent"}), ABOUT)))
    (french,) = (
        each for each in language_warnings(catalog.object_by_name["deal"]) if "in fr" in each.message
    )
    assert french.details is not None
    without = french.details["without"]
    assert isinstance(without, list)
    assert "deal.sections.about" in without
    assert "deal.sections.money" not in without
    assert "fr" in catalog.languages
