"""What a search asks of the records of an object: which match, and how well."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Double, FromClause, Text, cast, func, select

from core.errors import PathPart, fault
from core.sentences import Sentence
from metadata.search import SEARCH, matching, ranking, sought_words
from records.build import Build
from records.plans.search import Search

MOST_SOUGHT = 200
"""Characters of what is searched for."""


def matches(build: Build, search: Search, rows: FromClause) -> ColumnElement[bool]:
    """Whether a record has every word, in any of the fields that the caller may read."""
    build.count_condition()
    words = _words(build, search)
    # As a subselect the question is made once for the statement, not for every row.
    asked = select(matching(words.c.words, search.tags)).correlate(None).scalar_subquery()
    return rows.c[SEARCH].bool_op("@@")(asked)


def rank_of(build: Build, search: Search, rows: FromClause) -> ColumnElement[Any]:
    """How well a record matches, more is better. Fields that the caller may not read are no part of it."""
    words = _words(build, search)
    asked = select(ranking(words.c.words, search.tags)).correlate(None).scalar_subquery()
    # Of 64 bits, as the parameters that cursors are compared by: of 32 it would not equal what its text says.
    return cast(func.ts_rank(rows.c[SEARCH], asked), Double())


def _words(build: Build, search: Search) -> CTE:
    """The words of the text, taken apart once for all that ask for them."""
    known = build.sought.get(search.text)
    if known is None:
        text = build.bind(search.text, Text(), _bounded, search.argument)
        words = sought_words(text, MOST_SOUGHT)
        known = build.sought[search.text] = select(words.label("words")).cte(build.fresh("s"))
    return known


def _bounded(value: object, path: tuple[PathPart, ...]) -> object:
    text = str(value)
    if len(text) > MOST_SOUGHT:
        raise fault(
            "BAD_USER_INPUT",
            Sentence(
                "The search has {:,} characters; {} are allowed", "搜索内容有 {:,} 个字符，最多 {} 个"
            ).of(len(text), MOST_SOUGHT),
            *path,
            hint=Sentence("Search for fewer words.", "请减少搜索的内容。"),
        )
    return text
