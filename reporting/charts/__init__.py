"""Charts drawn on the server as SVG, the same bytes on the screen and in a PDF.

A chart is a frozen dataclass of what it shows. `svg()` gives the drawing, `table()` the same numbers as
text, so that the two never disagree. Nothing here knows the database.
"""

from reporting.charts.bars import Bar, HorizontalBars
from reporting.charts.lines import LineSeries, Target, TimeLine
from reporting.charts.marks import Rated
from reporting.charts.means import MeanLine, SessionMeans
from reporting.charts.series_bars import BarSeries, SeriesBars
from reporting.charts.sessions import Area, AreaGroup, Direction, SessionStrips
from reporting.charts.shifts import Shift, Shifts
from reporting.charts.table import ChartTable, TableRow
from reporting.charts.values import ChartError, ChartValue

Chart = HorizontalBars | SeriesBars | Shifts | TimeLine

__all__ = [
    "Area",
    "AreaGroup",
    "Bar",
    "BarSeries",
    "Chart",
    "ChartError",
    "ChartTable",
    "ChartValue",
    "Direction",
    "HorizontalBars",
    "LineSeries",
    "MeanLine",
    "Rated",
    "SeriesBars",
    "SessionMeans",
    "SessionStrips",
    "Shift",
    "Shifts",
    "TableRow",
    "Target",
    "TimeLine",
]
