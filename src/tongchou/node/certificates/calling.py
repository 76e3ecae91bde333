"""Calling a peer 呼叫对端: by the certificates in the folder now, and saying what is wrong.

What fails in TLS is told in words of the node's; the exchange notes it at the link and tries again.
"""

import ssl
from collections.abc import Iterator

import httpx

from tongchou.node.certificates.folder import PeerTls, Renewed, Unusable

SAID = {
    9: "对端的证书尚未生效，请校准两端时钟"
    " / The peer's certificate is not valid yet: set both clocks right",
    10: "对端的证书已过期，请在对端换发 / The peer's certificate has ended: issue it another one",
    18: "对端的证书为自签证书，不可信 / The peer shows a certificate that it signed itself",
    19: "对端的证书不是本节点所信机构签发，请核对两端的 authority.pem"
    " / The peer's certificate is of an authority that is not believed here: compare both"
    " authority.pem",
    62: "对端的证书不含所访问的主机名，请换发并写明 --host"
    " / The peer's certificate is not for the host that is called: issue it with that --host",
}
"""What is said of a certificate that OpenSSL does not believe, by its number of the fault."""
SAID |= {20: SAID[19], 21: SAID[19], 64: SAID[62]}

ALERTS = {
    "CERTIFICATE_REQUIRED": "对端要求出示证书，本节点未出示"
    " / The peer asks for a certificate, and none was shown",
    "UNKNOWN_CA": "对端不信任签发本节点证书的机构，请核对两端的 authority.pem"
    " / The authority of our certificate is not believed there: compare both authority.pem",
    "CERTIFICATE_EXPIRED": "本节点的证书已过期，请换发"
    " / Our certificate has ended: have another one issued",
    "CERTIFICATE_REVOKED": "本节点的证书已吊销，请换发"
    " / Our certificate was revoked: have another one issued",
    "WRONG_VERSION_NUMBER": "对端端口不使用TLS，请核对地址"
    " / No TLS is spoken at that port: compare the address",
}
"""What is said when the peer, or its port, does not take us, by OpenSSL's word for it."""


class PeerTransport(httpx.BaseTransport):
    """Calls one peer over TLS; takes up other certificates as soon as they lie in the folder."""

    def __init__(self, tls: PeerTls, peer: str) -> None:
        self._tls, self._peer = tls, peer
        self._made: Renewed[httpx.HTTPTransport] | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; raises `httpx.TransportError` that says what is wrong."""
        try:
            if self._made is None:
                self._made = Renewed(self._tls, self._transport)
            return self._made.now().handle_request(request)
        except Unusable as fault:
            raise httpx.ConnectError(str(fault), request=request) from fault
        except httpx.TransportError as fault:
            raise type(fault)(said_of(fault), request=request) from fault

    def close(self) -> None:
        """Let go of the connections."""
        if self._made is not None:
            self._made.now().close()

    def _transport(self) -> httpx.HTTPTransport:
        return httpx.HTTPTransport(verify=self._tls.towards(self._peer))


def client_for(url: str, tls: PeerTls, peer: str, *, timeout: httpx.Timeout) -> httpx.Client:
    """Return a client for a peer at an address; over HTTP there is nothing to prove by TLS."""
    if url.startswith("https:"):
        return httpx.Client(base_url=url, timeout=timeout, transport=PeerTransport(tls, peer))
    return httpx.Client(base_url=url, timeout=timeout)


def said_of(fault: BaseException) -> str:
    """Return what an operator is told of a failure; as it says itself where it is none of TLS."""
    for cause in _causes(fault):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return SAID.get(getattr(cause, "verify_code", 0), str(cause))
        if isinstance(cause, ssl.SSLError):
            known = (said for word, said in ALERTS.items() if word in str(cause).upper())
            return next(known, str(cause))
    return str(fault)


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__
