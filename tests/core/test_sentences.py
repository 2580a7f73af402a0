"""What Sluice says, in English and in Chinese."""

import re

import pytest

from core.errors import ERROR_CODES, Problem
from core.sentences import Sentence, as_told, kept, read_back, said_in

HAN = re.compile(r"[\u4e00-\u9fff]")
TAKEN = Sentence("{name} is taken", "名称“{name}”已被使用")


@pytest.mark.parametrize("code", [*ERROR_CODES])
def test_every_code_has_its_meaning_and_its_hint_in_chinese(code: str) -> None:
    found = ERROR_CODES[code]
    assert HAN.search(found.title.chinese)
    assert not found.title.chinese.endswith("。")
    assert HAN.search(found.hint.chinese)
    assert found.hint.chinese.endswith("。")
    assert "您" not in found.title.chinese + found.hint.chinese


def test_values_stand_in_both_languages() -> None:
    said = TAKEN.of(name="{acme}")
    assert (said, said.chinese) == ("{acme} is taken", "名称“{acme}”已被使用")
    both = TAKEN.of(name=Sentence("Deal", "商机"))
    assert (both, both.chinese) == ("Deal is taken", "名称“商机”已被使用")


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "x is taken"), ("zh-CN", "名称“x”已被使用"), ("zh", "名称“x”已被使用"), ("de", "x is taken")],
)
def test_who_reads_is_told_in_their_language(language: str, told: str) -> None:
    assert said_in(TAKEN.of(name="x"), language) == told


def test_a_problem_is_told_by_its_sentence_else_by_its_code_and_nothing_of_it_is_lost() -> None:
    exact = Problem("UNIQUE", TAKEN.of(name="x"), hint=Sentence("Use y.", "请使用 y。"))
    assert exact.told_in("en") == ("x is taken", "Use y.")
    assert exact.told_in("zh-CN") == ("名称“x”已被使用", "请使用 y。")
    general = Problem("UNIQUE", "x is taken", hint="Use y.")
    assert general.told_in("en") == ("x is taken", "Use y.")
    title, hint = ERROR_CODES["UNIQUE"].title.chinese, ERROR_CODES["UNIQUE"].hint.chinese
    assert general.told_in("zh-CN") == (f"{title}（x is taken）", f"{hint}（Use y.）")
    # What says no more than the code does not stand twice.
    assert Problem("UNIQUE", "another record has this value.").told_in("zh-CN") == (title, hint)
    assert Problem("VALIDATION_FAILED", as_told("Size matters")).told_in("zh-CN")[0] == "Size matters"


def test_a_sentence_that_is_kept_is_read_back_with_its_chinese() -> None:
    back = read_back(kept(TAKEN))
    assert isinstance(back, Sentence)
    assert (back, back.chinese) == (TAKEN, TAKEN.chinese)
    assert read_back(kept("plain")) == "plain"
    assert not isinstance(read_back(kept("plain")), Sentence)
