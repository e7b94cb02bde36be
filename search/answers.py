"""Answers kept for as long as the index stands still: popular searches cost nothing the second time."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

MOST_WEIGHT = 20_000  # where a listing weighs 1, of some 4 kB: 80 MB

T = TypeVar("T")


class Answers(Generic[T]):
    """The last answers, by what was asked, in one state of the index; another state forgets them all."""

    def __init__(self, most_weight: int = MOST_WEIGHT) -> None:
        self._most_weight = most_weight
        self._weight = 0
        self._state: Hashable = None
        self._answers: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()

    def get(self, state: Hashable, asked: Hashable) -> T | None:
        """Return the answer given before in this state."""
        if state != self._state:
            self._state = state
            self._answers.clear()
            self._weight = 0
        if asked not in self._answers:
            return None
        self._answers.move_to_end(asked)
        return self._answers[asked][0]

    def keep(self, state: Hashable, asked: Hashable, answer: T, weight: int) -> None:
        """Keep an answer that was worked out in this state; one that is over by now is dropped."""
        if state is None or state != self._state or asked in self._answers:
            return
        self._answers[asked] = answer, weight
        self._weight += weight
        while self._weight > self._most_weight:
            _, (_, freed) = self._answers.popitem(last=False)
            self._weight -= freed
