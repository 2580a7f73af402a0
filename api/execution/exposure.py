"""What a caller may learn beside data: the GraphQL schema by introspection, and names by suggestions.

Both show only what the caller's own GraphQL schema holds. A tenant can switch them off all the same
(`metadata.catalog.ApiPolicy`) for whoever may not `configure`.
"""

import re
from collections.abc import Collection

from graphql import ASTValidationRule, FieldNode, GraphQLError, specified_rules

from api.errors import ErrorJson
from api.execution.introspection import META_FIELDS
from core.errors import ERROR_CODES

_SUGGESTION = re.compile(r"（Did you mean [^?]*\?）|\s*Did you mean [^?]*\?")
"""Alone in parentheses where it stands after the hint of a code in Chinese."""


class NoIntrospection(ASTValidationRule):
    """Refuses `__schema` and `__type`; `__typename` is no introspection."""

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Look at a field."""
        name = node.name.value
        if name in META_FIELDS:
            message = f"This tenant answers no `{name}` to callers who may not configure it"
            self.report_error(GraphQLError(message, node, extensions={"code": "INTROSPECTION_OFF"}))


def validation_rules(*, introspection: bool) -> Collection[type[ASTValidationRule]]:
    """Those of the specification, and what the caller is refused beyond."""
    return specified_rules if introspection else [*specified_rules, NoIntrospection]


def without_suggestions(entries: list[ErrorJson]) -> list[ErrorJson]:
    """The entries of `errors` without the names that they suggest."""
    return [_without_suggestions(entry) for entry in entries]


def _without_suggestions(entry: ErrorJson) -> ErrorJson:
    extensions = entry["extensions"]
    assert isinstance(extensions, dict)
    hint = _SUGGESTION.sub("", str(extensions["hint"])) or ERROR_CODES[str(extensions["code"])].hint
    message = _SUGGESTION.sub("", str(entry["message"]))
    return {**entry, "message": message, "extensions": {**extensions, "hint": hint}}
