"""The reference page is that of the operators registered."""

from expressions.operators.registered import OPERATORS
from expressions.reference import MARK, PAGE, with_table


def test_the_page_is_current():
    page = PAGE.read_text(encoding="utf-8")
    assert MARK in page
    assert page == with_table(page), "run `python -m expressions.reference`"


def test_every_operator_is_on_the_page_with_its_aliases():
    _, _, table = PAGE.read_text(encoding="utf-8").partition(MARK)
    for name, operator in OPERATORS.items():
        for spelling in (name, *operator.aliases):
            assert f"`{spelling}`" in table
