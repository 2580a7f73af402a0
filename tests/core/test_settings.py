"""Settings from the environment; what is wrong is told all at once."""

from pathlib import Path

import pytest

from core.errors import SluiceError
from core.settings import Settings, variable


def test_defaults() -> None:
    settings = Settings.from_environment({"SLUICE_PORT": "  "})
    assert (settings.host, settings.port, settings.database_url) == ("127.0.0.1", 8000, None)
    assert settings.data_dir == Path.cwd() / ".data"
    assert (settings.pool_size, settings.statement_timeout_ms, settings.workers) == (8, 15_000, 1)


def test_given_values(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            "SLUICE_DATABASE_URL": "postgresql+asyncpg://u:p@h/d",
            "SLUICE_DATA_DIR": str(tmp_path),
            "SLUICE_LOG_FORMAT": "json",
            "SLUICE_LOG_REQUESTS": "all",
            "SLUICE_WORKERS": "3",
        }
    )
    assert settings.database_url == "postgresql://u:p@h/d"
    assert (settings.data_dir, settings.log_format, settings.workers) == (tmp_path, "json", 3)
    assert settings.log_requests == "all"


def test_every_bad_value_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    given = {
        "SLUICE_DATABASE_URL": "mysql://root:secret@h/d",
        "SLUICE_PORT": "65536",
        "SLUICE_POOL_SIZE": "-1",
        "SLUICE_STATEMENT_TIMEOUT_MS": "soon",
        "SLUICE_WORKERS": "²",
        "SLUICE_LOG_FORMAT": "xml",
        "SLUICE_LOG_REQUESTS": "none",
        "SLUICE_DATA_DIR": str(tmp_path / "file"),
    }
    with pytest.raises(SluiceError) as caught:
        Settings.from_environment(given)
    assert {problem.path for problem in caught.value.problems} == {(name,) for name in given}
    assert {problem.code for problem in caught.value.problems} == {"SETTING_INVALID"}
    assert "secret" not in str(caught.value)


def test_a_value_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "密码.txt"
    secret.write_text("postgresql://u:p@h/d\n")
    settings = Settings.from_environment({"SLUICE_DATABASE_URL_FILE": str(secret)})
    assert settings.database_url == "postgresql://u:p@h/d"
    assert (
        variable({"SLUICE_ADMIN_PASSWORD_FILE": str(secret)}, "SLUICE_ADMIN_PASSWORD")
        == settings.database_url
    )


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        (None, "No such file or directory"),
        (b" \n", "it is blank"),
        (b"\xffsecret", "it is no text in UTF-8"),
        (b"s" * 70_000, "it has more than 65,536 bytes"),
    ],
)
def test_a_file_without_a_usable_value_is_named(tmp_path: Path, held: bytes | None, reason: str) -> None:
    file = tmp_path / "token"
    if held is not None:
        file.write_bytes(held)
    with pytest.raises(SluiceError) as caught:
        Settings.from_environment({"SLUICE_METRICS_TOKEN_FILE": str(file), "SLUICE_PORT": "x"})
    refused = {problem.path: problem.message for problem in caught.value.problems}
    assert refused.keys() == {("SLUICE_METRICS_TOKEN_FILE",), ("SLUICE_PORT",)}
    assert refused["SLUICE_METRICS_TOKEN_FILE",].endswith(reason)
    assert "secret" not in str(caught.value)


def test_a_value_and_its_file_are_not_both_set(tmp_path: Path) -> None:
    given = {"SLUICE_METRICS_TOKEN": "a" * 16, "SLUICE_METRICS_TOKEN_FILE": str(tmp_path / "token")}
    with pytest.raises(SluiceError, match="are both set"):
        Settings.from_environment(given)


def test_mail_needs_a_sender_and_a_password_beside_its_user() -> None:
    given = {"SLUICE_SMTP_HOST": "mail.example", "SLUICE_SMTP_USER": "u", "SLUICE_PUBLIC_URL": "ftp://x"}
    with pytest.raises(SluiceError) as caught:
        Settings.from_environment(given)
    named = {problem.path[0] for problem in caught.value.problems}
    assert named == {"SLUICE_SMTP_FROM", "SLUICE_SMTP_PASSWORD", "SLUICE_PUBLIC_URL"}
    assert Settings.from_environment({"SLUICE_PORT": "81"}).public_url == "http://127.0.0.1:81"
    assert Settings.from_environment({}).smtp is None
