"""A preview in words, for the command line."""

from __future__ import annotations

from typing import Any

from ingest.messages import sentence

NOT_SHOWN = "[c]"
_SHOWN = ("ok", "zero")


def preview_in_words(preview: dict[str, Any], language: str) -> list[str]:
    """Return the lines of a preview: each community, its figures before and after, the limits."""
    lines, community = [], None
    if preview["figures"]:
        lines.append(sentence("preview.title", language))
    for figure in preview["figures"]:
        if figure["community_id"] != community:
            community = figure["community_id"]
            lines.append(f"  {community_name(community, language)}")
        rule_set = f" [{figure['rule_set']}]" if figure["rule_set"] else ""
        said = {side: shown(figure[side], language) for side in ("before", "after")}
        name = figure["name"][language] + rule_set
        lines.append("    " + sentence("preview.line", language, name=name, **said))
    return [*lines, preview["limits"][language], ""]


def community_name(community_id: str, language: str) -> str:
    """Return what the partner calls a community; `all` are theirs together."""
    if community_id == "all":
        return sentence("preview.all", language)
    return community_id.partition("/")[2]


def shown(part: dict[str, Any] | None, language: str) -> str | int:
    """Return one side as people read it: a rounded count, a rate with its interval, or `[c]`."""
    if part is None:
        return sentence("preview.none", language)
    if part["denominator_status"] is None:
        is_shown = part["numerator_status"] in _SHOWN
        # A whole number is written as the language writes it, where it stands in the sentence.
        return int(part["numerator_count"]) if is_shown else NOT_SHOWN
    if part["rate_lower"] is None:
        return NOT_SHOWN
    ends = {name: round(part[f"rate_{name}"] * 100) for name in ("lower", "upper")}
    if part["rate"] is None:
        return sentence("preview.range", language, **ends)
    rate, whole = round(part["rate"] * 100), part["denominator_count"]
    return sentence("preview.rate", language, rate=rate, whole=whole, **ends)
