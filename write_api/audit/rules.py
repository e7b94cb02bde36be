"""What a change is in the log: fields that differ, cut short. Pure."""

from collections.abc import Mapping
from typing import Any

LONGEST_TEXT = 300
MOST_ENTRIES = 20

Changes = dict[str, dict[str, Any]]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Return `{field: {"before": …, "after": …}}` for JSON values that differ; a field that is missing is null."""
    names = [*before, *(name for name in after if name not in before)]
    return {
        name: {"before": _short(before.get(name)), "after": _short(after.get(name))}
        for name in names
        if before.get(name) != after.get(name)
    }


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= LONGEST_TEXT else value[: LONGEST_TEXT - 1] + "…"
    if isinstance(value, list):
        return [_short(one) for one in value[:MOST_ENTRIES]]
    if isinstance(value, dict):
        return {name: _short(one) for name, one in value.items()}
    return value
