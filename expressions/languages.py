"""The words that sentences about rules are made of, per language."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Mood(Enum):
    """How a sentence says a condition."""

    MUST = "must"
    MUST_NOT = "must not"
    IS = "is"
    IS_NOT = "is not"

    @property
    def negated(self) -> "Mood":
        return _NEGATED[self]

    @property
    def negative(self) -> bool:
        return self in (Mood.MUST_NOT, Mood.IS_NOT)


_NEGATED = {
    Mood.MUST: Mood.MUST_NOT,
    Mood.MUST_NOT: Mood.MUST,
    Mood.IS: Mood.IS_NOT,
    Mood.IS_NOT: Mood.IS,
}


@dataclass(frozen=True)
class Words:
    """One language.

    Attributes:
        be, are, been, do: what `{be}`, `{are}` of several, `{been}` of what is done by now, and `{do}` of a template
            become.
        listing: what stands between the items of a list.
        both, either: the last joint of a list of conditions that all, or one of which, must hold.
        together: the last joint of a list of values that are all meant.
        alternatives: around a list of conditions one of which must hold.
        condition, otherwise: a branch of `if`, and its last value.
        units: of time, for one and for many.
        where: a list of records and what those meet that are meant.
        before: what a field had before the write that is judged.
        tally: how many records of a list meet a condition, of how many.
        done: that a task is done.
    """

    be: Mapping[Mood, str]
    are: Mapping[Mood, str]
    been: Mapping[Mood, str]
    do: Mapping[Mood, str]
    yes: str
    no: str
    empty: str
    nothing: str
    always: str
    never: str
    listing: str
    both: str
    together: str
    either: str
    alternatives: str
    condition: str
    otherwise: str
    branches: str
    quoted: str
    span: str
    units: Mapping[str, tuple[str, str]]
    where: str
    before: str
    tally: str
    done: str


ENGLISH = Words(
    be={Mood.MUST: "must be", Mood.MUST_NOT: "must not be", Mood.IS: "is", Mood.IS_NOT: "is not"},
    are={Mood.MUST: "must be", Mood.MUST_NOT: "must not be", Mood.IS: "are", Mood.IS_NOT: "are not"},
    been={Mood.MUST: "must be", Mood.MUST_NOT: "must not be", Mood.IS: "is", Mood.IS_NOT: "is not"},
    do={Mood.MUST: "must", Mood.MUST_NOT: "must not", Mood.IS: "does", Mood.IS_NOT: "does not"},
    yes="yes",
    no="no",
    empty="empty",
    nothing="nothing",
    always="always",
    never="never",
    listing=", ",
    both=" and ",
    together=" and ",
    either=" or ",
    alternatives="either {0}",
    condition="if {0}: {1}",
    otherwise="otherwise: {0}",
    branches="; ",
    quoted="“{0}”",
    span="{0} {1}",
    units={unit: (unit, f"{unit}s") for unit in ("year", "month", "week", "day", "hour", "minute")}
    | {"working_day": ("working day", "working days")},
    where="{0} where {1}",
    before="{0} before the change",
    tally="{0} of {1}",
    done="The task “{0}” {been} done",
)

CHINESE = Words(
    be={Mood.MUST: "必须", Mood.MUST_NOT: "不得", Mood.IS: "", Mood.IS_NOT: "不"},
    are={Mood.MUST: "必须", Mood.MUST_NOT: "不得", Mood.IS: "", Mood.IS_NOT: "不"},
    been={Mood.MUST: "必须", Mood.MUST_NOT: "不得", Mood.IS: "已", Mood.IS_NOT: "未"},
    do={Mood.MUST: "必须", Mood.MUST_NOT: "不得", Mood.IS: "", Mood.IS_NOT: "不"},
    yes="是",
    no="否",
    empty="空",
    nothing="（无）",
    always="始终成立",
    never="从不成立",
    listing="、",
    both=" 且 ",
    together="和",
    either=" 或 ",
    alternatives="{0}",
    condition="如果 {0}，则 {1}",
    otherwise="否则 {0}",
    branches="；",
    quoted="“{0}”",
    span="{0} {1}",
    units={
        "year": ("年", "年"),
        "month": ("个月", "个月"),
        "week": ("周", "周"),
        "day": ("天", "天"),
        "working_day": ("个工作日", "个工作日"),
        "hour": ("小时", "小时"),
        "minute": ("分钟", "分钟"),
    },
    where="符合（{1}）的 {0}",
    before="更改前的{0}",
    tally="{1} 条中有 {0} 条",
    done="任务“{0}”{been}完成",
)

LANGUAGES: Mapping[str, Words] = {"en": ENGLISH, "zh-CN": CHINESE}


def words_in(language: str) -> tuple[str, Words]:
    """The tag and the words for a language: itself, else another of the same base language, else English."""
    base = language.split("-")[0].lower()
    for tag, words in LANGUAGES.items():
        if tag == language or tag.split("-")[0] == base:
            return tag, words
    return "en", ENGLISH


def label_in(labels: Mapping[str, str], language: str, fallback: str) -> str:
    """The text for `language`, else for its base language, else English, else any, else `fallback`."""
    for tag in (language, language.split("-")[0], "en"):
        if tag in labels:
            return labels[tag]
    return next(iter(labels.values()), fallback)
