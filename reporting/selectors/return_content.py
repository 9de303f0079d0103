"""The figures of an assurance return: stored values, suppressed, in the order of the document."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from hubs.models import Organisation, Place, Tenant
from hubs.models.organisation import OrganisationKind
from hubs.rules import demography
from hubs.tenancy import current_tenant_id
from reporting import indicators
from reporting.models import NightlyRun
from reporting.rules.frozen import freeze
from reporting.rules.periods import Period, PeriodKind, add_months, iter_months, last_day, month_of
from reporting.rules.return_document import (
    Access,
    Admissions,
    Breakdown,
    Characteristic,
    DataState,
    Equalities,
    Group,
    Measure,
    Reading,
    Referrals,
    ReturnDocument,
    Trend,
    TrendLine,
    Waits,
)
from reporting.rules.stored_values import WHOLE, Area, Values, published
from reporting.rules.suppression import Published, SuppressionPolicy
from reporting.selectors import data_state, values
