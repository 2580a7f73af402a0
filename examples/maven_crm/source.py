"""The CSV files as values, with what had to be mapped on the way counted."""

import csv
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

FILES = ("accounts.csv", "products.csv", "sales_teams.csv", "sales_pipeline.csv")

PRODUCT_NAMES = {"GTXPro": "GTX Pro"}
"""Names in the pipeline that the product list spells differently."""

SECTOR_NAMES = {"technolgy": "technology"}
"""A typing error in the accounts."""


class MissingDataError(Exception):
    """Files that are not there; the message lists them."""


@dataclass(frozen=True)
class Account:
    """A company; `parent` is the name of another one, or empty."""

    name: str
    sector: str
    year_established: int
    revenue: str
    employees: int
    office_location: str
    parent: str


@dataclass(frozen=True)
class Product:
    """Something that is sold, its price in US dollars."""

    name: str
    series: str
    sales_price: str


@dataclass(frozen=True)
class Agent:
    """A seller with the manager and the regional office."""

    name: str
    manager: str
    office: str


@dataclass(frozen=True)
class Opportunity:
    """A row of the pipeline. Dates are ISO; what the file leaves empty is empty here."""

    reference: str
    agent: str
    product: str
    account: str
    stage: str
    engage_date: str
    close_date: str
    close_value: str


@dataclass(frozen=True)
class Source:
    """Everything in the folder; `mapped` counts (column, as given, as loaded)."""

    accounts: tuple[Account, ...]
    products: tuple[Product, ...]
    agents: tuple[Agent, ...]
    opportunities: tuple[Opportunity, ...]
    mapped: Counter[tuple[str, str, str]]


@dataclass(frozen=True)
class Facts:
    """What the data amounts to."""

    prospecting: int
    engaging: int
    won: int
    lost: int
    close_value: Decimal
    without_account: int


STATED = Facts(
    prospecting=500,
    engaging=1589,
    won=4238,
    lost=2473,
    close_value=Decimal(10005534),
    without_account=1425,
)
"""The facts of the published data set."""


def read_source(folder: Path) -> Source:
    """The files of `folder`.

    Raises:
        MissingDataError: one of them is not there.
    """
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise MissingDataError(f"{folder} lacks {', '.join(missing)}")
    mapped: Counter[tuple[str, str, str]] = Counter()

    def known(column: str, given: str, names: dict[str, str]) -> str:
        if given in names:
            mapped[(column, given, names[given])] += 1
        return names.get(given, given)

    return Source(
        accounts=tuple(
            Account(
                row["account"],
                known("sector", row["sector"], SECTOR_NAMES),
                int(row["year_established"]),
                row["revenue"],
                int(row["employees"]),
                row["office_location"],
                row["subsidiary_of"],
            )
            for row in _rows(folder / "accounts.csv")
        ),
        products=tuple(
            Product(row["product"], row["series"], row["sales_price"])
            for row in _rows(folder / "products.csv")
        ),
        agents=tuple(
            Agent(row["sales_agent"], row["manager"], row["regional_office"])
            for row in _rows(folder / "sales_teams.csv")
        ),
        opportunities=tuple(
            Opportunity(
                row["opportunity_id"],
                row["sales_agent"],
                known("product", row["product"], PRODUCT_NAMES),
                row["account"],
                row["deal_stage"].lower(),
                row["engage_date"],
                row["close_date"],
                row["close_value"],
            )
            for row in _rows(folder / "sales_pipeline.csv")
        ),
        mapped=mapped,
    )


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return [{key: value.strip() for key, value in row.items()} for row in csv.DictReader(stream)]
