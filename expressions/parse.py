"""JSONLogic to a typed expression, with every fault of the rule found in one reading."""

from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from core.errors import Problem, SluiceError
from core.sentences import NO_WORDS, Sentence, joined
from expressions.faults import TYPE_WORDS, USE_ONE_OF, child, rule_fault, shortened
from expressions.literals import read_scalar
from expressions.nodes import ArrayLiteral, Call, Expression, Listing, Variable
from expressions.operators.base import Operator, Part
from expressions.operators.registered import OPERATORS, SPELLINGS
from expressions.signatures import require
from expressions.size import check_growth, check_lists, check_size
from expressions.types import Reference, Scope, ValueType

LONGEST_GUESS = 100
"""Characters of a misspelt name beyond which no close one is looked for."""
MOST_GUESSES = 10
"""Misspelt paths of a rule for which close ones are looked for: each is compared with all fields of an object."""

UNREAD = Variable(Reference(path="", type=ValueType.NULL, steps=(), field="", column="", labels={}))
"""Stands where a part could not be read; what holds it is not built either, and the rule is refused."""


def parse_rule(rule: object, scope: Scope) -> Expression:
    """A rule (a decoded JSON value) as a BOOLEAN expression over `scope`.

    Raises:
        SluiceError: with all problems found; each has a RULE_* code, `details["pointer"]` (RFC 6901, within
            the rule) and the same place as its path.
    """
    expression = parse_expression(rule, scope)
    if expression.type is not ValueType.BOOLEAN:
        raise rule_fault(
            "RULE_TYPE",
            Sentence(
                "a rule is true or false; this one is {}", "规则的结果应为真或假；这条规则的结果是{}"
            ).of(TYPE_WORDS[expression.type]),
            "",
            hint=Sentence(
                'Compare it with something, or test it with {"filled": ...}.',
                '请将它与某个值比较，或用 {"filled": ...} 判断是否填写。',
            ),
        )
    return expression


def parse_expression(rule: object, scope: Scope) -> Expression:
    """A rule of any type, as for a formula; otherwise like `parse_rule`."""
    check_size(rule)
    reader = _Reader(scope)
    expression = reader.expression(Part(rule, ""))
    if reader.problems:
        raise SluiceError(reader.problems)
    check_growth(expression)
    return expression


@dataclass
class _Reader:
    """Reads one rule, noting what is wrong while it reads on."""

    scope: Scope
    problems: list[Problem] = field(default_factory=list)
    pointers: list[str] = field(default_factory=list)
    """Where the rule looks through lists of records."""
    depth: int = 0
    """How many lists the scope is within."""

    def expression(self, part: Part) -> Expression:
        try:
            return self._expression(part)
        except SluiceError as error:
            self.problems.extend(error.problems)
            return UNREAD

    def array(self, part: Part) -> ArrayLiteral:
        return ArrayLiteral(tuple(map(self.expression, part.items())), ValueType.NULL, part.pointer)

    def variable(self, part: Part) -> Variable:
        try:
            return self._variable(part)
        except SluiceError as error:
            self.problems.extend(error.problems)
            return UNREAD

    def listing(self, part: Part) -> Listing:
        match part.raw:
            case {"var": str(path), **others} | {"var": [str(path)], **others} if not others:
                return self._records(path, part.pointer)
            case {"filter": [_, _] as parts, **others} if not others:
                records, condition = Part(parts, child(part.pointer, "filter")).items()
                listing = self.listing(records)
                return _filtered(listing, self.of_each(listing, condition))
        hint = Sentence(
            'Write {"var": "deals"}, or {"filter": [{"var": "deals"}, ...]} for some of them.',
            '请写作 {"var": "deals"}；只要其中一部分时写作 {"filter": [{"var": "deals"}, ...]}。',
        )
        message = Sentence("a list of records stands here", "此处应为记录列表")
        raise rule_fault("RULE_MALFORMED", message, part.pointer, hint=hint)

    def of_each(self, listing: Listing, part: Part) -> Expression:
        scope = self.scope.items(listing.records)
        return _Reader(scope, self.problems, self.pointers, self.depth + 1).expression(part)

    def _records(self, path: str, pointer: str) -> Listing:
        records = self.scope.records(path)
        if records is None:
            message = Sentence("there is no list {} here", "此处没有列表 {}").of(shortened(path))
            hint = _guess(path, self.scope.lists())
            raise rule_fault("RULE_UNKNOWN_PATH", message, child(pointer, "var"), hint=hint)
        self.pointers.append(pointer)
        check_lists(len(self.pointers), self.depth + 1, pointer)
        return Listing(records, pointer=pointer)

    def _expression(self, part: Part) -> Expression:
        if isinstance(part.raw, dict):
            return self._call(part.raw, part.pointer)
        if isinstance(part.raw, list):
            message = Sentence("a list cannot stand here", "此处不能是列表")
            hint = Sentence("A list stands on the right of `in`.", "列表只能放在 `in` 的右侧。")
            raise rule_fault("RULE_MALFORMED", message, part.pointer, hint=hint)
        return read_scalar(part.raw, part.pointer)

    def _call(self, raw: dict[object, object], pointer: str) -> Expression:
        spelling, value = _single(raw, pointer)
        place = child(pointer, spelling)
        name = SPELLINGS.get(spelling)
        if name is None:
            raise _unknown_operator(spelling, place)
        whole = Part(value, place)
        parts = whole.items() if isinstance(value, list) else (whole,)
        operator = OPERATORS[name]
        _check_arity(spelling, operator, len(parts), place)
        before = len(self.problems)
        operands = operator.read(self, parts)
        return operator.build(operands, pointer) if len(self.problems) == before else UNREAD

    def _variable(self, part: Part) -> Variable:
        if not isinstance(part.raw, str):
            hint = Sentence(
                'Write {"var": "name"}, or "account.name" for a related record.',
                '请写作 {"var": "name"}；关联记录的字段写作 "account.name"。',
            )
            message = Sentence("a path is a text", "路径应为文本")
            raise rule_fault("RULE_MALFORMED", message, part.pointer, hint=hint)
        reference = self.scope.resolve(part.raw)
        if reference is None:
            unknown = sum(each.code == "RULE_UNKNOWN_PATH" for each in self.problems)
            raise _unknown_path(part.raw, part.pointer, self.scope, guessed=unknown < MOST_GUESSES)
        if reference.before and not self.scope.has_before:
            raise _unreadable(part, *_OF_BEFORE)
        if reference.actor and not self.scope.has_actor:
            raise _unreadable(part, *_OF_ACTOR)
        return Variable(reference, part.pointer)


_OF_BEFORE = (
    Sentence(
        "{} is of a record before a write, and none is judged here",
        "{} 是记录写入之前的值，而此处不判断写入",
    ),
    Sentence(
        "Gates, criteria and validations read what a record was, of the record itself.",
        "只有关卡、附加条件和校验能读取记录本身之前的值。",
    ),
)
_OF_ACTOR = (
    Sentence(
        "{} is of whoever acts, and what is computed here is the same for all",
        "{} 取自操作者，而此处计算的结果对所有人都相同",
    ),
    Sentence(
        "Gates, criteria, validations, conditions to require a value, row rules and filters know who acts.",
        "关卡、附加条件、校验、必填条件、行规则和筛选才知道操作者是谁。",
    ),
)


def _unreadable(part: Part, message: Sentence, hint: Sentence) -> SluiceError:
    """The refusal of a path that rules know, and not at this place."""
    return rule_fault("RULE_UNKNOWN_PATH", message.of(shortened(str(part.raw))), part.pointer, hint=hint)


def _single(raw: dict[object, object], pointer: str) -> tuple[str, object]:
    if len(raw) == 1:
        ((spelling, value),) = raw.items()
        if isinstance(spelling, str):
            return spelling, value
    raise rule_fault(
        "RULE_MALFORMED",
        Sentence(
            "an operator is an object with one key, not {}", "运算符是只有一个键的对象，而这里有 {} 个"
        ).of(len(raw)),
        pointer,
        hint=Sentence('Join conditions with {"and": [...]}.', '请用 {"and": [...]} 连接多个条件。'),
    )


def _check_arity(spelling: str, operator: Operator, given: int, pointer: str) -> None:
    least, most = operator.least, operator.most
    if least <= given and (most is None or given <= most):
        return
    if most is None:
        wanted = Sentence("at least {}", "至少 {} 个").of(least)
    elif least == most:
        wanted = Sentence("{}", "{} 个").of(least) if least else Sentence("no", "0 个")
    else:
        wanted = Sentence("{} to {}", "{} 到 {} 个").of(least, most)
    ending = "" if wanted in ("1", "at least 1") else "s"
    raise rule_fault(
        "RULE_ARITY",
        Sentence("`{0}` takes {1} operand{2}, not {3}", "`{0}` 需要 {1}参数，而不是 {3} 个").of(
            spelling, wanted, ending, given
        ),
        pointer,
        hint=Sentence("For example {}", "例如 {}").of(operator.example),
    )


def _unknown_operator(spelling: str, pointer: str) -> SluiceError:
    listed = USE_ONE_OF.of(" ".join(OPERATORS))
    message = Sentence("there is no operator {}", "没有运算符 {}").of(shortened(spelling))
    return rule_fault(
        "RULE_UNKNOWN_OPERATOR", message, pointer, hint=_guess(spelling, tuple(SPELLINGS)) or listed
    )


def _filtered(listing: Listing, condition: Expression) -> Listing:
    """The listing without the records that do not meet the condition."""
    if condition is UNREAD:
        return listing
    require("filter", (condition,), {ValueType.BOOLEAN})
    if listing.condition is not None:
        condition = Call("and", (listing.condition, condition), ValueType.BOOLEAN, condition.pointer)
    return replace(listing, condition=condition)


def _unknown_path(path: str, pointer: str, scope: Scope, *, guessed: bool) -> SluiceError:
    if scope.records(path) is not None:
        hint = Sentence(
            "Ask about its records with `some`, `all`, `none` or `count`.",
            "请用 `some`、`all`、`none` 或 `count` 判断其中的记录。",
        )
        message = Sentence("{} is a list of records, not a value", "{} 是记录列表，不是一个值").of(
            shortened(path)
        )
        return rule_fault("RULE_TYPE", message, pointer, hint=hint)
    hint = _guess(path, scope.near(path)) if guessed else NO_WORDS
    message = Sentence("there is no field {} here", "此处没有字段 {}").of(shortened(path))
    return rule_fault("RULE_UNKNOWN_PATH", message, pointer, hint=hint)


def _guess(name: str, known: tuple[str, ...]) -> Sentence:
    close = get_close_matches(name, known, n=3) if len(name) <= LONGEST_GUESS else []
    if not close:
        return NO_WORDS
    meant = joined([f"`{each}`" for each in close], " or ", " 或 ")
    return Sentence("Did you mean {}?", "是想写 {} 吗？").of(meant)
