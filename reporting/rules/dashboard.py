"""The figures and charts of a dashboard, made from stored values.

A figure asks its question in plain words and says what it counts, for when, as at when and by which run. Readers who
may not see small numbers get suppressed ones, in charts as in text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from reporting.charts import Bar, Chart, HorizontalBars, LineSeries, TimeLine
from reporting.charts.values import ChartValue
from reporting.rules.periods import Period, PeriodKind, add_months, last_day, month_of, rolling_quarter, rolling_year
from reporting.rules.stored_values import NO_VALUE, Area, Value, Values, exact_text, published
from reporting.rules.suppression import SuppressionPolicy, Unit
