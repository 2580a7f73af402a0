"""Random rules over the fields of `world`, well typed by construction."""

from hypothesis import strategies as st

NUMBERS = ("amount", "cost", "seats")
TEXTS = ("name", "email")
BOOLEANS = ("budgetConfirmed", "interviewDone")
DATES = ("closeDate",)


def _variable(*names: str) -> st.SearchStrategy[object]:
    return st.sampled_from([{"var": name} for name in names])


def _call(name: str, *operands: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.tuples(*operands).map(lambda parts: {name: list(parts)})


def _some(name: str, operands: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(operands, min_size=1, max_size=3).map(lambda parts: {name: parts})


WORDS = st.text("aA%_\\ é界'\"", max_size=4)
INTEGERS = st.integers(-50, 50)


def numbers(variables: bool = True) -> st.SearchStrategy[object]:
    """Values of type number."""
    leaves = st.one_of(INTEGERS, _variable(*NUMBERS)) if variables else INTEGERS
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            *(_some(name, inner) for name in ("+", "*", "min", "max")),
            _call("-", inner, inner),
            _call("-", inner),
        ),
        max_leaves=4,
    )


def rules(variables: bool = True) -> st.SearchStrategy[object]:
    """Conditions; without `variables` such as all readings of JSONLogic agree on."""
    number = numbers(variables)
    text = (
        st.one_of(WORDS, _variable(*TEXTS), _some("cat", WORDS))
        if variables
        else st.one_of(WORDS, _some("cat", WORDS))
    )
    leaves = [
        st.booleans(),
        *(_call(name, number, number) for name in ("==", "===", "!=", "!==", "<", "<=", ">", ">=")),
        *(_call(name, number, number, number) for name in ("<", "<=")),
        *(_call(name, text, text) for name in ("==", "!=", "in")),
        _call("in", number, st.lists(INTEGERS, max_size=3)),
        _call("in", text, st.lists(WORDS, max_size=3)),
    ]
    if variables:
        leaves += [
            _variable(*BOOLEANS),
            _call("==", _variable(*NUMBERS, *TEXTS, *DATES), st.none()),
            _call(
                "<", _variable(*DATES), _call("date_add", st.just({"today": []}), INTEGERS, st.just("day"))
            ),
            _call("filled", _variable(*TEXTS, *NUMBERS)),
            st.lists(st.sampled_from(TEXTS + NUMBERS), min_size=1, max_size=3).map(
                lambda names: {"missing": names}
            ),
            _call(">", _call("/", number, number), number),
            _call("==", _call("%", number, number), number),
            _call("starts_with", text, text),
            _call("ends_with", text, text),
        ]
    return st.recursive(
        st.one_of(*leaves),
        lambda inner: st.one_of(
            _some("and", inner),
            _some("or", inner),
            _call("!", inner),
            _call("!!", inner),
            _call("if", inner, inner, inner),
        ),
        max_leaves=5,
    )
