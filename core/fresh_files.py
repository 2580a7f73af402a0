"""Files that are made for one person to take away."""

from pathlib import Path

from core.errors import fault


def fresh_file(path: Path) -> Path:
    """The path of a file that is not there yet, which nobody else on the machine may read once it is.

    Raises:
        SluiceError: INVALID_VALUE.
    """
    try:
        path.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise fault("INVALID_VALUE", f"{path} cannot be written: {error.strerror}") from error
    return path
