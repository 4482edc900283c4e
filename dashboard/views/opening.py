"""What a page opens on: the shortest period, and the first grouping, most of whose cells show."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from dashboard.labels import ALL
from dashboard.marks import share_shown
from dashboard.row import Row

# A page full of marks is a fault of the page: this much of it is shown when it opens.
SMALLEST_SHARE_SHOWN = 0.8


def opening_period(
    periods: Sequence[str], cells: Callable[[str], Sequence[Row]], status: str
) -> str:
    """The latest year of whose cells at least 80 % are shown, else all years together."""
    years = sorted((p for p in periods if p != ALL), reverse=True)
    well_shown = (y for y in years if share_shown(cells(y), status) >= SMALLEST_SHARE_SHOWN)
    return next(well_shown, ALL)


def first_well_shown(
    options: Sequence[str], cells: Callable[[str], Sequence[Row]], status: str
) -> str:
    """The first option of whose cells at least 80 % are shown, else the one that shows most."""
    shares: dict[str, float] = {}
    for option in options:
        shares[option] = share_shown(cells(option), status)
        if shares[option] >= SMALLEST_SHARE_SHOWN:
            return option
    return max(shares, key=shares.__getitem__)


def opening_quarter(of_quarter: Mapping[dt.date, Sequence[Row]], status: str) -> dt.date | None:
    """The latest quarter of whose cells at least 80 % are shown, else the one that shows most."""
    shares = {day: share_shown(cells, status) for day, cells in of_quarter.items()}
    well_shown = [day for day, share in shares.items() if share >= SMALLEST_SHARE_SHOWN]
    best_shown = [day for day, share in shares.items() if share == max(shares.values())]
    return max(well_shown or best_shown, default=None)
