"""TLS towards a peer: whose certificates we believe, and which one we show."""

import ssl

from django.conf import settings


def towards_peers() -> ssl.SSLContext:
    """Return how a peer is called over HTTPS: by our own authority, showing our certificate."""
    context = ssl.create_default_context(cafile=settings.TLS_CA)
    if settings.TLS_CERT:
        context.load_cert_chain(settings.TLS_CERT, settings.TLS_KEY)
    return context
