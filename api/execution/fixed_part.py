"""Root fields of the fixed part (`api.fixed`) and of introspection, answered by their resolvers."""

from typing import cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
    execute,
    located_error,
)
from graphql.execution import ExecutionResult

from api.context import RequestContext
from api.errors import ErrorJson, execution_errors
from api.execution.introspection import META_FIELDS, Introspection
from api.execution.json_text import json_text
from api.execution.preparation import Preparation, Prepared
from api.planning.selections import Selected

Roots = dict[str, bytes]
"""Response name to JSON, in the order of the response."""


async def answer_fixed(
    context: RequestContext, preparation: Preparation, prepared: Prepared, selected: list[Selected]
) -> tuple[Roots | None, list[ErrorJson]]:
    """The JSON of these root fields, None where an error reached the root, and the errors as GraphQL has them."""
    introspecting = [each for each in selected if each.field in META_FIELDS]
    resolved = [each for each in selected if each.field not in META_FIELDS]
    data, errors = await _resolved(context, preparation, prepared, resolved) if resolved else ({}, [])
    if data is None or not introspecting:
        return data, errors
    introspection = Introspection(prepared.plain_document)
    for each in introspecting:
        try:
            data[each.name] = await introspection.json(each)
        except GraphQLError as error:
            placed = located_error(error, each.nodes, [each.name])
            return None, execution_errors([placed], *context.told)
    preparation.weigh(prepared.operation)
    return data, errors


async def _resolved(
    context: RequestContext, preparation: Preparation, prepared: Prepared, selected: list[Selected]
) -> tuple[Roots | None, list[ErrorJson]]:
    """The same for fields that have resolvers."""
    nodes: tuple[FieldNode, ...] = tuple(node for each in selected for node in each.nodes)
    operation = OperationDefinitionNode(
        operation=preparation.node.operation,
        name=preparation.node.name,
        variable_definitions=preparation.node.variable_definitions,
        directives=preparation.node.directives,
        selection_set=SelectionSetNode(selections=nodes),
    )
    fragments = [
        each for each in preparation.document.definitions if isinstance(each, FragmentDefinitionNode)
    ]
    document = DocumentNode(definitions=(operation, *fragments))
    context.types = prepared.operation.types
    outcome = execute(
        prepared.operation.types,
        document,
        context_value=context,
        variable_values=dict(preparation.request.variables),
    )
    result = outcome if isinstance(outcome, ExecutionResult) else await outcome
    errors = execution_errors(cast("list[GraphQLError]", result.errors or []), *context.told)
    if result.data is None:
        return None, errors
    return {name: json_text(value) for name, value in result.data.items()}, errors
