"""The files of a catalog: read strictly, written so that every reader takes them alike, comments kept."""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some

from api.catalog_files.folder import read_folder
from api.catalog_files.pulling import pull_into
from api.catalog_files.yaml_reading import MOST_BYTES, read_by_libyaml, read_by_ruamel, read_yaml
from api.catalog_files.yaml_writing import fresh, merged
from core.errors import Problem, SluiceError
from metadata.changes.base import applied
from metadata.document.form import document_of
from metadata.document.json_schema import FILE_KINDS, FOLDER, json_schema_text
from metadata.document.reading import changes_to
from metadata.initial import initial_catalog
from metadata.templates.all_templates import REGISTERED
from metadata.templates.base import Choices
from metadata.templates.installing import installation, template_named
from tests.metadata.world import after


def demo() -> dict[str, Any]:
    """The document of the demo tenant."""
    assert REGISTERED
    nothing = initial_catalog()
    made = applied(nothing, installation(nothing, template_named("b2bFunnel"), Choices()))[-1]
    return document_of(made)


def refusal(text: str | bytes) -> str:
    with pytest.raises(SluiceError) as error:
        read_yaml("deal.yaml", text if isinstance(text, bytes) else text.encode())
    return error.value.problems[0].message


def test_plain_words_are_what_the_core_of_yaml_has() -> None:
    text = "no: yes\non: off\na: true\nb: null\nc: ~\nd:\ne: 2026-01-31\nf: 1_0\ng: 010\nh: 1.50\ni: -3\nj: 12:30\n"
    assert read_yaml("x", text.encode()).value == {
        "no": "yes", "on": "off", "a": True, "b": None, "c": None, "d": None, "e": "2026-01-31", "f": "1_0",
        "g": 10, "h": 1.5, "i": -3, "j": "12:30",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\nb: 2\na: 3\n", "deal.yaml:3:1: The key a stands in line 1 already."),
        ("a: &x [1]\nb: *x\n", "deal.yaml:2:4: This is an alias."),
        ("a:\n\tb: 1\n", "deal.yaml:2:1: "),
        ("a: !!python/object:os.system x\n", "deal.yaml:1:4: "),
        ("a: 1\n---\nb: 2\n", "deal.yaml:2:1: A second document begins."),
        ("? [a]\n: 1\n", "deal.yaml:1:3: A key is a text."),
        ("[" * 10_000, "deal.yaml:1:61: The file is nested deeper than 60 levels."),
        ('a: "\\ud800"\n', "deal.yaml:1:4: The text cannot be stored: it holds half of a surrogate pair."),
        ("a: 1e999\n", "deal.yaml:1:4: The number is too large."),
        ("a: [1, 2\n", "deal.yaml:2:1: "),
        ("a: \x00\n", "deal.yaml:1:1: "),
        ("名称: 客户\n".encode("gbk"), "deal.yaml:1:1: The file is not in UTF-8."),
        (b"ok: 1\nx: \xff\n", "deal.yaml:2:4: The file is not in UTF-8."),
        ("a: 1".encode("utf-16"), "deal.yaml:1:1: The file is in UTF-16."),
        (b"#" * (MOST_BYTES + 1), "deal.yaml has 2,000,001 bytes; at most 2,000,000 are read."),
    ],
)
def test_what_could_surprise_is_refused_with_its_place(text: str | bytes, told: str) -> None:
    assert refusal(text).startswith(told)


def test_a_bomb_of_aliases_costs_nothing() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 90)]
    assert refusal("\n".join(lines)).startswith("deal.yaml:2:")


TEXTS = some.one_of(
    some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30),
    some.sampled_from(
        ["no", "Yes", "on", "~", "null", "1.0", "0x1F", "1e3", "2026-01-31", "=", "- a", "a: b", "#"]
    ),
)
VALUES = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(some.dictionaries(some.sampled_from(["name", "gate", "labels", "options"]), VALUES), VALUES)
def test_what_is_written_is_read_again(value: dict[str, Any], other: Any) -> None:
    text = fresh(value, "A comment")
    assert read_yaml("x", text.encode()).value == value
    changed = {**value, "name": other}
    assert read_yaml("x", merged("x", text, changed, "A comment").encode()).value == changed


SCRAPS = (*"ab1:-?,[]{}#&*!|>'\"%@`~ \n", "\n  ", "- ", "a: ", "b: ", " # c", "---\n", "...\n", "客户", "😀")
SCRAPS += (
    "| \n  ",
    "|-\n  ",
    ">+\n  ",
    "\\n",
    '"a b"',
    "'x'",
    "? ",
    "<<: ",
    "null",
    "1.5",
    "\r\n",
    "\t",
    "\u2028",
)


@settings(max_examples=400, deadline=None)
@given(some.lists(some.sampled_from(SCRAPS), max_size=14).map("".join))
def test_what_the_quick_parser_reads_the_strict_one_reads_alike(text: str) -> None:
    quick = read_by_libyaml("deal.yaml", text)
    if quick is not None:
        assert read_by_ruamel("deal.yaml", text).value == quick.value


def test_the_files_of_a_catalog_are_read_quickly_with_their_places(tmp_path: Path) -> None:
    pull_into(tmp_path, demo())
    for file in read_folder(tmp_path).files():
        text = (tmp_path / file.name).read_text(encoding="utf-8")
        assert read_by_libyaml(file.name, text) == read_by_ruamel(file.name, text), file.name


def test_readers_of_older_yaml_take_the_files_alike(tmp_path: Path) -> None:
    pull_into(tmp_path, demo())
    for file in read_folder(tmp_path).files():
        assert yaml.safe_load((tmp_path / file.name).read_text(encoding="utf-8")) == file.definition, (
            file.name
        )


def test_a_document_there_and_back(tmp_path: Path) -> None:
    for document in (demo(), document_of(after())):
        folder = tmp_path / str(len(document["objects"]))
        pull_into(folder, document)
        read = read_folder(folder).document()
        nothing = initial_catalog()
        made = applied(nothing, changes_to(read, nothing))[-1]
        assert changes_to(document, made) == ()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_pulling_twice_is_the_same_to_the_byte(tmp_path: Path) -> None:
    document = demo()
    pull_into(tmp_path / "one", document)
    first = contents(tmp_path / "one")
    done = pull_into(tmp_path / "one", document)
    assert (done.written, done.removed) == ((), ())
    pull_into(tmp_path / "other", document)
    assert contents(tmp_path / "one") == contents(tmp_path / "other") == first
    assert set(first) >= {
        "catalog.yaml",
        "objects/deal.yaml",
        "pipelines/deal.sales.yaml",
        "roles/salesRep.yaml",
    }
    assert "销售漏斗" in first["pipelines/deal.sales.yaml"].decode()


def test_comments_order_and_spelling_of_the_author_stay(tmp_path: Path) -> None:
    document = document_of(after())
    pull_into(tmp_path, document)
    file = tmp_path / "objects" / "deal.yaml"
    text = file.read_text(encoding="utf-8")
    lines = text.replace(
        "  - id: fld_amount\n", "  # What the customer pays.\n  - id: fld_amount\n"
    ).splitlines()
    file.write_text("\n".join(["# Ours", *lines, ""]), encoding="utf-8")
    kept = file.read_bytes()
    assert pull_into(tmp_path, document).written == ()
    assert file.read_bytes() == kept
    deal: Any = document["objects"][1]  # type: ignore[index, call-overload]
    deal["labels"] = {"en": "Deal", "no": "Avtale"}
    deal["fields"].append({"id": "fld_new", "name": "closing", "type": "date"})
    assert pull_into(tmp_path, document).written == ("objects/deal.yaml",)
    changed = file.read_text(encoding="utf-8")
    assert changed.startswith("# Ours\n")
    assert "  # What the customer pays.\n  - id: fld_amount\n" in changed
    assert '"no": Avtale' in changed
    assert "name: closing" in changed
    assert set(kept.decode().splitlines()) <= set(changed.splitlines())


def test_files_of_what_is_gone_go_and_others_stay(tmp_path: Path) -> None:
    document = document_of(after())
    pull_into(tmp_path, document)
    foreign = {
        "objects/README.md": "hello",
        "objects/draft.yaml": "name: draft\nplural: drafts\n",
        "notes.yaml": "[",
    }
    for name, text in foreign.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "roles" / "rep.yaml").rename(tmp_path / "roles" / "our reps.yml")
    document["roles"] = []
    document["objects"][0]["name"] = "customer"  # type: ignore[index, call-overload]
    done = pull_into(tmp_path, document)
    assert set(done.removed) == {"roles/our reps.yml", "objects/account.yaml"}
    assert done.written == ("objects/customer.yaml",)
    for name, text in foreign.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == text


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("name: stolen\n", encoding="utf-8")
    folder = tmp_path / "folder"
    pull_into(folder, document_of(after()))
    os.symlink(outside, folder / "objects" / "link.yaml")
    with pytest.raises(SluiceError, match=r"objects/link\.yaml is a symbolic link"):
        read_folder(folder)
    with pytest.raises(SluiceError, match="symbolic link"):
        pull_into(folder, document_of(after()))
    assert outside.read_text(encoding="utf-8") == "name: stolen\n"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("document", "objects", 1, "fields", 1, "type"), "objects/deal.yaml:"),
        (("document", "objects", "deal", "fields", "amount"), "objects/deal.yaml:"),
        (("document", "objects", "obj_deal", "pipeline", "stages", 1, "gate"), "pipelines/deal.sales.yaml:"),
        (("document", "roles", "rep", "grants", 0), "roles/rep.yaml:"),
        (("document", "roles", 9), "catalog.yaml:"),
        (("document", "api"), "catalog.yaml:"),
    ],
)
def test_paths_of_the_document_lead_to_lines(tmp_path: Path, path: tuple[str | int, ...], place: str) -> None:
    pull_into(tmp_path, document_of(after()))
    placed = read_folder(tmp_path).placed(Problem("CATALOG_INVALID", "Wrong.", path))
    assert placed.message.startswith(place)
    name, line, column, _ = placed.message.split(":", 3)
    shown = (tmp_path / name).read_text(encoding="utf-8").splitlines()[int(line) - 1][int(column) - 1 :]
    last = path[-1]
    expected = {"type": "type: money", "amount": "id: fld_amount", "gate": "gate:", "api": "api:"}
    assert shown.startswith(expected.get(str(last), ""))


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_the_json_schema_is_that_of_the_reference(kind: str) -> None:
    """`python -m metadata.document.json_schema` writes it."""
    assert (FOLDER / f"{kind}.json").read_text(encoding="utf-8") == json_schema_text(kind)


def test_pulled_files_fit_their_json_schema(tmp_path: Path) -> None:
    for document in (demo(), document_of(after())):
        pull_into(tmp_path, document)
        for file in read_folder(tmp_path).files():
            kind = file.name.split("/")[0].rstrip("s") if "/" in file.name else "catalog"
            head = (tmp_path / file.name).read_text(encoding="utf-8").splitlines()[0]
            beside = (tmp_path / file.name).parent / head.partition("$schema=")[2]
            told = json.loads(beside.read_text(encoding="utf-8"))
            jsonschema.Draft202012Validator.check_schema(told)
            jsonschema.validate(file.definition, told, jsonschema.Draft202012Validator)
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate({**file.definition, "typ": 1}, told, jsonschema.Draft202012Validator)
            assert beside.name == f"{kind}.json"
