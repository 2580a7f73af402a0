"""Sentences that Sluice itself says, in the languages that it speaks."""

from collections.abc import Iterable, Sequence
from typing import Self


class Sentence(str):
    """A sentence in English, which bears the same in Chinese.

    It is a plain text to whoever asks for no language: logs, the command line, a client of the API. Only the edge,
    which knows who reads, takes the other one (`said_in`).

    Attributes:
        chinese: the sentence in simplified Chinese.
    """

    chinese: str

    def __new__(cls, english: str, chinese: str) -> Self:
        made = super().__new__(cls, english)
        made.chinese = chinese
        return made

    def of(self, *values: object, **named: object) -> "Sentence":
        """The sentence with values in its places; one that is a sentence itself is put in each language."""
        known = {name: _chinese(value) for name, value in named.items()}
        return Sentence(self.format(*values, **named), self.chinese.format(*map(_chinese, values), **known))


def _chinese(value: object) -> object:
    return value.chinese if isinstance(value, Sentence) else value


def as_told(text: str) -> Sentence:
    """A text that is in the words of its reader already: in those of the tenant, or made for the language at hand."""
    return Sentence(text, text)


def speaks_chinese(language: str) -> bool:
    """Whether who reads `language` is told things in Chinese."""
    return language.lower().startswith("zh")


def said_in(text: str, language: str) -> str:
    """The text as who reads `language` is told it: in Chinese where that is asked for and there."""
    return text.chinese if speaks_chinese(language) and isinstance(text, Sentence) else text


def kept(text: str) -> str | list[str]:
    """The text as JSON, with its Chinese where it has one; `read_back` reads it."""
    return [str(text), text.chinese] if isinstance(text, Sentence) else text


def read_back(kept: str | Sequence[str]) -> str:
    """The text that was kept."""
    return kept if isinstance(kept, str) else Sentence(*kept)


NO_WORDS = Sentence("", "")


def joined(parts: Iterable[str], english: str, chinese: str) -> Sentence:
    """Sentences, or texts that are the same in both languages, as one: with what stands between them in each."""
    listed = [*parts]
    return Sentence(english.join(listed), chinese.join(str(_chinese(each)) for each in listed))


def begun(text: str) -> Sentence:
    """The text as the beginning of a sentence."""
    return Sentence(text[:1].upper() + text[1:], str(_chinese(text)))
