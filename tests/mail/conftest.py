"""What tests of the mail room can ask for."""

import ssl
from pathlib import Path

import pytest

CERTIFICATE = Path(__file__).parent / "certificate"


@pytest.fixture
def served() -> ssl.SSLContext:
    """Return how a test server speaks TLS: with a certificate for localhost that nobody vouches for."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE / "cert.pem", CERTIFICATE / "key.pem")
    return context


@pytest.fixture
def trusting() -> ssl.SSLContext:
    """Return how a client speaks TLS that trusts this one certificate."""
    return ssl.create_default_context(cafile=str(CERTIFICATE / "cert.pem"))
