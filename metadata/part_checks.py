"""What is checked alike of many parts of a catalog: labels, how many there are, names that stand twice."""

import re
from collections.abc import Iterable, Iterator

from core.errors import PathPart, Problem
from core.sentences import Sentence
from metadata.values import Labels
from metadata.words import part_called

MOST_LABEL_CHARACTERS = 2_000

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


def label_problems(labels: Labels, *path: PathPart) -> tuple[Problem, ...]:
    """What is wrong with the languages and lengths of labels."""
    found = []
    for tag, text in labels.items():
        if not _LANGUAGE.fullmatch(tag):
            message = Sentence("{!r} is no language tag.", "{!r} 不是语言标签。").of(tag[:60])
            found.append(
                Problem(
                    "CATALOG_INVALID",
                    message,
                    (*path, tag),
                    Sentence(
                        "Write it as en, zh-CN or zh-Hant-TW.", "请按 en、zh-CN 或 zh-Hant-TW 的格式填写。"
                    ),
                )
            )
        if not text.strip():
            message = Sentence("The label is empty.", "显示名称为空。")
            found.append(
                Problem(
                    "CATALOG_INVALID",
                    message,
                    (*path, tag),
                    Sentence("Leave this language out instead.", "请不要填写该语言。"),
                )
            )
        if len(text) > MOST_LABEL_CHARACTERS:
            message = Sentence(
                "The label is longer than {:,} characters.", "显示名称超过了 {:,} 个字符。"
            ).of(MOST_LABEL_CHARACTERS)
            found.append(Problem("CATALOG_LIMIT", message, (*path, tag), "Shorten it."))
    return tuple(found)


def repeated(names: Iterable[str], what: str, place: str, part: str | None = None) -> Iterator[Problem]:
    """A problem for each name that stands twice, at its place in the list, or at that part of it."""
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name.lower() in seen:
            message = Sentence(
                "The {} {} stands twice; names that differ only in case count as one.",
                "{} {} 出现了两次；仅大小写不同的名称视为相同。",
            ).of(part_called(what), name)
            path = (place, index) if part is None else (place, index, part)
            yield Problem("CATALOG_NAME_TAKEN", message, path)
        seen.add(name.lower())


def count_problems(count: int, most: int, what: str, *path: PathPart) -> Iterator[Problem]:
    """A problem where there are more of something than fit."""
    if count > most:
        yield Problem(
            "CATALOG_LIMIT",
            Sentence("There are {:,} {}; at most {:,} fit.", "共有 {:,} 个{}，最多 {:,} 个。").of(
                count, part_called(what), most
            ),
            path,
        )
