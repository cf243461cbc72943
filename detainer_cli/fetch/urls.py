"""Which URLs are read as input, and how they are shown: without what only their owner may know."""

from __future__ import annotations

import re

from detainer_cli.errors import UsageError

STORES = {"s3": "s3fs", "gs": "gcsfs"}
"""Schemes of object stores, each with the package that reads it; its extra has the same name."""
WEB = frozenset({"https", "http"})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s@:\[\]]+)(:\d+)?")
_KNOWN = ", ".join(f"{name}://" for name in ("https", *STORES))


def is_url(path: str) -> bool:
    """True if `path` is a URL of whatever kind, not a path of this machine."""
    return _SCHEME.match(path) is not None


def is_store(path: str) -> bool:
    """True if `path` is a place in an object store."""
    return _split(path)[0] in STORES


def shown(path: str) -> str:
    """`path` for messages, logs and the database; of a URL without user, password and query.

    A signed URL carries in its query what opens it.
    """
    if not is_url(path):
        return path
    scheme, host, place = _split(path)
    named = host.rpartition("@")[2]
    if not _HOST.fullmatch(named):  # a password may hold a slash
        return f"{scheme}://…"
    return f"{scheme}://{named}{place if scheme in STORES else _without_query(place)}"


def checked(url: str) -> str:
    """The scheme of a URL that may be read. Raises UsageError."""
    scheme, host, _ = _split(url)
    if scheme not in STORES and scheme not in WEB:
        raise UsageError(f"{scheme}:// is not read.", f"A URL begins with {_KNOWN}.")
    if not host:
        raise UsageError("the URL has no host or bucket.", f"A URL begins with {_KNOWN}.")
    if not _HOST.fullmatch(host) or (scheme in STORES and ":" in host):
        raise UsageError(
            "the URL has a user, a password or a host that is none.",
            "Leave it out: credentials come from the environment or their own files.",
        )
    if scheme == "http" and host.rpartition(":")[0] not in LOOPBACK and host not in LOOPBACK:
        raise UsageError(
            "the URL is not encrypted: what arrives may not be what was sent.",
            "Use https://, or accept the risk with: detainers fetch --allow-http",
        )
    return scheme


def _split(url: str) -> tuple[str, str, str]:
    """Scheme, host (or bucket) and what stands behind it; the first is empty for a path."""
    found = _SCHEME.match(url)
    if found is None:
        return "", "", url
    scheme, rest = found[1].lower(), url[found.end() :]
    end = re.search(r"/" if scheme in STORES else r"[/?#]", rest)
    at = end.start() if end else len(rest)
    return scheme, rest[:at], rest[at:]


def _without_query(place: str) -> str:
    return re.split(r"[?#]", place, maxsplit=1)[0]
