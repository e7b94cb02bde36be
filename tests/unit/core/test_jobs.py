"""What may lie in the queue."""

import pickle

import orjson
import pytest

from core.jobs import deserialize, serialize


def test_a_job_is_json_and_nothing_in_the_queue_is_run() -> None:
    assert orjson.loads(serialize({"listing_id": "lst_1"})) == {"listing_id": "lst_1"}
    with pytest.raises(orjson.JSONDecodeError):
        deserialize(pickle.dumps({"listing_id": "lst_1"}))
