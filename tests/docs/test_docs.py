"""What the documents owe their readers: links that lead somewhere, every word explained, nothing private."""

import re
from pathlib import Path

import pytest

from core.errors import ERROR_CODES
from expressions.operators.registered import SPELLINGS
from metadata.actions import ACTIONS
from metadata.changes.base import Change
from metadata.field_types.all_types import FIELD_TYPES
from metadata.templates.all_templates import TEMPLATES

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
PAGES = sorted(
    page
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md"))
    if page.is_file()
)
ROOMS = ("api", "core", "expressions", "metadata", "migrations", "policies", "records", "tenants")
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.S | re.M)
VARIABLE = re.compile(r"\bSLUICE_[A-Z_]*[A-Z]\b")
MACHINE = re.compile(
    r"(?<![\w.])/(?:work|tmp|home|root|Users|mnt)/|pythonhosted|pypi\.org|npmjs|proxy\.golang", re.I
)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def anchors_of(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", page.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere(page):
    for link in LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        assert not anchor or anchor in anchors_of(target), link


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_document_names_a_machine_or_a_package_host(page):
    assert not MACHINE.findall(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=name_of)
def test_every_page_is_in_the_index(page):
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / link).resolve() for link in LINK.findall(index.read_text(encoding="utf-8"))}
    assert page == index or page in linked


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("errors.md", [f"| `{code}` |" for code in ERROR_CODES]),
        ("field-types.md", [f"| `{name}` |" for name in FIELD_TYPES]),
        ("jsonlogic.md", [f"`{spelling}`" for spelling in SPELLINGS]),
        ("permissions.md", [f"| `{action}` |" for action in ACTIONS]),
        ("../how-to/install-a-template.md", [f"| `{name}` |" for name in TEMPLATES]),
        ("changes.md", [f"\n## {each.kind}\n" for each in Change.__subclasses__()]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_entry_of_a_registry_is_documented(page, names):
    text = (REFERENCE / page).read_text(encoding="utf-8")
    assert names
    assert [name for name in names if name not in text] == []


def test_every_variable_is_documented_and_no_other():
    """Names that programs read against the page (those that tests make up aside), and the other pages against it."""
    documented = set(VARIABLE.findall((REFERENCE / "settings.md").read_text(encoding="utf-8")))
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    files += [*ROOT.glob("examples/*/*.py"), *ROOT.glob("tests/*.py"), *ROOT.glob("tests/bench/*.py")]
    files += [ROOT / name for name in ("Dockerfile", "Makefile", "docker-compose.yml")]
    used = {name for file in files for name in VARIABLE.findall(file.read_text(encoding="utf-8"))}
    assert used == documented
    told = {name for page in PAGES for name in VARIABLE.findall(page.read_text(encoding="utf-8"))}
    assert told <= documented


def test_the_instructions_for_agents_are_short_and_name_files_that_exist():
    text = (ROOT / "AGENTS.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    paths = re.findall(rf"`((?:{'|'.join((*ROOMS, 'docs', 'tests'))})/[\w./-]+)`", text)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_architecture_names_files_that_exist():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    paths = re.findall(rf"\b((?:{'|'.join(ROOMS)})/[\w/]+\.py)\b", text)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
