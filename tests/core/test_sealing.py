"""Sealed texts, and where their key is."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.errors import SluiceError
from core.sealing import KEY_FILE, NO_KEY, Sealer, key_text, new_key, sealer
from core.settings import Settings


def code_of(caught: pytest.ExceptionInfo[SluiceError]) -> str:
    return caught.value.problems[0].code


def test_what_is_sealed_is_opened_by_the_same_key_alone() -> None:
    one, other = Sealer((new_key(),)), Sealer((new_key(),))
    kept = one.seal("密码 JBSWY3DP")
    assert "JBSWY3DP" not in kept
    assert one.open(kept) == "密码 JBSWY3DP"
    for changed in (kept[:-5] + ("A" if kept[-5] != "A" else "B") + kept[-4:], kept[:-12]):
        with pytest.raises(SluiceError) as caught:
            one.open(changed)
        assert code_of(caught) == "SECRET_KEY_MISSING"
    for without in (other, NO_KEY):
        with pytest.raises(SluiceError) as caught:
            without.open(kept)
        assert code_of(caught) == "SECRET_KEY_MISSING"


def test_the_first_key_seals_and_all_open() -> None:
    old, new = new_key(), new_key()
    kept = Sealer((old,)).seal("text")
    both = Sealer((new, old))
    assert both.open(kept) == "text"
    assert Sealer((new,)).open(both.seal("text")) == "text"


def test_a_text_that_was_never_sealed_is_what_it_is() -> None:
    assert NO_KEY.open("JBSWY3DP") == "JBSWY3DP"
    with pytest.raises(SluiceError) as caught:
        NO_KEY.seal("JBSWY3DP")
    assert code_of(caught) == "SECRET_KEY_MISSING"


def test_a_key_is_made_once_in_a_file_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "数据"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: sealer((), folder), range(8)))
    kept = made[0].seal("text")
    assert {each.open(kept) for each in made} == {"text"}
    assert stat.S_IMODE((folder / KEY_FILE).stat().st_mode) == 0o600
    assert [each.name for each in folder.iterdir()] == [KEY_FILE], "nothing half made is left"


def test_a_file_that_holds_no_key_is_refused_and_left(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_text("not a key")
    with pytest.raises(SluiceError) as caught:
        sealer((), tmp_path)
    assert code_of(caught) == "SETTING_INVALID"
    assert (tmp_path / KEY_FILE).read_text() == "not a key"


def test_keys_are_read_from_the_setting_in_either_alphabet(tmp_path: Path) -> None:
    url_safe = new_key()
    standard = url_safe.replace("-", "+").replace("_", "/").rstrip("=")
    assert key_text(standard) == url_safe
    given = {"SLUICE_SECRET_KEY": f"{standard}, {url_safe}", "SLUICE_DATA_DIR": str(tmp_path)}
    assert Settings.from_environment(given).secret_keys == (url_safe,)
    with pytest.raises(SluiceError) as caught:
        Settings.from_environment({"SLUICE_SECRET_KEY": "too-short-a-secret"})
    assert "too-short-a-secret" not in str(caught.value)


def test_with_a_database_of_ones_own_no_key_is_made(tmp_path: Path) -> None:
    given = {"SLUICE_DATABASE_URL": "postgresql://u@h/d", "SLUICE_DATA_DIR": str(tmp_path)}
    settings = Settings.from_environment(given)
    assert sealer(settings.secret_keys, settings.key_folder).mark is None
    assert list(tmp_path.iterdir()) == []
