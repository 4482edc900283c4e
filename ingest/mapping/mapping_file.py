"""A mapping file: how a partner's columns and codes become a contract's.

The keys are a closed set, written down in `data_contracts/mappings/README.md`; a misspelt one is
refused, never ignored. All scalars are read as text, so that `no` stays a code and
`2004-03-23` stays what was written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from ingest.errors import MappingRefused
from ingest.places import DATA_CONTRACTS

MAXIMUM_BYTES = 1 << 18
SHIPPED = DATA_CONTRACTS / "mappings"
MISSING_MARKERS = ("", "*", "NA", "NULL")
DATE_FORMATS = (
    "iso", "day_first", "month_first", "year_first", "excel_serial", "unix_seconds",
    "unix_milliseconds",
)  # fmt: skip
# `none` answers the question whether scores are another variant.
AS_IT_IS = "none"
CONVERSIONS = (
    AS_IT_IS, "who5_percent_to_raw", "mspss_sum_to_mean", "ucla3_from_zero_to_from_three",
)  # fmt: skip
# The metric SWEMWBS is a curve of the raw one: half points cannot be told from typing errors.
REFUSED_CONVERSIONS = ("swemwbs_metric_to_raw",)
_SOURCES = ("column", "constant", "row_id", "digest", "combine", "day_number", "sum", "mean")
_TOP_KEYS = (
    "about", "extends", "covered_from", "covered_through", "time_zone", "missing", "decimal_mark",
    "date_format", "constants", "rows",
)  # fmt: skip
_ENTRY_KEYS = ("kind", "when", "skip_when_empty", "columns")


@dataclass(frozen=True)
class ColumnRule:
    """How one column of a contract is made: exactly one source, and what is done with it."""

    column: str | None = None
    constant: str | None = None
    row_id: tuple[str, ...] = ()
    digest: tuple[str, ...] = ()
    combine: tuple[str, ...] = ()
    day_number: str | None = None
    sum: tuple[str, ...] = ()
    mean: tuple[str, ...] = ()
    separator: str = "-"
    prefix: str = ""
    day_0: str | None = None
    codes: dict[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    convert: str | None = None
    format: str | None = None
    reversed: tuple[str, ...] = ()
    item_minimum: str | None = None
    item_maximum: str | None = None
    item_offset: str = "0"

    @property
    def answers(self) -> tuple[str, ...]:
        """The columns of single answers that the rule adds up."""
        return self.sum or self.mean

    @property
    def sources(self) -> tuple[str, ...]:
        """The columns of the file that the rule reads."""
        single = tuple(name for name in (self.column, self.day_number) if name)
        return (*single, *self.row_id, *self.digest, *self.combine, *self.sum, *self.mean)


@dataclass(frozen=True)
class Entry:
    """Rows of the file that become rows of one kind: those that match `when`, or all."""

    kind: str
    columns: dict[str, ColumnRule]
    when: dict[str, tuple[str, ...]] = field(default_factory=dict)
    skip_when_empty: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """A whole mapping; `entries` in the order of the file. `is_identity`: headers as they are."""

    entries: tuple[Entry, ...]
    constants: dict[str, str] = field(default_factory=dict)
    covered_from: date | None = None
    covered_through: date | None = None
    time_zone: str | None = None
    missing: tuple[str, ...] = MISSING_MARKERS
    decimal_mark: str | None = None
    date_format: str | None = None
    is_identity: bool = False


def load_mapping(path: Path | str) -> Mapping:
    """Read a mapping file, or a shipped one by its name. Raises MappingRefused."""
    content = _with_base(_content(_find(path)), frozenset())
    _refuse_unknown_keys(content, _TOP_KEYS, "mapping")
    if not isinstance(content.get("rows"), list) or not content["rows"]:
        raise MappingRefused("mapping.no_rows")
    return Mapping(
        entries=tuple(_entry(number, raw) for number, raw in enumerate(content["rows"], start=1)),
        constants=_constants(content),
        covered_from=_date(content, "covered_from"),
        covered_through=_date(content, "covered_through"),
        time_zone=_time_zone(content),
        missing=("", *_texts(content, "missing", "mapping", MISSING_MARKERS)),
        decimal_mark=_one_of(content, "decimal_mark", "mapping", (",", ".")),
        date_format=_one_of(content, "date_format", "mapping", DATE_FORMATS),
    )


def shipped_mappings() -> dict[str, Path]:
    """Return the mappings that come with the project, by name."""
    return {path.stem: path for path in sorted(SHIPPED.glob("*.yaml"))}


def names_read(entries: tuple[Entry, ...]) -> set[str]:
    """Return the columns of the file that entries read."""
    names = {name for entry in entries for rule in entry.columns.values() for name in rule.sources}
    names |= {name for entry in entries for name in entry.when}
    return names | {name for entry in entries for name in entry.skip_when_empty}


def unfilled_mapping(name: str) -> tuple[tuple[Entry, ...], str]:
    """Return the entries of a shipped mapping, and the lines by which a partner completes it."""
    content = _content(SHIPPED / f"{name}.yaml")
    own = {"extends": name} | {
        key: content[key] for key in ("constants", "time_zone") if "<" in str(content.get(key))
    }
    entries = tuple(_entry(number, raw) for number, raw in enumerate(content["rows"], start=1))
    return entries, yaml.safe_dump(own, allow_unicode=True, sort_keys=False, width=10_000)


def _find(path: Path | str) -> Path:
    shipped = shipped_mappings().get(str(path))
    return shipped or Path(path)


def _content(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAXIMUM_BYTES:
            raise MappingRefused("mapping.too_large")
        text = path.read_text(encoding="utf-8-sig")
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, _TextLoader)):
            raise MappingRefused("mapping.alias")
        content = yaml.load(text, _TextLoader)  # noqa: S506  every scalar becomes text
    except (OSError, UnicodeDecodeError) as trouble:
        raise MappingRefused("mapping.unreadable") from trouble
    except (yaml.YAMLError, RecursionError) as trouble:
        raise MappingRefused("mapping.not_yaml", line=_line_of(trouble)) from trouble
    return _as_dict(content, "mapping")


class _TextLoader(yaml.BaseLoader):
    """Every scalar is text, and a key that stands twice is refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        twice = [str(key) for key in keys if keys.count(key) > 1]
        if twice:
            raise MappingRefused("mapping.key_twice", key=twice[0])
        return super().construct_mapping(node, deep=deep)


def _line_of(trouble: Exception) -> int:
    mark = getattr(trouble, "problem_mark", None)
    return mark.line + 1 if mark else 1


def _with_base(content: dict[str, Any], seen: frozenset[str]) -> dict[str, Any]:
    """Lay a mapping over the shipped one that it extends: its own keys win."""
    base = content.get("extends")
    if base is None:
        return content
    shipped = shipped_mappings()
    if base not in shipped or base in seen:
        raise MappingRefused("mapping.unknown_base", base=str(base), known=", ".join(shipped))
    below = _with_base(_content(shipped[base]), seen | {base})
    constants = {**_as_dict(below.get("constants") or {}, "constants"),
                 **_as_dict(content.get("constants") or {}, "constants")}  # fmt: skip
    return {**below, **content, "constants": constants}


def _entry(number: int, raw: Any) -> Entry:
    place = f"rows[{number}]"
    content = _as_dict(raw, place)
    _refuse_unknown_keys(content, _ENTRY_KEYS, place)
    if not isinstance(content.get("kind"), str):
        raise MappingRefused("mapping.key_missing", key="kind", place=place)
    columns = _as_dict(content.get("columns") or {}, f"{place}.columns")
    when = _as_dict(content.get("when") or {}, f"{place}.when")
    return Entry(
        kind=content["kind"],
        columns={name: _rule(rule, f"{place}.{name}") for name, rule in columns.items()},
        when={name: _as_texts(values, f"{place}.when") for name, values in when.items()},
        skip_when_empty=_texts(content, "skip_when_empty", place, ()),
    )


def _rule(raw: Any, place: str) -> ColumnRule:
    if isinstance(raw, str) and raw:
        return ColumnRule(column=raw)
    content = _as_dict(raw, place)
    _refuse_unknown_keys(content, tuple(item.name for item in fields(ColumnRule)), place)
    chosen = [source for source in _SOURCES if source in content]
    if len(chosen) != 1:
        raise MappingRefused("mapping.one_source", place=place, known=", ".join(_SOURCES))
    rule = ColumnRule(**dict(_rule_values(content, place)))
    _refuse_unfit(rule, place)
    return rule


def _rule_values(content: dict[str, Any], place: str) -> Iterator[tuple[str, Any]]:
    for key, value in content.items():
        if key in ("row_id", "digest", "combine", "sum", "mean", "reversed"):
            yield key, _as_texts(value, f"{place}.{key}")
        elif key == "codes":
            codes = _as_dict(value, f"{place}.codes")
            yield key, {code: _as_text(text, f"{place}.codes") for code, text in codes.items()}
        else:
            yield key, _as_text(value, f"{place}.{key}")


def _refuse_unfit(rule: ColumnRule, place: str) -> None:
    if rule.convert in REFUSED_CONVERSIONS:
        raise MappingRefused(f"mapping.{rule.convert}", place=place)
    for key, value, known in (
        ("convert", rule.convert, CONVERSIONS),
        ("format", rule.format, DATE_FORMATS),
    ):
        if value is not None and value not in known:
            raise MappingRefused(
                "mapping.unknown_value", key=key, place=place, known=", ".join(known)
            )
    _refuse_unfilled({place: rule.constant or ""})
    if (rule.day_number is None) != (rule.day_0 is None):
        raise MappingRefused("mapping.day_0_missing", place=place)
    if rule.day_0 is not None:
        _as_date(rule.day_0, f"{place}.day_0")
    if rule.reversed and not (rule.item_minimum and rule.item_maximum):
        raise MappingRefused("mapping.item_limits_missing", place=place)
    # An answer is turned by taking it off twice: one that was not added would count below zero.
    if not Counter(rule.reversed) <= Counter(rule.answers):
        raise MappingRefused("mapping.reversed_not_added", place=place)
    for number in (rule.item_minimum, rule.item_maximum, rule.item_offset):
        if number is not None and not re.fullmatch(r"-?\d+(\.\d+)?", number):
            raise MappingRefused("mapping.not_a_number", place=place)


def _constants(content: dict[str, Any]) -> dict[str, str]:
    constants = _as_dict(content.get("constants") or {}, "constants")
    texts = {name: _as_text(value, "constants") for name, value in constants.items()}
    _refuse_unfilled(texts)
    return texts


def _refuse_unfilled(texts: dict[str, str]) -> None:
    """Raise MappingRefused where words in angle brackets still stand for the partner's own."""
    unfilled = [name for name, text in texts.items() if re.fullmatch(r"<.*>", text)]
    if unfilled:
        raise MappingRefused("mapping.unfilled", key=unfilled[0])


def _date(content: dict[str, Any], key: str) -> date | None:
    return _as_date(content[key], key) if content.get(key) else None


def _as_date(value: Any, place: str) -> date:
    try:
        return date.fromisoformat(_as_text(value, place))
    except ValueError as trouble:
        raise MappingRefused("mapping.not_a_date", place=place) from trouble


def _time_zone(content: dict[str, Any]) -> str | None:
    name = content.get("time_zone")
    if name is None:
        return None
    _refuse_unfilled({"time_zone": _as_text(name, "time_zone")})
    return refuse_unknown_zone(name)


def refuse_unknown_zone(name: str) -> str:
    """Return the name of a time zone. Raises MappingRefused where there is none such."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as trouble:
        raise MappingRefused("mapping.unknown_time_zone", time_zone=name[:60]) from trouble
    return name


def _one_of(content: dict[str, Any], key: str, place: str, known: tuple[str, ...]) -> str | None:
    value = content.get(key)
    if value is not None and value not in known:
        raise MappingRefused("mapping.unknown_value", key=key, place=place, known=" ".join(known))
    return value


def _texts(
    content: dict[str, Any], key: str, place: str, default: tuple[str, ...]
) -> tuple[str, ...]:
    return _as_texts(content[key], f"{place}.{key}") if key in content else default


def _as_texts(value: Any, place: str) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(_as_text(item, place) for item in values)


def _as_text(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise MappingRefused("mapping.not_text", place=place)
    return value


def _as_dict(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise MappingRefused("mapping.not_keys", place=place)
    return value


def _refuse_unknown_keys(content: dict[str, Any], known: tuple[str, ...], place: str) -> None:
    unknown = sorted(set(content) - set(known))
    if unknown:
        raise MappingRefused(
            "mapping.unknown_key", key=unknown[0][:60], place=place, known=", ".join(known)
        )
