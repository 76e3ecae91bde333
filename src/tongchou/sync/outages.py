"""Why a peer could not be reached 链路中断, in both languages, for who can do something about it.

Kept as one text, "中文 / English"; what the certificates of a link say comes as such already.
"""

import errno
from collections.abc import Iterator
from socket import gaierror

import httpx

from tongchou.standards.text import Text

_BY_NUMBER = {
    errno.ECONNREFUSED: ("端口无人监听，对端可能未启动", "nobody listens there; is it started?"),
    errno.ECONNRESET: ("连接被对端重置", "the connection was reset"),
    errno.EHOSTUNREACH: ("没有到对端的路由", "there is no route to that host"),
    errno.ENETUNREACH: ("网络不可达", "the network cannot be reached"),
}
_NO_SUCH_HOST = ("主机名无法解析", "the host name is not known")
_BY_KIND: dict[type[Exception], tuple[str, str]] = {
    httpx.ConnectTimeout: ("连接超时", "it did not take the connection in time"),
    httpx.TimeoutException: ("应答超时", "it did not answer in time"),
    httpx.RemoteProtocolError: ("连接中途断开", "the connection broke off"),
    httpx.NetworkError: ("连接中断", "the connection failed"),
}
TEXT_MAX = 500


def said_of(fault: Exception) -> Text:
    """Return what is said of a call that failed."""
    said = " ".join(str(fault).split())[:TEXT_MAX]
    if " / " in said:
        zh, _, en = said.partition(" / ")
        return Text(zh, en)
    if isinstance(fault, httpx.HTTPStatusError):
        return Text(f"对端的答复无效：{said}", f"What the peer answered does not count: it {said}")
    zh, en = _reason(fault)
    return Text(f"无法连接对端：{zh}", f"The peer cannot be reached: {en}")


def kept(said: Text) -> str:
    """Return a text as it is kept with a link."""
    return f"{said.zh} / {said.en}"


def _reason(fault: Exception) -> tuple[str, str]:
    for cause in _causes(fault):
        if isinstance(cause, gaierror):
            return _NO_SUCH_HOST
        if isinstance(cause, OSError) and cause.errno in _BY_NUMBER:
            return _BY_NUMBER[cause.errno]
    said = " ".join(str(fault).split())[:TEXT_MAX]
    for kind, words in _BY_KIND.items():
        if isinstance(fault, kind):
            return (f"{words[0]}（{said}）", f"{words[1]} ({said})") if said else words
    return said, said


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__
