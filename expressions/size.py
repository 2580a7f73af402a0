"""How large a rule may be: as JSON before it is read, and as SQL after."""

from core.errors import SluiceError
from core.sentences import Sentence
from expressions.faults import child, rule_fault
from expressions.nodes import ArrayLiteral, Call, Expression, Listing, parts_of, within
from expressions.operators.base import OPERATORS

MAX_DEPTH = 32
"""Operators within operators."""

MAX_NODES = 500
"""Operators, values and paths in all."""

MAX_BYTES = 64 * 1024
"""Text in all: keys and strings, UTF-8."""

MAX_LISTS = 10
"""Lists of records that a rule looks through: each is a subselect wherever the rule is asked."""

MAX_LIST_DEPTH = 2
"""Lists within lists: of each record of the one, all records of the other are read."""

MAX_GROWTH = 4 * MAX_NODES
"""Nodes of the SQL, where some operators write an operand twice."""

_DEEP = Sentence("a rule is at most {} operators deep", "规则最多嵌套 {} 层运算符")
_MANY = Sentence(
    "a rule has at most {} operators, values and paths", "规则中的运算符、值和路径总共最多 {} 个"
)
_LONG = Sentence("a rule holds at most {} KB of text", "规则中的文本最多 {} KB")
_GROWING = Sentence(
    "operators that use an operand twice are nested too deeply", "会重复使用参数的运算符嵌套过深"
)
_LISTS = Sentence("a rule looks through at most {} lists of records", "一条规则最多查看 {} 个记录列表")
_NESTED = Sentence("at most {} lists of records stand one within the other", "记录列表最多嵌套 {} 层")


def check_size(rule: object) -> None:
    """Walk the JSON without recursion, so that no depth of nesting can exhaust the stack.

    Raises:
        SluiceError: RULE_TOO_LARGE, with the pointer of the place that is too deep.
    """
    nodes, size = 1, 0
    stack: list[tuple[object, int, str]] = [(rule, 0, "")]
    while stack:
        raw, depth, pointer = stack.pop()
        if depth > MAX_DEPTH:
            raise _too_large(_DEEP.of(MAX_DEPTH), pointer)
        match raw:
            case str():
                size += len(raw.encode(errors="surrogatepass"))
            case dict() | list():
                nodes += len(raw)
        if nodes > MAX_NODES:
            raise _too_large(_MANY.of(MAX_NODES), "")
        if size > MAX_BYTES:
            raise _too_large(_LONG.of(MAX_BYTES // 1024), "")
        if isinstance(raw, list):
            stack.extend((item, depth + 1, child(pointer, index)) for index, item in enumerate(raw))
        elif isinstance(raw, dict):
            # An operator's own list of operands is neither a level nor a node.
            nodes -= sum(isinstance(value, list) for value in raw.values())
            size += sum(len(str(key).encode(errors="surrogatepass")) for key in raw)
            stack.extend(
                (value, depth + (not isinstance(value, list)), child(pointer, key))
                for key, value in raw.items()
            )


def check_growth(expression: Expression) -> None:
    """Refuse nested operators that each repeat an operand in SQL: few nodes would become a huge statement.

    Raises:
        SluiceError: RULE_TOO_LARGE.
    """
    if _written(expression) > MAX_GROWTH:
        raise _too_large(_GROWING, "")


def check_lists(listings: int, depth: int, pointer: str) -> None:
    """Refuse rules that look through too many records.

    Args:
        listings: lists that the rule looks through, so far.
        depth: how many of them one within the other, here.

    Raises:
        SluiceError: RULE_TOO_LARGE.
    """
    if listings > MAX_LISTS:
        raise _too_large(_LISTS.of(MAX_LISTS), pointer)
    if depth > MAX_LIST_DEPTH:
        raise _too_large(_NESTED.of(MAX_LIST_DEPTH), pointer)


def copies(expression: Expression) -> int:
    """How often the SQL of an expression has each of its parts."""
    return OPERATORS[expression.operator].copies if isinstance(expression, Call) else 1


def _written(expression: Expression) -> int:
    # A list is none of the statement's own: only what is in it.
    own = 0 if isinstance(expression, ArrayLiteral) else 1
    parts = within(expression) if isinstance(expression, Listing) else parts_of(expression)
    return own + copies(expression) * sum(map(_written, parts))


def _too_large(message: Sentence, pointer: str) -> SluiceError:
    hint = Sentence("Split the rule, or use fewer values.", "请拆分规则，或减少其中的值。")
    return rule_fault("RULE_TOO_LARGE", message, pointer, hint=hint)
