"""The passwords that are taken, and those that are not."""

import pytest

from core.errors import SluiceError
from tenants.password_rules import new_password, password_text

OWN = ("ada.lovelace@globex.example", "Ada Lovelace 阿达")


@pytest.mark.parametrize(
    "text",
    [
        "kestrels",
        "        river bend 河湾  ",
        "密码是一条安静的河",
        "🦦🦭🐳🐬🐟🐠🐡🦈",
        "x1" * 500,
        "no digits no capitals no signs",
        "lovelace was here",
        # Two letters of a name are in too many passwords by chance.
        "阿达12345678",
    ],
)
def test_any_characters_are_fine(text: str) -> None:
    assert new_password(text, OWN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7 chars",
        "x1" * 513,
        "password1",
        "PassWord123",
        "ｐａｓｓｗｏｒｄ１",
        "1234567890",
        "zzzzzzzzzzzz",
        "Ada.Lovelace@Globex.example",
        "adalovelace",
        "lovelace1815!",
        "globex2026",
    ],
)
def test_what_is_tried_first_is_refused(text: str) -> None:
    with pytest.raises(SluiceError) as caught:
        new_password(text, OWN, "password")
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("PASSWORD_WEAK", ("password",))


def test_full_width_forms_of_an_input_method_are_the_same_password() -> None:
    assert password_text("ｋｅｓｔｒｅｌｓ　９") == password_text("kestrels 9")
