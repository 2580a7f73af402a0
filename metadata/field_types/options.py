"""What the field types with options share."""

from core.errors import Problem, fault
from core.sentences import Sentence
from metadata.field_types.cells import plain
from metadata.fields import Field
from metadata.text import about, listed

MOST_OPTIONS = 500


_USE = Sentence("Use one of {}.", "请使用以下选项之一：{}。")


def option_key(field: Field, value: object) -> str:
    """The value itself, which is the key of one of the field's options.

    Raises:
        SluiceError: INVALID_VALUE.
    """
    keys = [option.key for option in field.options]
    if not isinstance(value, str) or value not in keys:
        message = about(field, "{} has no such option.", "{}没有这个选项。")
        raise fault("INVALID_VALUE", message, hint=_USE.of(listed(keys)))
    return value


def key_in(field: Field, text: str) -> str:
    """The key of the option that the text names by its key, or by its label in any language, whatever the case.

    Raises:
        SluiceError: INVALID_VALUE where none is named, or several by one label.
    """
    wanted = text.strip()
    if any(option.key == wanted for option in field.options):
        return wanted
    word = plain(text).casefold()
    named = [
        option.key
        for option in field.options
        if word in {plain(each).casefold() for each in (option.key, *option.labels.values())}
    ]
    if len(named) == 1:
        return named[0]
    keys = listed([option.key for option in field.options])
    if named:
        message = about(field, "{} has several options of that name.", "{}有多个选项使用此名称。")
    else:
        message = about(field, "{} has no option of that name.", "{}没有此名称的选项。")
    raise fault("INVALID_VALUE", message, hint=_USE.of(keys))


def option_problems(field: Field) -> tuple[Problem, ...]:
    """What is wrong with the options: how many there are, and that records can newly get none."""
    if not field.options:
        message = Sentence("A choice needs at least one option.", "单选或多选字段至少需要一个选项。")
        return (
            Problem(
                "CATALOG_INVALID",
                message,
                ("options",),
                Sentence("Say what can be chosen in `options`.", "请填写可选的选项。"),
            ),
        )
    if len(field.options) > MOST_OPTIONS:
        message = Sentence("A choice has at most {:,} options.", "单选或多选字段最多 {:,} 个选项。").of(
            MOST_OPTIONS
        )
        hint = Sentence(
            "Make an object of them, and a relation to it.", "请将它们做成一个对象，并添加指向它的关联字段。"
        )
        return (Problem("CATALOG_LIMIT", message, ("options",), hint),)
    if not any(option.active for option in field.options):
        message = Sentence(
            "A choice needs at least one active option.", "单选或多选字段至少需要一个启用的选项。"
        )
        return (
            Problem(
                "CATALOG_INVALID",
                message,
                ("options",),
                Sentence("Leave one of them active.", "请至少启用其中一个。"),
            ),
        )
    return ()


def default_problems(field: Field) -> tuple[Problem, ...]:
    """New records get the default, and no record newly gets an inactive option."""
    given = field.default if isinstance(field.default, list) else [field.default]
    inactive = [option.key for option in field.options if option.key in given and not option.active]
    if not inactive:
        return ()
    message = Sentence("The default {} is inactive.", "默认值 {} 已停用。").of(listed(inactive))
    return (
        Problem(
            "CATALOG_INVALID",
            message,
            ("default",),
            Sentence("Use active options only.", "请只使用启用的选项。"),
        ),
    )
