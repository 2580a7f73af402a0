"""The tenant's tables as SQLAlchemy's ORM knows them. The namespace comes from the environment."""

import os
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import FetchedValue, ForeignKey, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    metadata = MetaData(schema=os.environ["PLAIN_NAMESPACE"])


class Record(Base):
    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=FetchedValue())
    version: Mapped[int] = mapped_column(server_default=FetchedValue())
    created_at: Mapped[datetime] = mapped_column("createdAt", server_default=FetchedValue())
    updated_at: Mapped[datetime] = mapped_column("updatedAt", server_default=FetchedValue())
    deleted_at: Mapped[datetime | None] = mapped_column("deletedAt")


class Account(Record):
    __tablename__ = "account"

    name: Mapped[str]
    industry: Mapped[str | None]
    region: Mapped[str | None]
    city: Mapped[str | None]
    employees: Mapped[int | None]
    deals: Mapped[list["Deal"]] = relationship(back_populates="account")


class Contact(Record):
    __tablename__ = "contact"

    name: Mapped[str]
    email: Mapped[str | None]
    account_id: Mapped[UUID] = mapped_column("accountId", ForeignKey(Account.id))


class Deal(Record):
    __tablename__ = "deal"

    stage: Mapped[str] = mapped_column(server_default=FetchedValue())
    name: Mapped[str]
    account_id: Mapped[UUID] = mapped_column("accountId", ForeignKey(Account.id))
    contact_id: Mapped[UUID | None] = mapped_column("contactId", ForeignKey(Contact.id))
    source: Mapped[str | None]
    amount: Mapped[Decimal | None]
    currency: Mapped[str | None] = mapped_column("amount__currency")
    margin: Mapped[Decimal | None]
    fit_score: Mapped[int | None] = mapped_column("fitScore")
    budget_confirmed: Mapped[bool | None] = mapped_column("budgetConfirmed")
    expected_close_date: Mapped[date | None] = mapped_column("expectedCloseDate")
    next_step: Mapped[str | None] = mapped_column("nextStep")
    account: Mapped[Account] = relationship(back_populates="deals")


class Activity(Record):
    __tablename__ = "activity"

    subject: Mapped[str]
    kind: Mapped[str | None]
    happened_at: Mapped[datetime | None] = mapped_column("happenedAt")
    deal_id: Mapped[UUID] = mapped_column("dealId", ForeignKey(Deal.id))
