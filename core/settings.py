"""The settings of a process, read once from `SLUICE_*` variables."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from limits import RateLimitItem

from core.errors import Problem, SluiceError, fault
from core.rates import parse_rate
from core.sealing import key_text

LEAST_TOKEN = 16
FILE_SUFFIX = "_FILE"
MOST_FILE_BYTES = 65_536
LogFormat = Literal["json", "text"]
LogRequests = Literal["all", "slow"]
SmtpTls = Literal["starttls", "tls", "off"]
SignUp = Literal["open", "confirmed", "closed"]
Value = TypeVar("Value")


@dataclass(frozen=True)
class Smtp:
    """A server that takes mail.

    Attributes:
        tls: `starttls` begins in the clear and goes on encrypted or not at all, `tls` is encrypted from the first byte
            (port 465), `off` is for a server on this machine.
        user, password: None where it asks for none.
        sender: the address that mail comes from, also as `Name <address>`.
    """

    host: str
    port: int
    tls: SmtpTls
    user: str | None
    password: str | None
    sender: str


@dataclass(frozen=True)
class Settings:
    """What an operator can set.

    Attributes:
        database_url: `postgresql://…` of a server of one's own; None starts the embedded PostgreSQL.
        data_dir: folder of the embedded PostgreSQL and of `demo.json`, absolute.
        log_format: one JSON object a line, or words for people.
        log_requests: `all`, or `slow`: those that take over a second or fail on the server's side.
        pool_size: database connections of each worker process.
        statement_timeout_ms: longest run of a statement, in milliseconds.
        workers: processes that answer requests.
        walls: whether what is run for a tenant is run by a role of PostgreSQL that reaches its namespace alone.
        introspection, suggestions: whether who sends no credentials may introspect, and is suggested names.
        metrics_token: what `/metrics` asks for; None lets anybody read it who reaches the server.
        files_url: where the contents of files are; None for the folder `files` in `data_dir`.
        file_mb: the largest file, in megabytes of a million bytes.
        file_hours: how long a file stays that no record names.
        refusal_days: how long the refusals of gates are kept; None for good.
        cache_mb: memory for the caches of each process, in megabytes of a million bytes.
        rate_key: how many requests each key, or the sessions of each member, may make; None for any number.
        rate_tenant: how many those of each tenant may make together.
        public_url: where people reach this installation, without a slash at its end; links in mails begin with it.
        smtp: how mail is sent; None where it is not.
        sign_up: whether anybody may make a tenant: at once, after a mail to their address, or not at all.
        trusted_proxies: addresses and networks of proxies whose `X-Forwarded-For` is believed, with commas between.
        provider_networks: addresses and networks, with commas between, where identity providers may be although they
            are private, and without TLS.
        secret_keys: that secrets are sealed with (`core.sealing`), the one in use first.
    """

    database_url: str | None
    host: str
    port: int
    data_dir: Path
    log_format: LogFormat
    log_requests: LogRequests
    pool_size: int
    statement_timeout_ms: int
    workers: int
    cache_mb: int
    rate_key: RateLimitItem | None
    rate_tenant: RateLimitItem | None
    walls: bool
    introspection: bool
    suggestions: bool
    metrics_token: str | None
    files_url: str | None
    file_mb: int
    file_hours: int
    refusal_days: int | None
    public_url: str
    smtp: Smtp | None
    trusted_proxies: str
    provider_networks: str
    sign_up: SignUp
    secret_keys: tuple[str, ...]

    @property
    def contents_url(self) -> str:
        """Where the contents of files are."""
        return self.files_url or (self.data_dir / "files").as_uri()

    @property
    def key_folder(self) -> Path | None:
        """Where a key for secrets is kept that nobody has set: beside the embedded PostgreSQL, else nowhere."""
        return self.data_dir if self.database_url is None else None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the `SLUICE_*` variables, or the files that `SLUICE_*_FILE` name; one that is absent or blank has its
        default.

        Raises:
            SluiceError: SETTING_INVALID for every value that does not fit, with the variable as its path.
        """
        reader = _Reader(environment)
        smtp = _smtp(reader)
        host = reader.read("SLUICE_HOST", "127.0.0.1", str)
        port = reader.read("SLUICE_PORT", 8000, _whole_number(1, 65_535))
        settings = cls(
            database_url=reader.read("SLUICE_DATABASE_URL", None, _database_url),
            host=host,
            port=port,
            data_dir=reader.read("SLUICE_DATA_DIR", Path(".data").absolute(), _folder),
            log_format=reader.read("SLUICE_LOG_FORMAT", _default_log_format(), _log_format),
            log_requests=reader.read("SLUICE_LOG_REQUESTS", "slow", _log_requests),
            pool_size=reader.read("SLUICE_POOL_SIZE", 8, _whole_number(1, 500)),
            statement_timeout_ms=reader.read(
                "SLUICE_STATEMENT_TIMEOUT_MS", 15_000, _whole_number(100, 3_600_000)
            ),
            workers=reader.read("SLUICE_WORKERS", 1, _whole_number(1, 256)),
            walls=reader.read("SLUICE_WALLS", True, _on_or_off),
            introspection=reader.read("SLUICE_INTROSPECTION", True, _on_or_off),
            suggestions=reader.read("SLUICE_SUGGESTIONS", True, _on_or_off),
            metrics_token=reader.read("SLUICE_METRICS_TOKEN", None, _token),
            files_url=reader.read("SLUICE_FILES_URL", None, _files_url),
            file_mb=reader.read("SLUICE_FILE_MB", 100, _whole_number(1, 2_000)),
            file_hours=reader.read("SLUICE_FILE_HOURS", 24, _whole_number(1, 8_760)),
            refusal_days=reader.read("SLUICE_REFUSAL_DAYS", None, _whole_number(1, 36_500)),
            cache_mb=reader.read("SLUICE_CACHE_MB", 512, _whole_number(16, 1_000_000)),
            rate_key=reader.read("SLUICE_RATE_KEY", None, _rate_or_none),
            rate_tenant=reader.read("SLUICE_RATE_TENANT", None, _rate_or_none),
            public_url=reader.read("SLUICE_PUBLIC_URL", f"http://{host}:{port}", _public_url),
            smtp=smtp,
            sign_up=_sign_up(reader, smtp),
            trusted_proxies=reader.read("SLUICE_TRUSTED_PROXIES", "127.0.0.1,::1", _networks),
            provider_networks=reader.read("SLUICE_PROVIDER_NETWORKS", "", _networks),
            secret_keys=reader.read("SLUICE_SECRET_KEY", (), _secret_keys),
        )
        if reader.problems:
            raise SluiceError(reader.problems)
        return settings


def variable(environment: Mapping[str, str], name: str) -> str:
    """The text of a variable, or of the file that the variable `<name>_FILE` names; empty where neither is set.

    A secret in a file, the way container platforms hand them out, stands in no list of processes and in no dump of
    the environment. The line end that editors put behind it is not part of it.

    Raises:
        SluiceError: SETTING_INVALID when both are set, or when the file cannot be read, is no text in UTF-8, is
            blank, or has more than 64 KiB.
    """
    text = environment.get(name, "")
    of_file = name + FILE_SUFFIX
    path = environment.get(of_file, "").strip()
    if not path:
        return text
    if text.strip():
        raise fault(
            "SETTING_INVALID", f"{name} and {of_file} are both set", of_file, hint="Unset one of them."
        )
    try:
        with Path(path).expanduser().open("rb") as file:
            held = file.read(MOST_FILE_BYTES + 1)
        if len(held) > MOST_FILE_BYTES:
            raise ValueError(f"it has more than {MOST_FILE_BYTES:,} bytes")
        text = held.decode("utf-8").rstrip("\r\n")
        if not text.strip():
            raise ValueError("it is blank")
    except UnicodeDecodeError as error:
        # Without Python's words, which quote what is in the file.
        raise _unreadable(of_file, path, "it is no text in UTF-8") from error
    except (OSError, ValueError) as error:
        raise _unreadable(of_file, path, getattr(error, "strerror", None) or str(error)) from error
    return text


def _unreadable(name: str, path: str, reason: str) -> SluiceError:
    message = f"{name} names {path}, which cannot be used: {reason}"
    hint = f"Let {name} name a file that Sluice may read, or unset it."
    return fault("SETTING_INVALID", message, name, hint=hint)


class _Reader:
    """Reads variables one by one and keeps what is wrong, so that all faults are told at once."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.problems: list[Problem] = []

    def read(self, name: str, default: Value, parse: Callable[[str], Value]) -> Value:
        try:
            text = variable(self._environment, name).strip()
        except SluiceError as error:
            self.problems.extend(error.problems)
            return default
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as error:
            self.refuse(name, str(error))
            return default

    def refuse(self, name: str, why: str) -> None:
        """Keep a fault of the variable."""
        self.problems.append(
            Problem("SETTING_INVALID", f"{name} {why}", (name,), f"Set {name}, or unset it.")
        )


def _smtp(reader: _Reader) -> Smtp | None:
    host = reader.read("SLUICE_SMTP_HOST", None, _or_none)
    sender = reader.read("SLUICE_SMTP_FROM", None, _sender)
    port = reader.read("SLUICE_SMTP_PORT", 587, _whole_number(1, 65_535))
    tls: SmtpTls = reader.read("SLUICE_SMTP_TLS", "starttls", _smtp_tls)
    user = reader.read("SLUICE_SMTP_USER", None, _or_none)
    password = reader.read("SLUICE_SMTP_PASSWORD", None, _or_none)
    if host is None:
        return None
    if sender is None:
        reader.refuse("SLUICE_SMTP_FROM", "must be the address that mail comes from")
    if (user is None) != (password is None):
        missing = "SLUICE_SMTP_USER" if user is None else "SLUICE_SMTP_PASSWORD"
        reader.refuse(missing, "is needed beside the other of user and password")
    return Smtp(host, port, tls, user, password, sender or "")


def _sign_up(reader: _Reader, smtp: Smtp | None) -> SignUp:
    found: SignUp = reader.read("SLUICE_SIGN_UP", "open" if smtp is None else "confirmed", _sign_up_word)
    if found == "confirmed" and smtp is None:
        reader.refuse(
            "SLUICE_SIGN_UP", "can be confirmed where mail is sent alone: SLUICE_SMTP_HOST is not set"
        )
    return found


def _sign_up_word(text: str) -> SignUp:
    match text:
        case "open" | "confirmed" | "closed":
            return text
        case _:
            raise ValueError(f"must be open, confirmed or closed, not {text!r}")


def _whole_number(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise ValueError(f"must be a whole number from {least} to {most}, not {text!r}")
        return int(text)

    return parse


def _rate_or_none(text: str) -> RateLimitItem | None:
    return parse_rate(text)


def _token(text: str) -> str | None:
    if not (text.isascii() and text.isprintable() and len(text) >= LEAST_TOKEN and " " not in text):
        raise ValueError(f"must be at least {LEAST_TOKEN} printable ASCII characters without blanks")
    return text


def _on_or_off(text: str) -> bool:
    if text not in ("on", "off"):
        raise ValueError(f"must be on or off, not {text!r}")
    return text == "on"


def _database_url(text: str) -> str | None:
    """The URL as asyncpg takes it. The message leaves out the value: it may hold a password."""
    parts = urlsplit(text)
    if parts.scheme == "postgresql+asyncpg":
        return "postgresql" + text.removeprefix("postgresql+asyncpg")
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError("must look like postgresql://user:password@host:5432/database")
    return text


def _files_url(text: str) -> str | None:
    """The URL. The message leaves out the value: it may hold a key."""
    parts = urlsplit(text)
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
        return text
    if parts.scheme in ("s3", "gs", "az") and parts.netloc:
        return text
    raise ValueError("must look like file:///folder, s3://bucket/prefix, gs://bucket or az://container")


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"must look like https://sluice.example.com, not {text!r}")
    return text.rstrip("/")


def _networks(text: str) -> str:
    for each in text.split(","):
        try:
            ip_network(each.strip())
        except ValueError as error:
            raise ValueError(
                f"must be addresses or networks with commas between, such as 10.0.0.0/8, not {each!r}"
            ) from error
    return text


def _secret_keys(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key_text(each) for each in text.split(",")))


def _sender(text: str) -> str | None:
    if not text.isprintable() or "@" not in parseaddr(text)[1]:
        raise ValueError(f"must look like sluice@example.com or Sluice <sluice@example.com>, not {text!r}")
    return text


def _or_none(text: str) -> str | None:
    return text


def _smtp_tls(text: str) -> SmtpTls:
    match text:
        case "starttls" | "tls" | "off":
            return text
        case _:
            raise ValueError(f"must be starttls, tls or off, not {text!r}")


def _folder(text: str) -> Path:
    path = Path(text).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise ValueError(f"must be a folder; {path} is a file")
    return path


def _log_format(text: str) -> LogFormat:
    match text:
        case "json" | "text":
            return text
        case _:
            raise ValueError(f"must be json or text, not {text!r}")


def _log_requests(text: str) -> LogRequests:
    match text:
        case "all" | "slow":
            return text
        case _:
            raise ValueError(f"must be all or slow, not {text!r}")


def _default_log_format() -> LogFormat:
    return "text" if sys.stderr.isatty() else "json"
