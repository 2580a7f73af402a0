"""Values of each field type: what the tests of all types give, and what they expect."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Samples:
    """Values of a type.

    Attributes:
        values: three, ascending, as they are given.
        answers: the same as they are answered, where that differs.
        settings: further settings of the field's definition.
        selection: what is selected of it.
        comparables: the values as a filter takes them, where that differs.
        bad: a value of the right GraphQL type that does not fit, and its code; None where all fit.
        spare: a fourth value, where no two records can have the same.
    """

    values: list[Any]
    answers: list[Any] | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    selection: str = ""
    comparables: list[Any] | None = None
    bad: tuple[Any, str] | None = None
    spare: Any = None

    @property
    def answered(self) -> list[Any]:
        return self.values if self.answers is None else self.answers

    @property
    def compared(self) -> list[Any]:
        return self.values if self.comparables is None else self.comparables


def euros(*amounts: str) -> list[Any]:
    return [{"amount": amount, "currency": "EUR"} for amount in amounts]


def addresses(*cities: str) -> list[Any]:
    rest = {"province": "P", "district": "D", "street": "S 1\nS 2", "postalCode": "1"}
    return [{"country": "CN", "city": city, **rest} for city in cities]


OPTIONS = [{"key": key} for key in ("alpha", "beta", "gamma")]
SAMPLES = {
    "text": Samples(["a", "b", "客户 🚀"], bad=("x" * 10_000, "OUT_OF_RANGE")),
    "longText": Samples(["a\nb", "b", "c"], bad=("x" * 300_000, "OUT_OF_RANGE")),
    "richText": Samples(
        ["<p>a</p><script>x</script>", "<b>b", "线索"],
        answers=["<p>a</p>", "<b>b</b>", "线索"],
        comparables=["<p>a</p>", "<b>b</b>", "线索"],
        bad=("<div>" * 200, "OUT_OF_RANGE"),
    ),
    "integer": Samples([-(2**31), 0, 2**31 - 1]),
    "decimal": Samples(
        ["-1.5", "0", "123456789.12"],
        answers=["-1.5000", "0.0000", "123456789.1200"],
        settings={"precision": 20, "scale": 4},
        bad=("0.00001", "INVALID_VALUE"),
    ),
    "percent": Samples(
        ["-5", "12.5", "100"],
        answers=["-5.0", "12.5", "100.0"],
        settings={"precision": 5, "scale": 1},
        bad=("12.55", "INVALID_VALUE"),
    ),
    "rating": Samples([1, 4, 10], settings={"maximum": 10}, bad=(11, "OUT_OF_RANGE")),
    "money": Samples(
        euros("-1.5", "0", "99999999.99"),
        answers=euros("-1.50", "0.00", "99999999.99"),
        selection="{ amount currency }",
        comparables=["-1.5", "0", "99999999.99"],
        bad=({"amount": "1", "currency": "ZZZ"}, "INVALID_VALUE"),
    ),
    "address": Samples(
        addresses("a", "b", "深圳市"),
        selection="{ country city province district street postalCode }",
        comparables=["a", "b", "深圳市"],
        bad=({"country": "ZZ"}, "INVALID_VALUE"),
    ),
    "boolean": Samples([False, True, True]),
    "date": Samples(["0001-01-01", "2026-02-28", "9999-12-31"]),
    "datetime": Samples(
        ["1970-01-01T00:00:00Z", "2026-02-28T09:30:00.000001+08:00", "9999-12-31T23:59:59.999999Z"],
        answers=[
            "1970-01-01T00:00:00+00:00",
            "2026-02-28T01:30:00.000001+00:00",
            "9999-12-31T23:59:59.999999+00:00",
        ],
    ),
    "time": Samples(["00:00", "09:30:01", "23:59:59"], answers=["00:00:00", "09:30:01", "23:59:59"]),
    "duration": Samples(
        ["PT0S", "PT90M", "P999999D"],
        answers=["PT0S", "PT1H30M", "P999999D"],
        bad=("P999999DT1S", "OUT_OF_RANGE"),
    ),
    "choice": Samples(["alpha", "beta", "gamma"], settings={"options": OPTIONS}),
    "multiChoice": Samples(
        [["alpha"], ["gamma", "beta", "gamma"], ["alpha", "beta", "gamma"]],
        answers=[["alpha"], ["beta", "gamma"], ["alpha", "beta", "gamma"]],
        settings={"options": OPTIONS},
    ),
    "email": Samples(
        ["a@example.com", "B@Example.com", "c@example.com"],
        answers=["a@example.com", "b@example.com", "c@example.com"],
        bad=("nobody", "INVALID_VALUE"),
    ),
    "phone": Samples(
        ["+1 202 555 0143", "010 8888 8888", "138 0013 8000"],
        answers=["+12025550143", "+861088888888", "+8613800138000"],
        settings={"region": "CN"},
        comparables=["+12025550143", "+861088888888", "+8613800138000"],
        bad=("8888", "INVALID_VALUE"),
    ),
    "json": Samples(
        [{"b": [1, None, {"c": "线索"}], "a": 0.5}, [{"x": 1}, {"y": [True]}], "text"],
        bad=(["线" * 40_000], "OUT_OF_RANGE"),
    ),
    "url": Samples(
        ["http://a.example", "https://b.example/x?y=1#z", "https://c.example"],
        bad=("ftp://x.example", "INVALID_VALUE"),
    ),
    "relation": Samples([], settings={"target": "thing", "reverse": "things"}),
    "member": Samples([]),
    "reference": Samples([], settings={"targets": ["thing"], "reverse": "things"}),
    "autoNumber": Samples([], settings={"numbering": {"format": "N-{00}"}}),
    "relations": Samples([], settings={"target": "thing", "reverse": "thingLists"}),
    "file": Samples([]),
}
