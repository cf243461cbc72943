"""What an npm package has in its archive, for data that the program carries."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile

import httpx

REGISTRY = "https://registry.npmjs.org"


def members(package: str, version: str, names: tuple[str, ...]) -> list[bytes]:
    """Files of a package's archive, which is held against the registry's own hash of it.

    Raises ValueError if it is another archive, or has no such file.
    """
    with httpx.Client(base_url=REGISTRY, timeout=60, follow_redirects=True) as client:
        described = client.get(f"/{package}/{version}").raise_for_status().json()
        archive = client.get(described["dist"]["tarball"]).raise_for_status().content
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != described["dist"]["integrity"]:
        raise ValueError(f"the archive of {package} {version} is not what the registry describes")
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        return [_member(files, name) for name in names]


def _member(files: tarfile.TarFile, name: str) -> bytes:
    member = files.extractfile(name)
    if member is None:
        raise ValueError(f"the archive has no {name}")
    return member.read()
