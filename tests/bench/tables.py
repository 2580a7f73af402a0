"""Tables in Markdown."""

from collections.abc import Iterable


def table(header: Iterable[str], rows: Iterable[Iterable[str]], words: int = 1) -> str:
    """A Markdown table; so many columns of words to the left, then numbers."""
    names = list(header)
    marks = ["---" if position < words else "---:" for position in range(len(names))]
    lines = [names, marks, *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
