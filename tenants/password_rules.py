"""Which passwords are taken: those of NIST SP 800-63B-4, section 3.1.1.2.

At least 8 characters and at most 1,024 (64 must fit), of any kind: no composition is asked for, nothing expires,
blanks and pasting are fine. What attackers try first is refused: the 30,000 most frequent passwords of leaks (the list
of zxcvbn), one character over and over, and what the account tells: its name and address. A code point is a character.
"""

from collections.abc import Iterable
from functools import cache

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from core.errors import PathPart, fault
from core.sentences import Sentence
from tenants.inputs import clean

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 1_024
SHORTEST_OWN = 3
"""Letters of a name or address that a password may not consist of; less of them is in too many passwords by chance."""


def password_text(text: str, *path: PathPart) -> str:
    """The password in the form that is hashed: NFKC, so that it is the same from every keyboard and input method.

    Raises:
        SluiceError: INVALID_VALUE, PASSWORD_WEAK where it is too long to be looked at.
    """
    if len(text) > LONGEST_PASSWORD:
        raise fault(
            "PASSWORD_WEAK",
            Sentence("the password has more than {:,} characters", "密码超过了 {:,} 个字符").of(
                LONGEST_PASSWORD
            ),
            *path,
        )
    return clean(text, "NFKC", *path)


def new_password(text: str, own: Iterable[str], *path: PathPart) -> str:
    """A password that may be had from now on, in the form that is hashed.

    Args:
        own: what is known of the account: its name, its address.

    Raises:
        SluiceError: INVALID_VALUE, PASSWORD_WEAK.
    """
    password = password_text(text, *path)
    if len(password) < SHORTEST_PASSWORD:
        raise fault(
            "PASSWORD_WEAK",
            Sentence("the password has {} characters", "密码只有 {} 个字符").of(len(password)),
            *path,
        )
    folded = password.casefold()
    if folded in _common() or len(set(folded)) == 1:
        raise fault(
            "PASSWORD_WEAK",
            Sentence("the password is among those that are tried first", "这是最容易被猜到的常见密码之一"),
            *path,
        )
    if folded in _told(own) or _letters(folded) in {_letters(each) for each in _told(own)}:
        raise fault(
            "PASSWORD_WEAK",
            Sentence("the password is the name or the address of its owner", "密码与你的姓名或邮箱相同"),
            *path,
        )
    return password


def _told(own: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for each in own:
        whole = each.casefold()
        found |= {whole, *whole.split(), *whole.split("@")[:1], *whole.partition("@")[2].split(".")}
    return {each for each in found if len(_letters(each)) >= SHORTEST_OWN}


def _letters(text: str) -> str:
    """What is left where digits and signs, which people put around a word, are taken away."""
    return "".join(character for character in text if character.isalpha())


@cache
def _common() -> frozenset[str]:
    return frozenset(each for each in FREQUENCY_LISTS["passwords"] if len(each) >= SHORTEST_PASSWORD)
