"""`craftlocal token`: a short-lived bearer token of the local stack, for curl and scripts."""

from pathlib import Path

import click

from cli.demo import demo_people
from cli.terminal import data_option, sentences, stack
from core.auth import Scope
from core.ids import stable_id
from write_api.oauth.signing import Issuer, load_key, mint
from write_api.resources import here

SCOPES: dict[str, tuple[Scope, ...]] = {
    "buyer": (Scope.LISTINGS_READ, Scope.ORDERS_READ, Scope.ORDERS_WRITE),
    "seller": (Scope.LISTINGS_READ, Scope.LISTINGS_WRITE, Scope.ORDERS_READ, Scope.SELLER_MANAGE),
    "admin": tuple(Scope),
}


@click.command("token")
@click.argument("role", type=click.Choice(list(SCOPES)))
@click.option(
    "--for", "audience", type=click.Choice(["edge", "write-api"]), default="edge", show_default=True,
    help="Who will be shown the token.",
)  # fmt: skip
@data_option
def token_command(role: str, audience: str, data: Path) -> None:
    """Print an access token of a demo account. Only on the local stack."""
    with sentences():
        settings = stack(data)
        if settings.signing_key_file is None or not here(settings.auth, settings.site).is_local:
            raise click.ClickException(
                "Demo tokens exist on a local stack only: sign in through OAuth instead."
            )
        meant_for = (
            f"{settings.site.public_base_url}/mcp" if audience == "edge" else settings.auth.write_api_audience
        )
        account_id = stable_id("acc", demo_people()[role].email)
        issuer = Issuer(settings.auth.issuer, load_key(settings.signing_key_file))
        click.echo(
            mint(
                issuer,
                subject=account_id,
                audience=meant_for,
                client_id="craftlocal_cli",
                scopes=SCOPES[role],
            )
        )
