"""Bounds of documents, and the choice of the operation."""

import pytest
from graphql import GraphQLSyntaxError, get_introspection_query, parse

from api.guards import ALIASES, DEPTH, DIRECTIVES, ROOT_FIELDS, operation_of, read_document
from core.errors import SluiceError


def nested(levels):
    return "{" + "a{" * (levels - 1) + "b" + "}" * levels


DOUBLING = "{...f0} " + " ".join(
    f"fragment f{level} on Query {{x{{...f{level + 1}}} y{{...f{level + 1}}}}}" for level in range(13)
)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (nested(DEPTH + 1), "levels"),
        ("{...f} fragment f on Query " + nested(DEPTH + 1), "levels"),
        ("{... on Query " + nested(DEPTH + 1) + "}", "levels"),
        ("{" + " ".join(f"a{n}: me" for n in range(ROOT_FIELDS + 1)) + "}", "root fields"),
        ("{...f ...f} fragment f on Query {" + "me " * (ROOT_FIELDS // 2 + 1) + "}", "root fields"),
        ("{me {" + " ".join(f"a{n}: actions" for n in range(ALIASES + 1)) + "}}", "aliases"),
        ("{...f ...f} fragment f on Query {me {" + "a: actions " * (ALIASES // 2 + 1) + "}}", "aliases"),
        ("{__schema {" + "a: types {name} " * (ALIASES + 1) + "}}", "aliases"),
        ("{me {id " + "@skip(if: false) " * (DIRECTIVES + 1) + "}}", "directives"),
        ("{me {" + "... @skip(if: false) {id} " * (DIRECTIVES + 1) + "}}", "directives"),
        ("{...f ...f} fragment f on Query " + "@a " * (DIRECTIVES // 2) + " {me @a}", "directives"),
        ("query " + "@a " * (DIRECTIVES + 1) + " {me}", "directives"),
        (DOUBLING + "fragment f13 on Query {z}", "fields"),
        ("{" + "a " * 5000 + "}", "tokens"),
        ("#\n" * 6000 + "{a}", "tokens"),
        ('{a(text: "' + "x" * 100_001 + '")}', "bytes"),
    ],
)
def test_a_document_that_costs_too_much_is_refused(document, words):
    with pytest.raises(SluiceError) as refused:
        read_document(document)
    (problem,) = refused.value.problems
    assert problem.code == "QUERY_TOO_COMPLEX"
    assert words in problem.message


@pytest.mark.parametrize(
    "document",
    [
        nested(DEPTH),
        "{" + " ".join(f"a{n}: me" for n in range(ROOT_FIELDS)) + "}",
        "{me {" + " ".join(f"a{n}: actions" for n in range(ALIASES)) + "}}",
        get_introspection_query(descriptions=True, input_value_deprecation=True),
        "{...a} fragment a on Query {...b} fragment b on Query {...a}",
        "{...missing}",
    ],
)
def test_a_document_within_the_bounds_passes(document):
    assert read_document(document).definitions


@pytest.mark.parametrize("document", ["{", "{" * 5000, "query", "{a}}", "{a(x: '')}", "\ufeff"])
def test_what_is_not_graphql_is_a_syntax_error(document):
    with pytest.raises((GraphQLSyntaxError, SluiceError)):
        read_document(document)


def test_nul_in_a_literal_is_refused():
    with pytest.raises(SluiceError, match="NUL"):
        read_document('{a(text: "x\\u0000")}')


TWO = parse("query A {a} mutation B {b}")


@pytest.mark.parametrize(
    ("document", "name", "read_only", "code"),
    [
        (TWO, None, False, "BAD_REQUEST"),
        (TWO, "C", False, "BAD_REQUEST"),
        (parse("{a}"), "A", False, "BAD_REQUEST"),
        (TWO, "B", True, "METHOD_NOT_ALLOWED"),
        (parse("fragment f on Query {a}"), None, False, "BAD_REQUEST"),
    ],
)
def test_no_operation_fits(document, name, read_only, code):
    with pytest.raises(SluiceError) as refused:
        operation_of(document, name, read_only=read_only)
    assert refused.value.problems[0].code == code


def test_the_named_operation_is_found():
    assert operation_of(TWO, "B", read_only=False).name.value == "B"
    assert operation_of(parse("{a}"), None, read_only=True).name is None
