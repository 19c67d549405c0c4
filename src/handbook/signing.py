"""Signatures over sums, as minisign makes them: detached, Ed25519, hashed before they are signed.

The library comes with the extra `sign`; without it nothing can be signed and no signature proved.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from handbook.book.findings import Finding
from handbook.book.places import Place

ENDING = ".minisig"
"""Follows the name of a file in that of its signature."""
MOST_BYTES = 20_000
"""A key or a signature has a few hundred."""

Signer = Callable[[bytes, str], bytes]
"""Takes what is to be signed and one line that is signed with it; returns the signature."""


class SigningFault(Exception):  # noqa: N818  # a fault of a key or a signature, caught at once
    """What is wrong with a key or a signature, as the finding to show."""

    def __init__(self, code: str, path: str, message: str) -> None:
        super().__init__(message)
        self.finding = Finding(code, Place(path), message)


def open_key(path: Path, project: Path, ask: Callable[[], str]) -> Signer:
    """Return what signs with the secret key in a file; `ask` gives its passphrase, if it has one.

    Raise `SigningFault` for a key that lies in the project (HB975), where version control and
    archives would give it away, and for one that cannot be used (HB974); HB976 without the extra.
    """
    if path.resolve().is_relative_to(project.resolve()):
        raise SigningFault("HB975", str(path), f"it lies in {project.resolve().name}")
    minisign = _library(str(path))
    try:
        key = minisign.SecretKey.from_bytes(_data(path))
        if key.is_encrypted():
            key.decrypt(ask())
    except (OSError, ValueError) as error:
        raise SigningFault("HB974", str(path), f"no secret key: {_reason(error)}") from error

    def sign(data: bytes, comment: str) -> bytes:
        signed = key.sign(data, untrusted_comment="signature by handbook", trusted_comment=comment)
        return bytes(signed) + b"\n"

    return sign


def prove_signature(data: bytes, signature: bytes, key: str, path: str) -> str:
    """Return the line that was signed with the data; `path` is that of the signature.

    `key` is a public key: its 56 characters, or the two lines of its file. Raise `SigningFault`:
    HB973 for a signature that is not by that key or not over these data, or of the old form that
    does not hash them first; HB974 for no key.
    """
    minisign = _library(path)
    try:
        public = minisign.PublicKey.from_base64((key.split() or [""])[-1])
    except ValueError as error:
        raise SigningFault("HB974", path, f"no public key: {_reason(error)}") from error
    try:
        signed = minisign.Signature.from_bytes(signature)
        if not signed.is_prehashed():
            raise SigningFault("HB973", path, "it is of the old form, which is not taken")
        public.verify(data, signed)
    except ValueError as error:
        raise SigningFault("HB973", path, _reason(error)) from error
    comment: str = signed.trusted_comment
    return comment


def read_small(path: Path, code: str) -> bytes:
    """Return what is in the file of a key or a signature; raise `SigningFault` with a code."""
    try:
        return _data(path)
    except (OSError, ValueError) as error:
        raise SigningFault(code, str(path), _reason(error)) from error


def _data(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError("the file is too long")
    return data


def _library(path: str) -> Any:
    try:
        import minisign
    except ImportError as error:
        raise SigningFault("HB976", path, "the library is not installed") from error
    return minisign


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__
