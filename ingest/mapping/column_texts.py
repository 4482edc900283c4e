"""SQL text for each column of a contract, made by a mapping's rule for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.errors import MappingRefused
from ingest.mapping.date_texts import date_text, lacks_offset
from ingest.mapping.mapping_file import AS_IT_IS, ColumnRule
from ingest.mapping.number_texts import number_text
from ingest.mapping.source_columns import SourceColumns
from ingest.sql_text import literal

if TYPE_CHECKING:
    from ingest.contracts.contract import Column

NOTHING = "null::varchar"
# A total that cannot be made is written as this: the gate refuses it as no number.
NOT_A_TOTAL = "?"
_NUMBER = r"[+-]?\d+(\.\d+)?"
_YES = ("true", "t", "yes", "y", "1", "oui", "o", "vrai")
_NO = ("false", "f", "no", "n", "0", "non", "faux")
_NAMIBIA = {"country": ("NA",)}


def column_text(rule: ColumnRule, target: Column, source: SourceColumns) -> str:
    """Return SQL for `target`. Raises MappingRefused, or ExportRefused for unclear dates."""
    if rule.column is None:
        return _made(rule, target, source)
    text = _translated(rule, source.text(rule.column, _NAMIBIA.get(target.name, ())))
    if rule.prefix:
        return f"{literal(rule.prefix)} || {text}"
    if rule.convert and rule.convert != AS_IT_IS:
        return _converted(rule, number_text(text, "number", _mark(rule.column, text, source)))
    if target.type in ("date", "timestamp"):
        found = source.found_formats(rule.column, text, rule.format)
        if target.type == "timestamp" and lacks_offset(found):
            source.without_offset.add(source.find(rule.column))
        return date_text(text, target.type, found, source.zone)
    if target.type in ("number", "integer"):
        return number_text(text, target.type, _mark(rule.column, text, source))
    return _boolean(text) if target.type == "boolean" else text


def _made(rule: ColumnRule, target: Column, source: SourceColumns) -> str:
    """Return SQL for what stands in no single column of the file."""
    if rule.constant is not None:
        return literal(rule.constant) if rule.constant else NOTHING
    if rule.day_number is not None:
        return _day(rule, target, source)
    return _total(rule, source) if rule.sum or rule.mean else _derived(rule, source)


def _mark(name: str, text: str, source: SourceColumns) -> str:
    return source.found_decimal_mark(name, text)


def _translated(rule: ColumnRule, text: str) -> str:
    """Translate codes; those not listed stay, or become `otherwise`. What is missing stays so."""
    if not rule.codes and rule.otherwise is None:
        return text
    pairs = " ".join(
        f"when {text} = {literal(code)} then {literal(meaning) if meaning else 'null'}"
        for code, meaning in rule.codes.items()
    )
    rest = text if rule.otherwise is None else literal(rule.otherwise)
    return f"case when {text} is null then null {pairs} else {rest} end"


def _day(rule: ColumnRule, target: Column, source: SourceColumns) -> str:
    if target.type != "date":
        raise MappingRefused("mapping.day_number_is_a_date", column=target.name)
    text = source.text(str(rule.day_number))
    day = f"date {literal(str(rule.day_0))} + try_cast({text} as double)::integer"
    is_day = f"regexp_full_match({text}, '-?\\d{{1,5}}(\\.0+)?')"
    return f"case when {is_day} then strftime({day}, '%Y-%m-%d') else {text} end"


def _derived(rule: ColumnRule, source: SourceColumns) -> str:
    """Make an identifier: of several columns, of their digest, or of row and digest."""
    names = rule.combine or rule.digest or rule.row_id
    texts = [f"coalesce({source.text(name)}, '')" for name in names]
    joined = f" || {literal(rule.separator)} || ".join(texts)
    if rule.combine:
        all_missing = " and ".join(f"{source.text(name)} is null" for name in names)
        return f"case when not ({all_missing}) then {joined} end"
    digest = f"left(md5({joined}), 16)"
    return digest if rule.digest else f"rebond_row_number || '-' || {digest}"


def _total(rule: ColumnRule, source: SourceColumns) -> str:
    """Sum or average the answers to the items of a questionnaire; the answers themselves go.

    A total needs every answer: one missing answer leaves it missing. An answer that is no number,
    or outside the stated limits, makes a total that the gate refuses.
    """
    names = rule.sum or rule.mean
    answers = _answers(names, rule, source)
    least, most = rule.item_minimum or "-1e9", rule.item_maximum or "1e9"
    is_wrong = (
        f"not regexp_full_match(answer, '{_NUMBER}')"
        f" or try_cast(answer as double) not between {least} and {most}"
    )
    total = f"({_sum(answers)} + {len(names)} * ({rule.item_offset}))"
    if rule.reversed:
        turned = _sum(_answers(rule.reversed, rule, source))
        total += f" + {len(rule.reversed)} * ({least} + {most}) - 2 * {turned}"
    if rule.mean:
        total = f"({total}) / {len(names)}"
    return (
        f"case when len(list_filter({answers}, lambda answer: answer is null)) > 0 then null"
        f" when len(list_filter({answers}, lambda answer: {is_wrong})) > 0"
        f" then '{NOT_A_TOTAL}' else {_plain(total)} end"
    )


def _answers(names: tuple[str, ...], rule: ColumnRule, source: SourceColumns) -> str:
    items = "[" + ", ".join(f"({source.text(name)})" for name in names) + "]"
    if not rule.codes:
        return items
    return f"list_transform({items}, lambda answer: {_translated(rule, 'answer')})"


def _sum(answers: str) -> str:
    numbers = f"list_transform({answers}, lambda answer: try_cast(answer as double))"
    return f"list_sum({numbers})"


def _converted(rule: ColumnRule, text: str) -> str:
    """Convert the variant of an instrument that a partner holds into the one of the contract.

    WHO-5 percent is raw x 4; MSPSS sum is mean x 12; UCLA-3 from 0 is the one from 3, less 3.
    """
    arithmetic = {
        "who5_percent_to_raw": "{} / 4",
        "mspss_sum_to_mean": "{} / 12",
        "ucla3_from_zero_to_from_three": "{} + 3",
    }[str(rule.convert)].format(f"try_cast({text} as double)")
    is_number = f"regexp_full_match({text}, '{_NUMBER}')"
    return f"case when {is_number} then {_plain(arithmetic)} else {text} end"


def _plain(number: str) -> str:
    """Write a number without `.0` and without the last places of binary fractions."""
    return f"regexp_replace(round({number}, 6)::varchar, '\\.0$', '')"


def _boolean(text: str) -> str:
    yes, no = (", ".join(literal(word) for word in words) for words in (_YES, _NO))
    return (
        f"case when lower({text}) in ({yes}) then 'true'"
        f" when lower({text}) in ({no}) then 'false' else {text} end"
    )
