"""`craftlocal keys rotate`: a new key for signing tokens, without a moment in which none is good."""

import time
from pathlib import Path

import click

from cli.stack.layout import Layout
from cli.terminal import data_option, sentences
from core import settings
from write_api.oauth import keyring
from write_api.oauth.keyring import KeyFiles


@click.group("keys")
def keys_group() -> None:
    """The keys that sign access tokens."""


@keys_group.command("rotate")
@click.option(
    "--leaked", is_flag=True,
    help="The key is in the wrong hands: sign with a new one at once, and let no token of the old one pass.",
)  # fmt: skip
@data_option
def rotate_command(leaked: bool, data: Path) -> None:
    """Take the next step to a new key: publish it, then, run again a quarter of an hour later, sign with it.

    Of SIGNING_KEY_FILE where it is set, else of the local stack. Services that run see the change by themselves.
    """
    with sentences():
        files = KeyFiles(_key_file(data))
        if leaked:
            click.echo(keyring.replace_leaked(files))
            return
        click.echo(keyring.rotate(files, time.time()))


def _key_file(data: Path) -> Path:
    if "SIGNING_KEY_FILE" in settings.outer_environment():
        return settings.load(settings.Signing).key_file
    return Layout(data.resolve()).key_file
