"""What is wrong with a value is told in Chinese too, by the label of its field."""

import re
from types import MappingProxyType

import pytest

from core.errors import SluiceError
from core.sentences import Sentence
from metadata.field_types.all_types import FIELD_TYPES
from metadata.fields import Field, Option
from metadata.text import about, called

HAN = re.compile(r"[\u4e00-\u9fff]")
LABELS = MappingProxyType({"en": "Worth", "zh-CN": "价值"})
NOTHING = {"nothing": "of the kind"}
ANYTHING = {"json", "relations"}
"""Types that take any value, and such as have none of their own."""


@pytest.mark.parametrize(
    "kind", [each for each, found in FIELD_TYPES.items() if found.given and each not in ANYTHING]
)
def test_a_value_that_fits_no_field_is_refused_in_both_languages(kind: str) -> None:
    field = Field("f1", "worth", kind, labels=LABELS, options=(Option("one"),))
    with pytest.raises(SluiceError) as refused:
        FIELD_TYPES[kind].stored(field, NOTHING)
    for problem in refused.value.problems:
        assert isinstance(problem.message, Sentence)
        assert "“价值”" in problem.message.chinese
        assert "价值" not in problem.message
        assert not problem.hint or (isinstance(problem.hint, Sentence) and HAN.search(problem.hint.chinese))


def test_a_definition_is_named_as_clients_do_and_in_chinese_by_its_label() -> None:
    field = Field("f1", "worth", "integer", labels=LABELS)
    assert (called(field), called(field).chinese) == ("worth", "“价值”")
    unlabelled = Field("f1", "worth", "integer")
    assert called(unlabelled).chinese == "“worth”"
    said = about(field, "{} takes {:,}.", "{}应为 {:,}。", 1_000)
    assert (said, said.chinese) == ("worth takes 1,000.", "“价值”应为 1,000。")
