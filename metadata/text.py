"""What text PostgreSQL can keep, anything but NUL and lone surrogates, and how messages list words."""

from collections.abc import Sequence

from core.errors import PathPart, fault

MOST_LISTED = 20


def text_fault(text: str) -> str | None:
    """What is wrong with `text`, in a few words of which the text is the subject, or None."""
    if "\x00" in text:
        return "holds the character NUL (U+0000)"
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return "holds half of a surrogate pair"
    return None


def storable(text: str, *path: PathPart) -> str:
    """`text` itself.

    Raises:
        SluiceError: INVALID_VALUE where PostgreSQL cannot keep it.
    """
    wrong = text_fault(text)
    if wrong is not None:
        raise fault(
            "INVALID_VALUE", f"The text cannot be stored: it {wrong}.", *path, hint="Remove that character."
        )
    return text


def listed(words: Sequence[str]) -> str:
    """The words as a message lists them, at most `MOST_LISTED` of them."""
    return ", ".join(words[:MOST_LISTED]) + (", …" if len(words) > MOST_LISTED else "")
