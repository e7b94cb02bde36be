"""What may lie in the queue."""

import pickle

import orjson
import pytest

from core import jobs
from core.jobs import deserialize, serialize


def test_a_job_is_json_and_nothing_in_the_queue_is_run() -> None:
    assert orjson.loads(serialize({"listing_id": "lst_1"})) == {"listing_id": "lst_1"}
    with pytest.raises(orjson.JSONDecodeError):
        deserialize(pickle.dumps({"listing_id": "lst_1"}))


def test_one_version_is_one_job_and_another_version_another() -> None:
    both = jobs.index_listings_job_id({"lst_a": 1, "lst_b": 7})
    assert jobs.index_listings_job_id({"lst_b": 7, "lst_a": 1}) == both
    others = (
        {"lst_a": 1},
        {"lst_a": 1, "lst_b": 8},
        {"lst_a": 17, "lst_b": 7},
        {"lst_a": 1, "lst_b": 7, "lst_c": 1},
    )
    assert len({both, *map(jobs.index_listings_job_id, others)}) == 5
