"""The generated pages are current, and the bounds on the page are those of the code."""

from api import guards, request, scalars, view
from api.reference import ERRORS_PAGE, errors_page


def test_the_page_of_errors_is_current():
    assert ERRORS_PAGE.read_text(encoding="utf-8") == errors_page(), "run python -m api.reference"


def test_the_page_of_limits_states_the_bounds_of_the_code():
    page = (ERRORS_PAGE.parent / "limits.md").read_text(encoding="utf-8")
    for line in (
        f"| body of a request | {view.BODY_BYTES:,} bytes |",
        f"| {guards.DOCUMENT_BYTES:,} bytes, {guards.TOKENS:,} tokens, {guards.TOKENS:,} comments |",
        f"aliases counted | {guards.ROOT_FIELDS} |",
        f"| {guards.DEPTH} ({guards.INTROSPECTION_DEPTH} below",
        f"fragments spread out | {guards.FIELDS:,} |",
        f"| levels of a variable's value | {request.VARIABLES_DEPTH} |",
        f"| levels of a `JSON` scalar | {scalars.JSON_DEPTH} |",
        f"| digits of a `Decimal` | {scalars.DECIMAL_CHARACTERS} |",
    ):
        assert line in page, line
