"""What a partner promises: the six contracts of `data_contracts/`, as the code uses them.

A contract's file is the only place where a column's type, limits and words stand. From it come the
row rules, the rules on a file as a whole and the table of accepted rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from open_data_contract_standard.model import (
    CustomProperty,
    DataQuality,
    EnumValue,
    OpenDataContractStandard,
    SchemaProperty,
)

from ingest.contracts.contract_file import ContractInvalid, read_contract_file
from ingest.contracts.typed_text import SQL_TYPES, ColumnType, typed_expression
from ingest.places import DATA_CONTRACTS

if TYPE_CHECKING:
    from pandera.polars import DataFrameSchema

    from ingest.contracts.row_rules import Bounds

KINDS = (
    "communities",
    "members",
    "activity",
    "outcome_scores",
    "safety_reports",
    "program_activities",
)

Words = dict[str, str]
"""The same words in each language: `{"en": ..., "fr": ...}`."""

# Where a row came from: in the table of accepted rows, after the contract's columns.
ORIGIN_COLUMNS = {"partner_id": "varchar", "export_id": "varchar", "row_number": "bigint"}


@dataclass(frozen=True)
class Column:
    """One column of a contract. Limits are in the column's own type, those of dates as text."""

    name: str
    type: ColumnType
    is_required: bool
    is_key: bool
    minimum: float | str | None
    maximum: float | str | None
    max_length: int | None
    pattern: str | None
    format: str | None
    allowed_values: tuple[str, ...]
    value_labels: dict[str, Words]
    value_limits: dict[str, tuple[float, float]]
    descriptions: Words
    identifies: Literal["member", "record"] | None
    references: str | None
    period: Literal["within", "until"] | None
    example: str

    @property
    def accepted_name(self) -> str:
        """Return the name after re-keying: what identifies ends in `_key`, not in `_id`."""
        return f"{self.name.removesuffix('_id')}_key" if self.identifies else self.name

    @property
    def accepted_type(self) -> str:
        """Return the SQL type of the accepted column."""
        return "uuid" if self.identifies else SQL_TYPES[self.type]

    @property
    def typed_expression(self) -> str:
        """Return the SQL from accepted text to `accepted_type`; see `typed_text.py`."""
        return typed_expression(self.name, self.type)


@dataclass(frozen=True)
class CrossColumnRule:
    """A rule on two columns of a row.

    not_before       `column` is not smaller than `other`
    required_with    `column` is given where `other` is
    within_range_of  `column` lies within the limits of the value that `other` holds; its problems
                     are `below_minimum` and `above_maximum`
    """

    rule: Literal["not_before", "required_with", "within_range_of"]
    column: str
    other: str
    problem: str = ""


@dataclass(frozen=True)
class Contract:
    """One kind of export. `key` names the columns that no two rows share."""

    kind: str
    version: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    title: Words
    description: Words
    grain: str
    cross_column_rules: tuple[CrossColumnRule, ...]
    file_rules: tuple[dict[str, Any], ...] = field(repr=False)

    def column(self, name: str) -> Column:
        """Return a column by its name. Raises KeyError."""
        return {column.name: column for column in self.columns}[name]

    def row_schema(self, bounds: Bounds | None = None) -> DataFrameSchema:
        """Return what judges rows of text; see `ingest/contracts/row_rules.py`."""
        from ingest.contracts.row_rules import row_schema  # noqa: PLC0415 - pandera takes two seconds to load

        return row_schema(self, bounds)

    def ddl(self, schema: str) -> str:
        """Return the statement that makes the table of accepted rows, if there is none."""
        columns = {column.accepted_name: column.accepted_type for column in self.columns}
        lines = [f"    {name} {type_}" for name, type_ in (columns | ORIGIN_COLUMNS).items()]
        body = ",\n".join(lines)
        return f"create table if not exists {schema}.{self.kind} (\n{body}\n)"

    def expectations(self) -> list[dict[str, Any]]:
        """Return the rules on the export as a whole; see `ingest/gate/expectations.py`."""
        return [dict(rule) for rule in self.file_rules]


@cache
def load_contracts() -> dict[str, Contract]:
    """Return the six contracts by kind. Raises ContractInvalid where a file is at fault."""
    return {kind: _contract(kind) for kind in KINDS}


def _contract(kind: str) -> Contract:
    file = read_contract_file(DATA_CONTRACTS / kind / "contract.odcs.yaml")
    (table,) = file.schema_ or []
    if table.name != kind:
        raise ContractInvalid(f"{kind}: the contract describes {table.name}")
    keys = sorted(
        (column for column in table.properties or [] if column.primaryKey),
        key=lambda column: column.primaryKeyPosition or 0,
    )
    quality = table.quality or []
    return Contract(
        kind=kind,
        version=file.version or "",
        columns=tuple(_column(column) for column in table.properties or []),
        key=tuple(column.name or "" for column in keys),
        title={"en": file.name or "", "fr": _custom(_about(file), "nameFr")},
        description=_description(file),
        grain=table.dataGranularityDescription or "",
        cross_column_rules=tuple(_cross_column_rule(rule) for rule in _of(quality, "rebond")),
        file_rules=tuple(_file_rule(rule) for rule in _of(quality, "greatExpectations")),
    )


def _about(file: OpenDataContractStandard) -> list[CustomProperty]:
    return (file.description.customProperties or []) if file.description else []


def _description(file: OpenDataContractStandard) -> Words:
    if not file.description:
        raise ContractInvalid(f"{file.id}: no description")
    english = (file.description.purpose, file.description.usage, file.description.limitations)
    french = (_custom(_about(file), name) for name in ("purposeFr", "usageFr", "limitationsFr"))
    return {"en": " ".join(words or "" for words in english), "fr": " ".join(french)}


def _column(given: SchemaProperty) -> Column:
    options = given.logicalTypeOptions or {}
    custom = given.customProperties or []
    values = given.enum or []
    return Column(
        name=given.name or "",
        type="text" if given.logicalType == "string" else given.logicalType,  # type: ignore[arg-type]
        is_required=bool(given.required),
        is_key=bool(given.primaryKey),
        minimum=options.get("minimum"),
        maximum=options.get("maximum"),
        max_length=options.get("maxLength"),
        pattern=options.get("pattern"),
        format=options.get("format"),
        allowed_values=tuple(str(value.value) for value in values),
        value_labels={str(value.value): _labels(value) for value in values},
        value_limits=dict(_limits(value) for value in values if _has(value, "minimum")),
        descriptions={"en": given.description or "", "fr": _custom(custom, "descriptionFr")},
        identifies=_custom(custom, "identifies", None),
        references=_referenced(given),
        period=_custom(custom, "period", None),
        example=str((given.examples or [""])[0]),
    )


def _labels(value: EnumValue) -> Words:
    return {"en": value.label or "", "fr": _custom(value.customProperties, "labelFr")}


def _limits(value: EnumValue) -> tuple[str, tuple[float, float]]:
    custom = value.customProperties
    return str(value.value), (_custom(custom, "minimum"), _custom(custom, "maximum"))


def _has(value: EnumValue, name: str) -> bool:
    return any(custom.property == name for custom in value.customProperties or [])


def _referenced(given: SchemaProperty) -> str | None:
    """Return `kind.column` of `../kind/contract.odcs.yaml#/schema/kind/properties/column`."""
    if not given.relationships:
        return None
    (relationship,) = given.relationships
    _, kind, _, column = str(relationship.to).rsplit("#/", 1)[-1].split("/")
    return f"{kind}.{column}"


def _of(quality: list[DataQuality], engine: str) -> list[DataQuality]:
    return [rule for rule in quality if rule.engine == engine]


def _cross_column_rule(rule: DataQuality) -> CrossColumnRule:
    if not isinstance(rule.implementation, dict):
        raise ContractInvalid(f"{rule.id}: a rule of ours is a mapping of keys")
    return CrossColumnRule(**rule.implementation)


def _file_rule(rule: DataQuality) -> dict[str, Any]:
    words = {"en": rule.description or "", "fr": _custom(rule.customProperties, "descriptionFr")}
    return {
        "rule": rule.id,
        "outcome": rule.severity,
        "descriptions": words,
        "expectation": rule.implementation,
    }


_NEEDED: Any = object()


def _custom(properties: list[CustomProperty] | None, name: str, default: Any = _NEEDED) -> Any:
    for given in properties or []:
        if given.property == name:
            return given.value
    if default is _NEEDED:
        raise ContractInvalid(f"custom property {name} is missing")
    return default
