"""Indicators in words for screens and documents, from their declarations; and the names of areas and groups."""

from __future__ import annotations

import re
from collections.abc import Mapping

from config import formats
from hubs.models import Organisation, Place
from hubs.models.organisation import OrganisationKind
from hubs.rules import demography
from hubs.selectors import codes
from reporting import indicators
from reporting.indicators.declaration import Indicator, Unit
from reporting.rules.clock import LABELS, Component
from reporting.rules.described import Described
from reporting.rules.return_parts import Labels

_NATIONAL = re.compile(r"(mrs|mhs)\d+[a-z]?")
