"""What text PostgreSQL can keep, anything but NUL and lone surrogates, and how messages name things and list words."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from core.errors import PathPart, fault
from core.sentences import Sentence
from expressions.languages import label_in

MOST_LISTED = 20

SHORTEN = Sentence("Shorten it.", "请缩短。")


def text_fault(text: str) -> Sentence | None:
    """What is wrong with `text`, in a few words of which the text is the subject, or None."""
    if "\x00" in text:
        return Sentence("holds the character NUL (U+0000)", "含有 NUL 字符（U+0000）")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return Sentence("holds half of a surrogate pair", "含有不完整的代理对字符")
    return None


def storable(text: str, *path: PathPart) -> str:
    """`text` itself.

    Raises:
        SluiceError: INVALID_VALUE where PostgreSQL cannot keep it.
    """
    wrong = text_fault(text)
    if wrong is not None:
        raise fault(
            "INVALID_VALUE",
            Sentence("The text cannot be stored: it {}.", "文本无法保存：{}。").of(wrong),
            *path,
            hint=Sentence("Remove that character.", "请删除该字符。"),
        )
    return text


def listed(words: Sequence[str]) -> str:
    """The words as a message lists them, at most `MOST_LISTED` of them."""
    return ", ".join(words[:MOST_LISTED]) + (", …" if len(words) > MOST_LISTED else "")


class Named(Protocol):
    """A definition of the catalog: an object, a field, a stage."""

    @property
    def name(self) -> str: ...
    @property
    def labels(self) -> Mapping[str, str]: ...


def called(definition: Named) -> Sentence:
    """A definition as messages name it: by its name, which clients use, and in Chinese by its label."""
    return Sentence(definition.name, f"“{label_in(definition.labels, 'zh-CN', definition.name)}”")


def about(definition: Named, english: str, chinese: str, *values: object) -> Sentence:
    """A sentence about a definition, which stands in the first place of both, and the values in the others."""
    return Sentence(english, chinese).of(called(definition), *values)
