"""The registry with every template in it: import `TEMPLATES` from here."""

from metadata.templates import (
    b2b_funnel,
    bant,
    channel_partners,
    field_service,
    meddic,
    quotes,
    simple_funnel,
)
from metadata.templates.base import TEMPLATES

__all__ = ["REGISTERED", "TEMPLATES"]

REGISTERED = (b2b_funnel, simple_funnel, bant, meddic, field_service, quotes, channel_partners)
"""The modules whose import fills the registry."""
