"""The spelling of names, their hints, and PostgreSQL's own list of keywords."""

import pytest

from metadata.names import enum_value_problems, name_problems
from metadata.reserved import SQL_KEYWORDS


@pytest.mark.parametrize("name", ["a", "deal", "dealSize2", "x" * 48])
def test_names_of_objects_and_fields(name):
    assert name_problems(name, "camel") == ()


@pytest.mark.parametrize("name", ["SQL", "lead", "in_review", "x_", "A1"])
def test_names_of_stages_and_roles(name):
    assert name_problems(name, "word") == ()


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Foo", "Use `foo`."),
        ("foo_bar", "Use `fooBar`."),
        ("foo bar-baz", "Use `fooBarBaz`."),
        ("_x", "Use `x`."),
        ("deal$", "Use `deal`."),
        ("a\n", "Use `a`."),
        ("客户", "Use ASCII letters and digits for the name, and put these words in the labels."),
        ("ｄｅａｌ", "Use ASCII letters and digits for the name, and put these words in the labels."),
        ("9lives", "Begin with a letter and use ASCII letters and digits."),
        ("", "Begin with a letter and use ASCII letters and digits."),
    ],
)
def test_what_to_call_it_instead(name, hint):
    (problem,) = name_problems(name, "camel")
    assert (problem.code, problem.hint) == ("CATALOG_NAME_INVALID", hint)


@pytest.mark.parametrize("name", ["a__b", "1a", "a-b", "", "阶段", "_a"])
def test_what_no_stage_is_called(name):
    assert name_problems(name, "word")[0].code == "CATALOG_NAME_INVALID"


@pytest.mark.parametrize("key", ["true", "false", "null"])
def test_what_no_option_or_stage_is_called(key):
    assert enum_value_problems(key)[0].code == "CATALOG_NAME_RESERVED"


async def test_the_keywords_are_those_of_postgresql(database):
    rows = await database.fetch(
        "SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'T')", [], affinity=""
    )
    assert {row[0] for row in rows} == SQL_KEYWORDS
