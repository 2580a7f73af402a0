"""In which language somebody is told things."""

from functools import lru_cache

from core.sentences import speaks_chinese

MOST_ACCEPT = 1_000
"""Characters of an Accept-Language header that are read."""
SENTENCE_LANGUAGES = ("en", "zh-CN")
"""What Sluice itself speaks, whatever the labels of a catalog."""


@lru_cache(maxsize=1_000)
def language_of_labels(accept: str, own: tuple[str, ...]) -> str:
    """The language of labels and sentences for an Accept-Language header, in a tenant whose languages are `own`."""
    return negotiated_language(accept[:MOST_ACCEPT], tuple(dict.fromkeys((*own, *SENTENCE_LANGUAGES))))


def own_language(language: str) -> str:
    """That of the languages which Sluice itself speaks in which somebody is told things who reads `language`."""
    return "zh-CN" if speaks_chinese(language) else "en"


def language_asked(accept: str) -> str:
    """The same for an Accept-Language header of whom nothing else is known."""
    return own_language(language_of_labels(accept, ()))


def negotiated_language(accept: str, supported: tuple[str, ...]) -> str:
    """The best of `supported` for an Accept-Language header; the first of them where none fits.

    A tag fits one that is equal, begins with it (`zh` and `zh-CN`) or shares its base language.
    """
    for wanted in _preferences(accept):
        for match in (_equal, _begins, _same_base):
            for tag in supported:
                if match(wanted, tag.lower()):
                    return tag
    return supported[0] if supported else "en"


def _preferences(accept: str) -> list[str]:
    ranked: list[tuple[float, str]] = []
    for part in accept.lower().split(",")[:20]:
        tag, _, parameters = part.strip().partition(";")
        weight = parameters.strip().removeprefix("q=") or "1"
        quality = float(weight) if weight.replace(".", "", 1).isdecimal() else 0.0
        if tag.strip() and quality > 0:
            ranked.append((quality, tag.strip()))
    return [tag for _, tag in sorted(ranked, key=lambda pair: -pair[0])]


def _equal(wanted: str, tag: str) -> bool:
    return wanted == tag


def _begins(wanted: str, tag: str) -> bool:
    return tag.startswith(wanted + "-") or wanted.startswith(tag + "-")


def _same_base(wanted: str, tag: str) -> bool:
    return wanted.partition("-")[0] == tag.partition("-")[0]
