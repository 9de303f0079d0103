"""Charts drawn on the server as SVG, the same bytes on the screen and in a PDF.

A chart is a frozen dataclass of what it shows. `svg()` gives the drawing, `table()` the same numbers as
text, so that the two never disagree. Nothing here knows the database.
"""

from reporting.charts.bars import Bar, HorizontalBars
from reporting.charts.lines import LineSeries, Target, TimeLine
from reporting.charts.series_bars import BarSeries, SeriesBars
from reporting.charts.table import ChartTable, TableRow
from reporting.charts.values import ChartError, ChartValue

Chart = HorizontalBars | SeriesBars | TimeLine

__all__ = [
    "Bar",
    "BarSeries",
    "Chart",
    "ChartError",
    "ChartTable",
    "ChartValue",
    "HorizontalBars",
    "LineSeries",
    "SeriesBars",
    "TableRow",
    "Target",
    "TimeLine",
]
