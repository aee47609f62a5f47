"""Bearer JWTs of the agency's OpenID Connect provider, checked offline against its published keys.

The environment names the provider: GUOMEN_OIDC_ISSUER, GUOMEN_OIDC_AUDIENCE, GUOMEN_OIDC_JWKS_FILE (its key set,
RFC 7517, fetched by the deployment) and GUOMEN_OIDC_CLAIM (the claim that holds our user name).
"""

import os
from dataclasses import dataclass
from pathlib import Path

import jwt
from django.core.exceptions import ImproperlyConfigured

# Signatures with the provider's private key only: a shared secret would let any of its clients sign.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]


@dataclass(frozen=True, slots=True)
class Provider:
    """Whose tokens are believed, for whom they must be meant, and which claim holds the user name."""

    issuer: str
    audience: str
    keys: Path
    claim: str


def provider() -> Provider | None:
    """The configured provider; None where none is. Raises ImproperlyConfigured where it is half configured."""
    names = ("GUOMEN_OIDC_ISSUER", "GUOMEN_OIDC_AUDIENCE", "GUOMEN_OIDC_JWKS_FILE")
    issuer, audience, keys = (os.environ.get(name, "") for name in names)
    if not (issuer or audience or keys):
        return None
    if not (issuer and audience and keys):
        raise ImproperlyConfigured(f"set all of {', '.join(names)}, or none")
    return Provider(issuer, audience, Path(keys), os.environ.get("GUOMEN_OIDC_CLAIM", "preferred_username"))


def username_of(token: str) -> str:
    """The user name that a valid token of the provider vouches for; empty for any other token."""
    believed = provider()
    if believed is None:
        return ""
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        keys = jwt.PyJWKSet.from_json(believed.keys.read_text()).keys
        key = next(key for key in keys if key.key_id == kid)
        claims = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            audience=believed.audience,
            issuer=believed.issuer,
            options={"require": ["exp", "iss", "aud"]},
        )
    except (jwt.PyJWTError, StopIteration):
        return ""
    return str(claims.get(believed.claim) or "")
