"""Authorization requests (OAuth 2.1, 4.1.1; OpenID Connect Core 3.1.2): whether to answer, and where."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from core.http.problems import OAuthError
from write_api.oauth import redirects, rules, scopes
from write_api.oauth.clients import Client
from write_api.oauth.directory import ClientDirectory
from write_api.oauth.server import Identity

# A request travels within the address of the sign-in page, in which it grows.
MAX_QUERY = 4000
MAX_FIELDS = 40
MAX_STATE = 2000
MAX_NONCE = 500
PROMPTS = {"none", "login", "consent", "select_account"}


class UntrustedError(Exception):
    """A request that must not be answered at its redirect address: the sentence is shown on our page."""


class RedirectedError(Exception):
    """A refusal that the client hears of."""

    def __init__(self, error: OAuthError, request: "Trusted") -> None:
        self.error = error
        self.request = request
        super().__init__(error.description)


@dataclass(frozen=True)
class Parameters:
    """The parameters as they came; `repeated` are those that came more than once."""

    values: dict[str, str]
    repeated: frozenset[str]

    def one(self, name: str) -> str | None:
        """Return a parameter; an empty one counts as left out (RFC 6749, 3.1)."""
        return self.values.get(name) or None


@dataclass(frozen=True)
class Trusted:
    """Whom the answer goes to: the redirect address is one of the client's."""

    client: Client
    redirect_uri: str
    state: str | None
    parameters: Parameters


@dataclass(frozen=True)
class Asked:
    """A request that can be granted."""

    trusted: Trusted
    scopes: frozenset[str]
    resource: str
    code_challenge: str
    nonce: str | None
    prompt: frozenset[str] = field(default_factory=frozenset)
    max_age_seconds: int | None = None

    @property
    def wants_fresh_sign_in(self) -> bool:
        """Whether it matters when the person signed in."""
        return self.max_age_seconds is not None or bool(self.prompt & {"login", "select_account"})

    @property
    def always_asks(self) -> bool:
        """Whether an earlier yes does not count: nobody vouches for the client, or it may be any program."""
        return (
            self.trusted.client.document_host is None
            or redirects.is_loopback(self.trusted.redirect_uri)
            or "consent" in self.prompt
        )


def read(raw_query: str) -> Parameters:
    """Return the parameters of a query or form.

    Raises:
        UntrustedError: it is too long, or not UTF-8.
    """
    if len(raw_query) > MAX_QUERY:
        raise UntrustedError(f"The request has more than {MAX_QUERY} characters.")
    # What is percent-encoded has nothing else; and it goes into a header.
    if not raw_query.isascii() or not raw_query.isprintable() or " " in raw_query:
        raise UntrustedError("The request is not percent-encoded.")
    try:
        pairs = parse_qsl(raw_query, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError:
        raise UntrustedError("The request cannot be read: it is not UTF-8, or has too many fields.") from None
    if any("\0" in name or "\0" in value for name, value in pairs):
        raise UntrustedError("The request holds a NUL character.")
    names = [name for name, _ in pairs]
    return Parameters(dict(pairs), frozenset(name for name in names if names.count(name) > 1))


async def trust(directory: ClientDirectory, parameters: Parameters) -> Trusted:
    """Return whom to answer.

    Raises:
        UntrustedError: the client is not known, or the redirect address is not one of its own.
    """
    client_id, redirect_uri = parameters.one("client_id"), parameters.one("redirect_uri")
    for name in ("client_id", "redirect_uri"):
        if name in parameters.repeated:
            raise UntrustedError(f"The request names its {name} twice.")
    if client_id is None or redirect_uri is None:
        raise UntrustedError("The request does not say which app it comes from, or where the answer goes.")
    if len(client_id) > redirects.MAX_LENGTH:
        raise UntrustedError("The client_id is too long.")
    try:
        client = await directory.get(client_id)
    except OAuthError as error:
        raise UntrustedError(error.description) from None
    found = redirects.find(client.redirect_uris, redirect_uri)
    if found is None:
        raise UntrustedError("The address the answer should go to is not one that this app has registered.")
    state = None if "state" in parameters.repeated else parameters.one("state")
    return Trusted(client, found, state if state and len(state) <= MAX_STATE else None, parameters)


def judge(identity: Identity, trusted: Trusted) -> Asked:
    """Return what is asked for.

    Raises:
        RedirectedError: it cannot be granted.
    """
    try:
        return _judge(identity, trusted)
    except OAuthError as error:
        raise RedirectedError(error, trusted) from None


def _judge(identity: Identity, trusted: Trusted) -> Asked:
    given = trusted.parameters
    if given.repeated:
        raise OAuthError("invalid_request", f"The parameter {_shown(min(given.repeated))} is given twice.")
    if len(given.one("state") or "") > MAX_STATE:
        raise OAuthError("invalid_request", f"The state has more than {MAX_STATE} characters.")
    _check_response(given)
    challenge = _challenge(given)
    nonce = given.one("nonce")
    if nonce is not None and len(nonce) > MAX_NONCE:
        raise OAuthError("invalid_request", f"The nonce has more than {MAX_NONCE} characters.")
    return Asked(
        trusted=trusted,
        scopes=scopes.read(given.one("scope")),
        resource=identity.audience(given.one("resource")),
        code_challenge=challenge,
        nonce=nonce,
        prompt=_prompt(given),
        max_age_seconds=_seconds(given, "max_age"),
    )


def _check_response(given: Parameters) -> None:
    response_type, mode = given.one("response_type"), given.one("response_mode")
    if response_type is None:
        raise OAuthError("invalid_request", "The parameter response_type is required.")
    if response_type != "code":
        raise OAuthError("unsupported_response_type", "The response_type served here is code.")
    if mode not in (None, "query"):
        raise OAuthError("invalid_request", "The response_mode served here is query.")
    if given.one("request") is not None:
        raise OAuthError("request_not_supported", "Request objects are not taken here.")
    if given.one("request_uri") is not None:
        raise OAuthError("request_uri_not_supported", "Request objects are not fetched here.")


def _challenge(given: Parameters) -> str:
    challenge = given.one("code_challenge")
    if challenge is None:
        raise OAuthError("invalid_request", "PKCE is required: send a code_challenge.")
    if given.one("code_challenge_method") != "S256":
        raise OAuthError("invalid_request", "The code_challenge_method must be S256.")
    if not rules.is_challenge(challenge):
        raise OAuthError("invalid_request", "A code_challenge of S256 has 43 characters of base64url.")
    return challenge


def _prompt(given: Parameters) -> frozenset[str]:
    prompt = frozenset((given.one("prompt") or "").split())
    if prompt - PROMPTS or ("none" in prompt and len(prompt) > 1):
        raise OAuthError("invalid_request", "The prompt must be none, or be made of login and consent.")
    return prompt


def _seconds(given: Parameters, name: str) -> int | None:
    value = given.one(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= 9):
        raise OAuthError("invalid_request", f"The {name} must be a number of seconds.")
    return int(value)


def _shown(name: str) -> str:
    return "".join(letter for letter in name[:40] if (letter.isascii() and letter.isalnum()) or letter == "_")
