"""Freezing an edition: whole or not at all, in order, proved, and taken back."""

import hashlib
import io
import os
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from conftest import MakeProject, write_files
from handbook import keeping
from handbook.cli import main
from handbook.editions.archive import pack, unpack
from handbook.keeping import Busy, keep, prove_kept, take_back
from handbook.manuscript.records import kept_editions, read_kept
from handbook.manuscript.shipped import FROZEN, template_folder

FILES = {
    "content/handbook.toml": (
        'title = "Small"\nlanguage = "en-GB"\n[edition]\nid = "1"\ndate = 2026-11-22\n'
    ),
    "content/chapters/01-arrival.md": "# Arrival\n\nCall on the officer on the first day.\n",
    "content/checklists/D1.md": (
        "---\nid: D1\nkind: duty\nowner: Attaché\ntrigger: Arrival\nrevised: 2026-11-22\n"
        "sign-off: Attaché\n---\n# Watch\n\n## A. Start {mode=read-do}\n\n"
        "- [ ] **D1.1** Take the watch\n- [ ] **D1.2** Read the log\n"
        "- [ ] **D1.3** Count the keys\n"
        "- [ ] **D1.4** Ring the office\n- [ ] **D1.5** Sign the log {closes}\n"
    ),
}
SECOND = FILES["content/handbook.toml"].replace('"1"', '"2"').replace("-22", "-23")
REASON = '[[change]]\nids = ["arrival"]\ntext = "As ruled"\n'


def run(project: Path, *given: str) -> Result:
    return CliRunner().invoke(main, ["release", "--project", str(project), *given])


def released(project: Path) -> Result:
    return run(project, "--product", "data", "--jobs", "1")


def revise(project: Path, **files: str) -> None:
    write_files(
        project,
        {
            "content/handbook.toml": SECOND,
            "content/chapters/01-arrival.md": "# Arrival\n\nCall on the officer within two days.\n",
            "content/changes.toml": REASON,
            **{name.replace("__", "/"): text for name, text in files.items()},
        },
    )


@pytest.fixture
def project(make_project: MakeProject) -> Path:
    return make_project(FILES)


def test_an_edition_is_kept_with_all_that_it_was_made_of(project: Path) -> None:
    made = released(project)
    assert made.exit_code == 0, made.stderr
    folder = project / "content/editions/1"
    assert made.stdout == f"{folder}\n"
    names = {path.name for path in folder.iterdir()}
    assert names == {"edition.json", "manifest.json", "sources.tar", "SHA256SUMS"}
    sums = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder)
    assert sums.returncode == 0
    files = unpack((folder / "sources.tar").read_bytes())
    own = {name: data for name, data in files.items() if not name.startswith(FROZEN)}
    assert own == {name: text.encode() for name, text in FILES.items()}
    table = (template_folder() / "sizes.toml").read_bytes()
    assert files[f"{FROZEN}/sizes.toml"] == table
    assert prove_kept(project) == ()


def test_the_next_edition_follows_it_with_reasons(project: Path) -> None:
    assert released(project).exit_code == 0
    revise(project)
    made = released(project)
    assert made.exit_code == 0, made.stderr
    one, two = (read_kept(project, name)[0] for name in "12")
    assert one is not None
    assert two is not None
    assert two.record.follows == "1"
    sums = (project / "content/editions/1/SHA256SUMS").read_bytes()
    assert two.record.follows_sum == hashlib.sha256(sums).hexdigest()
    assert [entry.id for entry in one.record.entries] == [entry.id for entry in two.record.entries]
    assert (project / "content/editions/2/changes.toml").read_text() == REASON
    (project / "content/changes.toml").unlink()
    told = CliRunner().invoke(main, ["compare", "--project", str(project), "1", "2"])
    assert (told.exit_code, told.stderr) == (0, "")
    assert "Reason: As ruled" in told.stdout


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"content__handbook.toml": SECOND.replace('"2"', '"1"')}, "HB912"),
        ({"content__handbook.toml": SECOND.replace('"2"', '"0.9"')}, "HB913"),
        ({"content__handbook.toml": SECOND.replace('"2"', '"01"')}, "HB913"),
        ({"content__handbook.toml": SECOND.replace("11-23", "11-21")}, "HB913"),
        ({"content__handbook.toml": SECOND.replace("date = 2026-11-23\n", "")}, "HB913"),
        ({"content__changes.toml": ""}, "HB908"),
        ({"content__changes.toml": REASON + '[[change]]\nids = ["x"]\ntext = "y"\n'}, "HB906"),
        ({"content__chapters__02-b.md": "# \n"}, "HB104"),
    ],
)
def test_an_edition_that_is_not_in_order_is_refused(
    project: Path, files: dict[str, str], code: str
) -> None:
    assert released(project).exit_code == 0
    revise(project, **files)
    made = released(project)
    assert made.exit_code == 1
    assert f"[{code}]" in made.stderr
    assert made.stderr.endswith("Nothing was released.\n")
    assert kept_editions(project) == ("1",)


def test_a_kept_edition_that_was_touched_is_found_and_nothing_is_put_upon_it(
    project: Path,
) -> None:
    assert released(project).exit_code == 0
    path = project / "content/editions/1/sources.tar"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"\0")
    revise(project)
    assert [one.code for one in prove_kept(project)] == ["HB914", "HB920"]
    made = released(project)
    assert (made.exit_code, "HB914" in made.stderr) == (1, True)


def test_a_chain_that_is_broken_is_found(project: Path) -> None:
    assert released(project).exit_code == 0
    revise(project)
    assert released(project).exit_code == 0
    first = project / "content/editions/1"
    for path in first.iterdir():
        path.unlink()
    first.rmdir()
    assert [(one.code, one.message) for one in prove_kept(project)] == [
        ("HB914", "it follows edition 1, which is not there as it was")
    ]


def test_only_the_last_edition_is_taken_back(project: Path) -> None:
    assert released(project).exit_code == 0
    revise(project)
    assert released(project).exit_code == 0
    assert "HB915" in run(project, "--undo", "1").stderr
    assert "HB915" in run(project, "--undo", "7").stderr
    assert run(project, "--undo", "2").exit_code == 0
    assert kept_editions(project) == ("1",)
    assert released(project).exit_code == 0


CONTENTS = {"edition.json": b"{}", "sources.tar": pack({"content/a": b"x" * 2000})}
BLOW = 20


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("blow", range(BLOW))
def test_a_release_that_is_killed_leaves_all_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blow: int
) -> None:
    left = iter(range(blow))

    def fragile(function: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            if next(left, None) is None:
                raise Killed
            return function(*given, **named)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fragile(os.fsync))
        for name in ("rename", "mkdir", "chmod", "open"):
            patch.setattr(Path, name, fragile(getattr(Path, name)))
        try:
            keep(tmp_path, "4", CONTENTS)
        except Killed:
            pass
        else:
            assert blow > 8
    there = kept_editions(tmp_path)
    assert there in ((), ("4",))
    if there:
        assert [one.code for one in prove_kept(tmp_path)] == ["HB901"]  # of the stand-in alone
    else:
        keep(tmp_path, "4", CONTENTS)
    assert {path.name for path in (tmp_path / "content/editions/4").iterdir()} == {
        *CONTENTS, "SHA256SUMS",
    }  # fmt: skip


def test_two_releases_at_once_do_not_meet(tmp_path: Path) -> None:
    lock = FileLock(_home(tmp_path) / keeping.LOCK)  # another holder, as another process is
    with lock, pytest.raises(Busy):
        keep(tmp_path, "4", CONTENTS)
    with keeping.locked(tmp_path):  # who holds it goes on
        keep(tmp_path, "4", CONTENTS)
    take_back(tmp_path, "4")
    keep(tmp_path, "4", CONTENTS)
    with pytest.raises(FileExistsError):
        keep(tmp_path, "4", CONTENTS)
    take_back(tmp_path, "4")
    assert kept_editions(tmp_path) == ()


def _home(project: Path) -> Path:
    home = project / "content/editions"
    home.mkdir(parents=True)
    return home


NAMES = st.text(alphabet="abcé/.", min_size=1, max_size=12).filter(
    lambda name: not {"", ".", ".."} & set(name.split("/"))
)


FILE_SETS = st.dictionaries(NAMES, st.binary(max_size=600), max_size=4).filter(
    lambda files: not any(one.startswith(f"{other}/") for one in files for other in files)
)


@given(FILE_SETS)
def test_an_archive_holds_its_files_and_nothing_of_the_machine(files: dict[str, bytes]) -> None:
    data = pack(files)
    assert unpack(data) == files
    assert data == pack(dict(reversed(files.items())))


@pytest.mark.parametrize("name", ["../a", "/a", "a/../b", "a//b", "", ".", "a\\b"])
def test_no_path_leads_out_of_an_archive(name: str) -> None:
    with pytest.raises(ValueError, match="leads out"):
        pack({name: b""})
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo(name))
    with pytest.raises(ValueError, match=r"out|written"):
        unpack(buffer.getvalue())


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE]
)
def test_only_ordinary_files_are_unpacked(kind: bytes) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        entry = tarfile.TarInfo("a")
        entry.type, entry.linkname = kind, "/etc"
        archive.addfile(entry)
    with pytest.raises(ValueError, match=r"ordinary|written|archive"):
        unpack(buffer.getvalue())


@given(st.binary(max_size=2000))
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    try:
        files = unpack(data)
    except ValueError:
        return
    assert pack(files) == data
