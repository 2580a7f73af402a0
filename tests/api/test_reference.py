"""The generated pages are current, and the bounds on the page are those of the code."""

from collections.abc import Iterator, Mapping

import pytest

from api import guards, request
from api.execution import introspection
from api.fixed import documents as fixed_documents
from api.http import view
from api.reference import (
    CHANGES_PAGE,
    ERRORS_PAGE,
    FIXED_PART,
    SETTINGS,
    SETTINGS_PAGE,
    WARNINGS_PAGE,
    change_classes,
    changes_page,
    errors_page,
    fixed_part,
    settings_page,
    warnings_page,
)
from api.types import scalars
from core.settings import FILE_SUFFIX, Settings
from metadata.changes.base import Change
from metadata.publish import MOST_CHANGES
from records import binding, build, cost
from tenants import documents


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (ERRORS_PAGE, errors_page()),
        (CHANGES_PAGE, changes_page()),
        (SETTINGS_PAGE, settings_page()),
        (WARNINGS_PAGE, warnings_page()),
        (FIXED_PART, fixed_part()),
    ],
    ids=["errors", "changes", "settings", "warnings", "fixed part"],
)
def test_the_generated_pages_are_current(page, text):
    assert page.read_text(encoding="utf-8") == text, "run python -m api.reference"


def test_every_kind_of_change_can_be_asked_for_and_is_on_the_page():
    assert {each.kind for each in Change.__subclasses__()} == set(change_classes())
    for kind in change_classes():
        assert f"\n## {kind}\n" in changes_page()
    assert f"{MOST_CHANGES:,}, and publishes" in changes_page()


class Asked(Mapping[str, str]):
    """An empty environment that notes what is asked of it."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def test_the_page_of_settings_has_those_that_are_read():
    asked = Asked()
    Settings.from_environment(asked)
    assert {name for name in asked.names if not name.endswith(FILE_SUFFIX)} == set(SETTINGS)


def test_the_page_of_limits_states_the_bounds_of_the_code():
    page = (ERRORS_PAGE.parent / "limits.md").read_text(encoding="utf-8")
    for line in (
        f"| body of a request | {view.BODY_BYTES:,} bytes |",
        f"of who may `configure` | {view.CATALOG_BODY_BYTES:,} bytes,",
        f"| {guards.DOCUMENT_BYTES:,} bytes, {guards.TOKENS:,} tokens, {guards.TOKENS:,} comments |",
        f"aliases counted | {guards.ROOT_FIELDS} |",
        f"| {guards.DEPTH} ({guards.INTROSPECTION_DEPTH} below",
        f"fragments spread out | {guards.FIELDS:,} |",
        f"| {introspection.MOST_ITEMS:,} |",
        f"| aliases of an operation, fragments spread out | {guards.ALIASES} |",
        f"| directives of an operation, fragments spread out | {guards.DIRECTIVES} |",
        f"| {documents.MOST_DOCUMENTS:,} of {documents.MOST_BYTES:,} bytes; {fixed_documents.MOST_AT_ONCE:,} at once |",
        f'"limit": {cost.MOST_ROWS}}}',
        f"| records on a page | {binding.MAX_PAGE} |",
        f"| rows an operation may return | {cost.MOST_ROWS:,} |",
        f"| conditions of all filters of a query | {build.MOST_CONDITIONS:,} |",
        f"| relations that a filter follows in a row | {build.MOST_HOPS} |",
        f"| relations that all filters of a query follow | {build.MOST_RELATED} |",
        f"| levels of a variable's value | {request.VARIABLES_DEPTH} |",
        f"| levels of a `JSON` scalar | {scalars.JSON_DEPTH} |",
        f"| digits of a `Decimal` | {scalars.DECIMAL_CHARACTERS} |",
    ):
        assert line in page, line
