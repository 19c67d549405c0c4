"""Signatures over sums: those of minisign, made and proved, and every way to be false."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import minisign
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from conftest import MakeProject, write_files
from handbook.book.findings import Exit
from handbook.cli import main
from handbook.keeping import prove_kept
from handbook.signing import SigningFault, open_key, prove_signature
from test_release import FILES, revise

# Made by minisign 0.11 itself, for these tests alone: `minisign -G -W`, and its signatures.
SECRET = (
    "untrusted comment: minisign encrypted secret key\n"
    "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA1+OBbdr5T+XJXJDa8olBO4W5"
    "Wa5byxqCHfXpXA6MqbPaCtjPbkB7sQv0+/BpNZfIW3GeBs+ZiA4R40B1gp//fCoVsUn61j2PAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAA=\n"
)
PUBLIC = "RWTX44Ft2vlP5Qv0+/BpNZfIW3GeBs+ZiA4R40B1gp//fCoVsUn61j2P"
DATA, COMMENT = b"abc\n", "watch edition 1 2026-11-22"
SIGNATURE = (
    "untrusted comment: signature from minisign secret key\n"
    "RUTX44Ft2vlP5WNHpP+beZ9VLAdh2DHmm+YLoxvZ9/MAQhoJIAoyn8wn8gxF4cSZVQxkJ/BTulX3bZzuWBLNObzElBkmbEjQmwA=\n"
    "trusted comment: watch edition 1 2026-11-22\n"
    "XRKYfk4VJvKbodc00g+6Pymoh4og9WuTFOdavr8AfFdt76Rg5+F25QT9PaCDoGKPdMRGWC8NrntYibUajFPWCw==\n"
)
LEGACY = (
    "untrusted comment: signature from minisign secret key\n"
    "RWTX44Ft2vlP5dGSKusRjPR1mKI2QM8feld3ZHoB7f28A9IfXYOSVMG12JRa1EijEzRXZoyfSAsuyjXvXMeivTgYUGuQILNVQQg=\n"
    "trusted comment: old\n"
    "/BA25e5bv428Xhe7mdhvWQc96qalPGK9gxuzwDuQXgUjAwIiQq3i8Aa6N4vtZKkp7JgMcnyXeBKbix6AR7/yCQ==\n"
)


def nobody() -> str:
    pytest.fail("nobody has to type anything")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "safe/minisign.key"
    path.parent.mkdir()
    path.write_text(SECRET)
    return path


@pytest.fixture
def locked(tmp_path: Path) -> tuple[Path, str]:
    """Return a key with a passphrase that is quick to try, and its public key."""
    pair = minisign.KeyPair.generate()
    pair.secret_key.encrypt("tide", opslimit=32768, memlimit=1 << 20)
    path = tmp_path / "locked.key"
    path.write_bytes(bytes(pair.secret_key) + b"\n")
    return path, pair.public_key.to_base64().decode()


def test_a_signature_is_that_of_minisign_to_the_byte(key: Path, tmp_path: Path) -> None:
    sign = open_key(key, tmp_path / "project", nobody)
    own, theirs = sign(DATA, COMMENT).decode().splitlines(), SIGNATURE.splitlines()
    assert own[1:] == theirs[1:]
    assert prove_signature(DATA, SIGNATURE.encode(), PUBLIC, "x") == COMMENT
    whole = f"untrusted comment: minisign public key\n{PUBLIC}\n"
    assert prove_signature(DATA, sign(DATA, COMMENT), whole, "x") == COMMENT


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("minisign"), reason="the tool itself is not there")
def test_minisign_itself_takes_what_was_signed(key: Path, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(DATA)
    (tmp_path / "f.minisig").write_bytes(open_key(key, tmp_path / "p", nobody)(DATA, COMMENT))
    run = subprocess.run(
        ["minisign", "-V", "-m", "f", "-P", PUBLIC], cwd=tmp_path, capture_output=True, check=True
    )
    assert COMMENT.encode() in run.stdout


@given(st.binary(max_size=40), st.integers(0, 10_000), st.integers(1, 255))
def test_whatever_byte_is_changed_is_found(data: bytes, where: int, by: int) -> None:
    signed = bytearray(SIGNATURE.encode())
    signed[where % len(signed)] ^= by
    if _parsed(bytes(signed)) != _parsed(SIGNATURE.encode()):
        assert _refused(DATA, bytes(signed)) == "HB973"
    if data != DATA:
        assert _refused(data, SIGNATURE.encode()) == "HB973"


def _parsed(signature: bytes) -> object:
    """Return what a signature says, its comment that nobody signed left out."""
    try:
        return minisign.Signature.from_bytes(signature)
    except minisign.ParseError:
        return None


def _refused(data: bytes, signature: bytes, public: str = PUBLIC) -> str:
    with pytest.raises(SigningFault) as fault:
        prove_signature(data, signature, public, "x")
    return fault.value.finding.code


def test_old_signatures_other_keys_and_what_is_none_are_refused() -> None:
    other = minisign.KeyPair.generate().public_key.to_base64().decode()
    assert _refused(DATA, LEGACY.encode()) == "HB973"
    assert _refused(DATA, SIGNATURE.encode(), other) == "HB973"
    assert _refused(DATA, b"", PUBLIC) == "HB973"
    for public in ("", "no key", PUBLIC[:-1], f"{PUBLIC[:-1]}\N{LATIN SMALL LETTER E WITH ACUTE}"):
        assert _refused(DATA, SIGNATURE.encode(), public) == "HB974"


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 50, b"x" * 30_000, b"untrusted comment: a\nAAAA\n", PUBLIC.encode()]
)
def test_what_is_no_secret_key_is_found(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "k"
    path.write_bytes(content)
    for one in (path, tmp_path, tmp_path / "none"):
        with pytest.raises(SigningFault) as fault:
            open_key(one, tmp_path / "project", nobody)
        assert fault.value.finding.code == "HB974"


def test_a_locked_key_wants_its_passphrase(locked: tuple[Path, str], tmp_path: Path) -> None:
    path, public = locked
    sign = open_key(path, tmp_path / "project", lambda: "tide")
    assert prove_signature(DATA, sign(DATA, "x"), public, "y") == "x"
    with pytest.raises(SigningFault, match="wrong password"):
        open_key(path, tmp_path / "project", lambda: "ebb")


def test_a_key_in_the_project_is_refused_also_behind_a_link(key: Path, tmp_path: Path) -> None:
    inside = tmp_path / "project/keys"
    inside.mkdir(parents=True)
    shutil.copy(key, inside / "k")
    (tmp_path / "link").symlink_to(inside / "k")
    for path in (inside / "k", tmp_path / "link"):
        with pytest.raises(SigningFault) as fault:
            open_key(path, tmp_path / "project", nobody)
        assert fault.value.finding.code == "HB975"


def test_without_the_extra_it_says_what_to_install(
    key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "minisign", None)
    with pytest.raises(SigningFault) as fault:
        open_key(key, tmp_path / "project", nobody)
    assert fault.value.finding.code == "HB976"


def run(*given: str | Path) -> Result:
    return CliRunner().invoke(main, [str(one) for one in given])


def released(project: Path, *given: str | Path) -> Result:
    return run("release", "--project", project, "--product", "data", "--jobs", "1", *given)


def test_an_edition_is_signed_when_it_is_kept(
    make_project: MakeProject, locked: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project, (path, public) = make_project(FILES), locked
    monkeypatch.setenv("HANDBOOK_PASSPHRASE", "ebb")
    assert "HB974" in released(project, "--sign", path).stderr
    assert not (project / "content/editions").exists()
    monkeypatch.setenv("HANDBOOK_PASSPHRASE", "tide")
    made = released(project, "--sign", path)
    assert made.exit_code == 0, made.stderr
    folder = project / "content/editions/1"
    signature = (folder / "SHA256SUMS.minisig").read_bytes()
    sums = (folder / "SHA256SUMS").read_bytes()
    assert prove_signature(sums, signature, public, "x") == "small edition 1 2026-11-22"
    assert prove_kept(project) == ()
    assert "it was signed" in run("release", "--project", project, "--undo", "1").stderr
    revise(project)
    assert released(project).exit_code == 0
    assert run("release", "--project", project, "--undo", "2").exit_code == 0


@pytest.fixture
def published(tmp_path: Path, key: Path) -> Path:
    """Return a folder with a file, its sums and their signature."""
    data = b"%PDF-1.7 a book"
    sums = f"{hashlib.sha256(data).hexdigest()}  2/book.pdf\n{'0' * 64}  2/other.pdf\n".encode()
    signed = open_key(key, tmp_path / "project", nobody)(sums, COMMENT)
    files: dict[str, str | bytes] = {
        "2/book.pdf": data, "SHA256SUMS": sums, "SHA256SUMS.minisig": signed, "key.pub": PUBLIC,
    }  # fmt: skip
    return write_files(tmp_path / "published", files)


def proved(folder: Path, *given: str | Path, file: str = "2/book.pdf") -> Result:
    return run("proof", folder / file, "--sums", folder / "SHA256SUMS", *given)


def test_a_file_is_vouched_for_by_signed_sums(published: Path) -> None:
    made = proved(published, "--key", published / "key.pub")
    assert (made.exit_code, made.stderr) == (Exit.FINE, "")
    book = published / "2/book.pdf"
    assert made.stdout == f"{book}: as published, 2/book.pdf, signed: {COMMENT}\n"
    renamed = published / "mine.pdf"
    shutil.copy(book, renamed)
    told = json.loads(proved(published, "--key", published / "key.pub", "--json").stdout)
    assert told["signed"] == COMMENT
    assert "as published, 2/book.pdf" in proved(published, file="mine.pdf").stdout


def test_without_a_key_the_sums_alone_are_a_warning(published: Path) -> None:
    made = proved(published)
    assert made.exit_code == Exit.FINE
    assert "warning[HB977]" in made.stderr


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("2/book.pdf", b"%PDF-1.7 another", "HB970"),
        ("SHA256SUMS.minisig", None, "HB972"),
        ("SHA256SUMS.minisig", LEGACY, "HB973"),
        ("SHA256SUMS.minisig", SIGNATURE, "HB973"),
        ("SHA256SUMS.minisig", "x" * 30_000, "HB972"),
        ("SHA256SUMS", b"\xff\0", "HB971"),
        ("key.pub", b"no key", "HB974"),
        ("key.pub", b"\xff" * 30_000, "HB974"),
    ],
)
def test_what_is_false_is_found(
    published: Path, name: str, content: str | bytes | None, code: str
) -> None:
    if content is None:
        (published / name).unlink()
    else:
        write_files(published, {name: content})
    made = proved(published, "--key", published / "key.pub")
    assert made.exit_code == Exit.PROOF
    assert f"error[{code}]" in made.stderr
    assert "as published" not in made.stdout


def test_a_sum_that_was_put_in_afterwards_is_found(published: Path) -> None:
    other = published / "forged.pdf"
    other.write_bytes(b"%PDF forged")
    sums = published / "SHA256SUMS"
    total = hashlib.sha256(other.read_bytes()).hexdigest()
    sums.write_text(f"{sums.read_text()}{total}  forged.pdf\n")
    made = proved(published, "--key", published / "key.pub", file="forged.pdf")
    assert re.findall(r"\[(HB\d+)\]", made.stderr) == ["HB973"]


def test_the_key_of_the_book_is_taken_where_none_is_named(
    published: Path, make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = FILES["content/handbook.toml"] + f'[publish]\nkey = "{PUBLIC}"\n'
    monkeypatch.chdir(make_project({**FILES, "content/handbook.toml": settings}))
    assert f"signed: {COMMENT}" in proved(published).stdout


def test_ways_of_proving_do_not_mix(published: Path) -> None:
    for ways in (("--press",), ("--manifest", published / "key.pub")):
        assert proved(published, *ways).exit_code == Exit.USAGE
    book = published / "2/book.pdf"
    assert run("proof", book, "--key", published / "key.pub").exit_code == Exit.USAGE
