"""The weights of ranking, out of their versioned file."""

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import orjson

from search.features import FEATURES

FILE = "ranking_weights.json"


@dataclass(frozen=True)
class Weights:
    """What each feature weighs, in the order of FEATURES, and the late terms: see search.ranking."""

    version: int
    fitted_on: str
    features: tuple[float, ...]
    fresh: float
    leaning: float
    same_shop: float


def read() -> Weights:
    """Return the weights that ship with this version.

    Raises:
        ValueError: the file names other features than the code has.
    """
    raw = orjson.loads(resources.files("search").joinpath(FILE).read_bytes())
    if set(raw["features"]) != set(FEATURES):
        raise ValueError(f"{FILE} does not name the features of search.features: fit it anew.")
    features = tuple(float(raw["features"][name]) for name in FEATURES)
    return Weights(int(raw["version"]), str(raw["fitted_on"]), features, **raw["late"])


def write(path: Path, weights: Weights) -> None:
    """Write weights to a file, for the next version to ship."""
    late = {name: getattr(weights, name) for name in ("fresh", "leaning", "same_shop")}
    raw = {
        "version": weights.version,
        "fitted_on": weights.fitted_on,
        "features": dict(zip(FEATURES, weights.features, strict=True)),
        "late": late,
    }
    path.write_bytes(orjson.dumps(raw, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
