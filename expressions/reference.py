"""The table of operators in `docs/reference/jsonlogic.md`: `python -m expressions.reference` writes it."""

from pathlib import Path

from expressions.operators.base import Operator
from expressions.operators.registered import OPERATORS

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "jsonlogic.md"
MARK = "<!-- generated: python -m expressions.reference -->\n"


def operator_table() -> str:
    """A Markdown table with a row for each operator."""
    rows = (_row(name, OPERATORS[name]) for name in sorted(OPERATORS))
    return "".join(("\n| operator | operands | what it says | example |\n|---|---|---|---|\n", *rows))


def _row(name: str, operator: Operator) -> str:
    spellings = " ".join(f"`{_cell(each)}`" for each in (name, *operator.aliases))
    return f"| {spellings} | {_arity(operator)} | {_cell(operator.doc)} | `{_cell(operator.example)}` |\n"


def _arity(operator: Operator) -> str:
    if operator.most is None:
        return f"{operator.least} or more"
    if operator.least == operator.most:
        return str(operator.least)
    return f"{operator.least} to {operator.most}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def with_table(page: str) -> str:
    """The page with everything after the mark replaced by the table of today."""
    head, mark, _ = page.partition(MARK)
    return head + mark + operator_table()


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
