"""What is stated with an export, on the page and over HTTP alike: kind, period, time zone."""

import datetime as dt
import zoneinfo
from collections.abc import Mapping

from dashboard.project_files import kinds

# What a file can leave open, and what its partner may answer.
ANSWERS = {"date_format": ("day_first", "month_first"), "decimal_mark": (",", ".")}
OPTIONS = ("kind", "covered_from", "covered_through", "time_zone", *ANSWERS)


class NotTaken(Exception):
    """A request that we answer with a sentence of the catalogue instead of doing it."""

    def __init__(self, status: int, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.status, self.code, self.parameters = status, code, parameters


def asked_options(asked: Mapping[str, str]) -> dict[str, str | None]:
    """What is stated; None where it is left to recognition. Raises NotTaken where it cannot be."""
    options = {name: asked.get(name) or None for name in OPTIONS}
    if options["kind"] not in (None, *kinds()):
        raise NotTaken(400, "api.unknown_kind", expected=", ".join(kinds()))
    for name in ("covered_from", "covered_through"):
        if not _is_day(options[name]):
            raise NotTaken(400, "api.not_a_day", name=name)
    if options["time_zone"] not in (None, *zoneinfo.available_timezones()):
        raise NotTaken(400, "api.unknown_zone")
    for name, known in ANSWERS.items():
        if options[name] not in (None, *known):
            expected = ", ".join(f"`{answer}`" for answer in known)
            raise NotTaken(400, "api.unknown_answer", name=name, expected=expected)
    return options


def _is_day(text: str | None) -> bool:
    try:
        return text is None or bool(dt.date.fromisoformat(text))
    except ValueError:
        return False
