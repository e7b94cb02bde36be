"""Answers kept for as long as the index stands still: popular searches cost nothing the second time."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

KEPT = 2_000

T = TypeVar("T")


class Answers(Generic[T]):
    """The last answers, by what was asked, in one state of the index; another state forgets them all."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._state: Hashable = None
        self._answers: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, state: Hashable, asked: Hashable) -> T | None:
        """Return the answer given before in this state."""
        if state != self._state:
            self._state = state
            self._answers.clear()
        answer = self._answers.get(asked)
        if answer is not None:
            self._answers.move_to_end(asked)
        return answer

    def keep(self, state: Hashable, asked: Hashable, answer: T) -> None:
        """Keep an answer that was worked out in this state; one that is over by now is dropped."""
        if state is None or state != self._state:
            return
        self._answers[asked] = answer
        if len(self._answers) > self._kept:
            self._answers.popitem(last=False)
