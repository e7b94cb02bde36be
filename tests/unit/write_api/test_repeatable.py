"""Whatever creates or moves something can be sent again without happening twice."""

from typing import Any

import pytest

from core.http.operations import Operation
from write_api.app import OPERATIONS

# What takes no key, by operation id, and why a repeat is harmless all the same.
WITHOUT_KEY = {
    "send_order_link": "asks for a mail, a few an hour to one address; a repeat mails a new link and ends the old one",
    "mark_order_messages_read": "says up to which message was read; the same again says the same",
    "mark_shop_order_messages_read": "as that of buyers",
}

# Signed messages are known by their own ids, and OAuth has rules of its own against repeats.
POSTS = [one for one in OPERATIONS if one.method == "POST" and not one.is_signed and one.face != "oauth"]


@pytest.mark.parametrize("operation", POSTS, ids=lambda one: one.name)
def test_every_post_takes_an_idempotency_key_or_says_why_not(operation: Operation[Any, Any]) -> None:
    assert operation.repeatable != (operation.name in WITHOUT_KEY)


def test_whatever_takes_a_key_says_when_an_answer_was_given_before() -> None:
    for operation in OPERATIONS:
        if operation.repeatable:
            for answer in operation.answers.values():
                assert "Idempotent-Replayed" in answer.headers, operation.name


def test_no_operation_is_listed_that_there_is_not() -> None:
    assert set(WITHOUT_KEY) <= {operation.name for operation in POSTS}
