"""What Locust runs: the journeys, their settings, and the table at the end."""

from argparse import ArgumentParser
from typing import Any

import gevent
import locust.stats
from gevent.resolver.blocking import Resolver
from locust import events

from load.journeys.browse import Shopper

__all__ = ["Shopper"]

# gevent looks names up in threads, which starve on a busy machine: connecting would seem to take seconds.
gevent.get_hub().resolver = Resolver()
locust.stats.STATS_NAME_WIDTH = 24
locust.stats.PERCENTILES_TO_REPORT = [0.5, 0.95, 0.99, 1.0]


@events.init_command_line_parser.add_listener
def settings(parser: ArgumentParser) -> None:
    """Declare the settings of the journeys beside Locust's own."""
    ours = parser.add_argument_group("Journeys")
    ours.add_argument(
        "--think-min", type=float, default=5.0, help="Shortest pause between searches, in seconds"
    )
    ours.add_argument("--think-max", type=float, default=15.0, help="Longest pause, in seconds")
    ours.add_argument("--zipf", type=float, default=0.9, help="How unevenly queries are asked; 0 is evenly")
    ours.add_argument(
        "--allow-empty", action="store_true",
        help="A search that finds nothing is no failure (for a catalogue other than the demo's)",
    )  # fmt: skip


@events.quitting.add_listener
def refuse_an_empty_run(environment: Any, **_: object) -> None:
    """End with exit code 1 when nothing was asked; failures do so by themselves."""
    if environment.stats.total.num_requests == 0:
        environment.process_exit_code = 1
