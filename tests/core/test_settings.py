"""Settings from the environment; what is wrong is told all at once."""

from pathlib import Path

import pytest

from core.errors import SluiceError
from core.settings import Settings


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
