"""Words that the sentences of several changes have."""

from collections.abc import Sequence
from difflib import get_close_matches

from core.errors import PathPart, SluiceError, fault
from core.sentences import Sentence

OBJECT = Sentence("object", "对象")
NO_CHANGE = Sentence("no change", "不变")


def moved_to(before: str | None) -> Sentence:
    """Where something of a list is moved: before another one, or to the end."""
    if before is None:
        return Sentence("to the end", "末尾")
    return Sentence("before {}", " {} 之前").of(before)


def unknown(what: Sentence, name: str, known: Sequence[str], *path: PathPart) -> SluiceError:
    """The refusal of a name that nothing has; it names those that are like it."""
    close = get_close_matches(name, known, n=3)
    hint = f"Did you mean {' or '.join(close)}?" if close else ""
    if not close and what is OBJECT:
        hint = Sentence(
            "Check the name against `catalog`; a change sees what stands before it in the list.",
            "请对照当前配置检查名称；每项修改只能看到列表中排在它之前的内容。",
        )
    message = Sentence("There is no {0} called {1!r}.", "没有名为 {1!r} 的{0}。").of(what, name[:60])
    return fault("CATALOG_UNKNOWN", message, *path, hint=hint)
