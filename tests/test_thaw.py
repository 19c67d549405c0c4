"""A kept edition built again: from its archive alone, and held against what was issued."""

import io
import json
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from conftest import MakeProject, write_files
from handbook.binding.bundle import (
    Manifest,
    Product,
    manifest_text,
    product,
    read_manifest,
    sums_text,
)
from handbook.binding.reissue import Issued, reissue
from handbook.cli import main
from handbook.editions.collation import read_collation, write_collation
from handbook.manuscript import shipped
from test_release import FILES, released, revise

Change = Callable[[Manifest], Manifest]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with an edition that is kept, and a manuscript that went on."""
    made = write_files(tmp_path_factory.mktemp("original"), FILES)
    assert released(made).exit_code == 0
    revise(made)
    return made


@pytest.fixture
def project(original: Path, tmp_path: Path) -> Path:
    """Return a copy of that project."""
    return shutil.copytree(original, tmp_path / "project")


def build(project: Path, *given: str) -> Result:
    command = ["build", "--project", str(project), "--jobs", "1", "--edition", "1", *given]
    return CliRunner().invoke(main, command)


def reseal(project: Path, **files: bytes) -> None:
    """Put files into the kept edition, with sums that say that they belong there."""
    folder = project / "content/editions/1"
    there = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix}
    names = {name.replace("_", "."): data for name, data in files.items()}
    shutil.rmtree(folder)
    folder.mkdir()
    files = {**there, **names}
    for name, data in {**files, "SHA256SUMS": sums_text(files).encode()}.items():
        (folder / name).write_bytes(data)


def issued_otherwise(project: Path, change: Change) -> None:
    path = project / "content/editions/1/manifest.json"
    manifest = change(read_manifest(path.read_text(encoding="utf-8")))
    reseal(project, manifest_json=manifest_text(manifest).encode())


def one_of_other_bytes(manifest: Manifest) -> Manifest:
    first, *rest = manifest.products
    return replace(manifest, products=(replace(first, sha256="0" * 64), *rest))


def older(manifest: Manifest) -> Manifest:
    return replace(manifest, engine={**manifest.engine, "weasyprint": "69.0"})


def test_it_is_built_from_its_archive_and_is_what_was_issued(project: Path) -> None:
    shutil.rmtree(project / "build")
    made = build(project)
    assert made.exit_code == 0, made.stderr
    assert "small-1-checklists.csv\n" in made.stdout
    assert made.stderr.count(", as issued") == 4
    kept = (project / "content/editions/1/manifest.json").read_bytes()
    assert (project / "build/1/manifest.json").read_bytes() == kept
    assert not (project / "build/2").exists()


def test_a_second_time_nothing_is_made_and_the_same_is_said(project: Path) -> None:
    first = json.loads(build(project, "--json").stdout)
    before = (project / "build/1").stat().st_ino
    second = json.loads(build(project, "--json").stdout)
    assert (project / "build/1").stat().st_ino == before
    assert first["again"] == second["again"]
    assert second["again"]["as_issued"] is True
    assert second["again"]["edition"] == "1"
    assert set(second["again"]["files"].values()) == {True}
    assert second["again"]["versions"] == []


def test_the_manuscript_of_today_and_the_kept_edition_do_not_mix(project: Path) -> None:
    run = CliRunner().invoke
    command = ["build", "--project", str(project), "--product", "data", "--jobs", "1"]
    assert run(main, command).exit_code == 0
    assert run(main, [*command, "--edition", "2"]).exit_code == 0
    assert "HB013" in run(main, [*command, "--edition", "3"]).stderr
    assert build(project).exit_code == 0
    assert {path.name for path in (project / "build").iterdir()} == {"1", "2"}


@pytest.mark.parametrize("asked", ["data", "all"])
def test_products_are_those_that_were_issued(project: Path, asked: str) -> None:
    assert build(project, "--product", asked).stderr.count(", as issued") == 4
    other = build(project, "--product", "cards")
    assert (other.exit_code, "[HB926]" in other.stderr) == (1, True)


def test_a_difference_that_versions_explain_is_a_warning(project: Path) -> None:
    issued_otherwise(project, lambda manifest: older(one_of_other_bytes(manifest)))
    made = build(project, "--json")
    told = json.loads(made.stdout)
    assert made.exit_code == 0
    assert [row["code"] for row in told["findings"]] == ["HB921"]
    assert "weasyprint 69.0, now 70.0" in told["findings"][0]["message"]
    assert told["again"]["versions"] == [
        {"name": "weasyprint", "issued": "69.0", "current": "70.0"}
    ]
    assert sorted(told["again"]["files"].values()) == [False, True, True, True]
    assert told["again"]["as_issued"] is False
    again = build(project)
    assert "HB921" in again.stderr
    assert again.stderr.count(", as issued") == 3
    assert again.stderr.count(", not as issued") == 1


def test_other_versions_alone_are_no_matter(project: Path) -> None:
    issued_otherwise(project, older)
    made = build(project)
    assert (made.exit_code, "HB921" in made.stderr) == (0, False)


def test_a_difference_that_nothing_explains_is_not_handed_over(project: Path) -> None:
    issued_otherwise(project, one_of_other_bytes)
    last = project / "build/1/small-1-checklists.csv"
    last.write_text("the last good build")
    made = build(project)
    assert made.exit_code == 4
    assert "error[HB922]: 1 of 4 files" in made.stderr
    assert last.read_text() == "the last good build"
    assert json.loads(build(project, "--json").stdout)["again"]["as_issued"] is False


def test_templates_of_a_later_program_do_not_touch_it(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later_program(tmp_path, monkeypatch)
    made = build(project)
    assert made.exit_code == 0, made.stderr
    assert made.stderr.count(", as issued") == 4


@pytest.mark.pdf
@pytest.mark.slow
def test_neither_path_nor_templates_of_today_are_in_the_pages(
    make_project: MakeProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project(FILES)
    command = ["release", "--project", str(project), "--product", "download", "--jobs", "1"]
    assert CliRunner().invoke(main, command).exit_code == 0
    later_program(tmp_path, monkeypatch)
    moved = shutil.copytree(project, tmp_path / "elsewhere" / "in a longer folder")
    made = build(moved, "--no-cache", "--product", "download")
    assert made.exit_code == 0, made.stderr
    assert ", as issued" in made.stderr
    assert "; 0 of 9 units set anew" in build(moved, "--product", "all").stderr
    form = moved / "build/1/small-1-download.pdf"
    carried = build(moved, "--carry", str(form), "--json")
    assert json.loads(carried.stdout)["again"]["as_issued"] is True

    issued_otherwise(moved, lambda manifest: older(one_of_other_bytes(manifest)))
    kept = moved / "content/editions/1/pages.json"
    collation = read_collation(kept.read_bytes())
    first, *rest = collation.variants[""]
    pages = (replace(first, content="0" * 64), *rest)
    reseal(moved, pages_json=write_collation(replace(collation, variants={"": pages})))
    told = build(moved)
    assert told.exit_code == 0
    assert f"page {first.label}: changed\n" in told.stderr
    assert "files (small-1-download.pdf), 1 pages moved; then weasyprint 69.0" in told.stderr
    assert json.loads(build(moved, "--json").stdout)["again"]["pages"] == [
        f"{first.label}: changed"
    ]


def later_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program have other templates than it had: changed, added, and of other sizes."""
    folder = shutil.copytree(shipped.template_folder(), tmp_path / "later")
    style = folder / "style/page.css"
    style.write_text(style.read_text() + "p { color: red }\n")
    (folder / "new.html").write_text("<p>New</p>")
    words = folder / "words.toml"
    words.write_text(words.read_text().replace('"Contents"', '"What is in it"') + '\nx = "y"\n')
    sizes = folder / "sizes.toml"
    sizes.write_text(sizes.read_text().replace("hang = 12", "hang = 14"))
    for module in ("read", "reasons"):
        monkeypatch.setattr(f"handbook.manuscript.{module}.template_folder", lambda: folder)
    monkeypatch.setattr("handbook.pages.looks.template_folder", lambda: folder)
    monkeypatch.setattr("handbook.receipt.template_folder", lambda: folder)


def test_earlier_editions_lie_beside_it_and_later_ones_do_not_matter(project: Path) -> None:
    assert released(project).exit_code == 0
    seen = project / "content/editions/2/manifest.json"
    seen.chmod(0o644)
    seen.write_text("{}")
    assert build(project).exit_code == 0
    again = CliRunner().invoke(main, ["build", "--project", str(project), "--edition", "2"])
    assert (again.exit_code, "HB914" in again.stderr) == (1, True)


def test_what_it_follows_is_proved_first(project: Path) -> None:
    assert released(project).exit_code == 0
    again = ["build", "--project", str(project), "--edition", "2", "--jobs", "1"]
    assert CliRunner().invoke(main, again).exit_code == 0
    path = project / "content/editions/1/edition.json"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"first day", b"third day"))
    made = CliRunner().invoke(main, again)
    assert made.exit_code == 1
    assert {"HB902", "HB914"} <= {line.partition("[")[2][:5] for line in made.stderr.split("\n")}


def test_a_manifest_that_was_edited_is_found(project: Path) -> None:
    path = project / "content/editions/1/manifest.json"
    reseal(project, manifest_json=path.read_bytes().replace(b'"small"', b'"other"'))
    made = build(project)
    assert (made.exit_code, "[HB624]" in made.stderr) == (1, True)
    reseal(project, manifest_json=b"\xff")
    assert build(project).exit_code == 1
    (project / "content/editions/1/manifest.json").unlink()
    made = build(project)
    assert (made.exit_code, "the file is gone" in made.stderr) == (1, True)


VARIANTS = """
[axes]
naval = true
[variants.general]
[variants.naval]
naval = true
products = ["data"]
"""
NAVAL = "- [ ] **D1.4** Ring the ship {when=naval}\n"


@pytest.mark.slow
def test_each_variant_is_released_and_built_again(tmp_path: Path) -> None:
    settings, name = FILES["content/handbook.toml"] + VARIANTS, "content/checklists/D1.md"
    text = FILES[name].replace("- [ ] **D1.5**", NAVAL.replace("D1.4", "D1.6") + "- [ ] **D1.5**")
    project = write_files(
        tmp_path / "project", {**FILES, "content/handbook.toml": settings, name: text}
    )
    made = released(project)
    assert made.exit_code == 0, made.stderr
    kept = {path.name for path in (project / "content/editions/1").iterdir()}
    assert {"manifest.json", "manifest-naval.json"} <= kept
    shutil.rmtree(project / "build")
    for variant, file in (("", "small-1-"), ("general", "small-1-"), ("naval", "small-1-naval-")):
        again = build(project, "--variant", variant)
        assert again.exit_code == 0, again.stderr
        assert again.stderr.count(", as issued") == 4
        assert f"{file}checklists.csv\n" in again.stdout
    assert "Ring the ship" in (project / "build/1/naval/small-1-naval-checklists.csv").read_text()
    assert "Ring the ship" not in (project / "build/1/small-1-checklists.csv").read_text()
    assert build(project, "--variant", "all").stderr.count(", as issued") == 8
    none = build(project, "--variant", "desert")
    assert (none.exit_code, "[HB950]" in none.stderr) == (1, True)
    assert "HB926" in build(project, "--variant", "naval", "--product", "cards").stderr


def tar(*entries: tuple[str, bytes, bytes]) -> bytes:
    """Return a tar of entries: name, type, contents or what a link leads to."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, kind, data in entries:
            entry = tarfile.TarInfo(name)
            entry.type = kind
            if kind == tarfile.REGTYPE:
                entry.size = len(data)
            else:
                entry.linkname = data.decode()
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def claiming(size: int) -> bytes:
    """Return a tar whose only file claims to be larger than all that follows."""
    entry = tarfile.TarInfo("content/a")
    entry.size = size
    return entry.tobuf(tarfile.GNU_FORMAT) + b"\0" * 1024


def sparse() -> bytes:
    """Return a tar with a file that is one hole of many gigabytes."""
    entry = tarfile.TarInfo("content/a")
    entry.type = tarfile.GNUTYPE_SPARSE
    data = bytearray(entry.tobuf(tarfile.GNU_FORMAT))
    data[386:410] = b"%011o\0%011o\0" % (2**32, 0)
    data[483:495] = b"%011o\0" % 2**32
    data[148:156] = b"%06o\0 " % (256 + sum(data[:148]) + sum(data[156:512]))
    return bytes(data) + b"\0" * 1024


HOSTILE = {
    "climbs": tar(("../../../climbed", tarfile.REGTYPE, b"x")),
    "absolute": tar(("/climbed", tarfile.REGTYPE, b"x")),
    "another way": tar(("content\\..\\..\\climbed", tarfile.REGTYPE, b"x")),
    "elsewhere": tar(("climbed", tarfile.REGTYPE, b"x")),
    "link": tar(("content/a", tarfile.SYMTYPE, b"/etc/passwd")),
    "through a link": tar(
        ("content", tarfile.SYMTYPE, b".."), ("content/climbed", tarfile.REGTYPE, b"x")
    ),
    "hard link": tar(("content/a", tarfile.LNKTYPE, b"/etc/passwd")),
    "device": tar(("content/a", tarfile.CHRTYPE, b"")),
    "pipe": tar(("content/a", tarfile.FIFOTYPE, b"")),
    "folder": tar(("content", tarfile.DIRTYPE, b"")),
    "file and folder": tar(
        ("content/a", tarfile.REGTYPE, b""), ("content/a/b", tarfile.REGTYPE, b"")
    ),
    "large": claiming(2**40),
    "holes": sparse(),
    "cut off": tar(("content/a", tarfile.REGTYPE, b"x" * 2000))[:900],
    "no archive": b"PK\x03\x04" + b"\0" * 2000,
    "empty file": b"",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_an_archive_that_is_none_is_found_and_nothing_is_written(project: Path, kind: str) -> None:
    before = sorted(project.parent.rglob("*"))
    reseal(project, sources_tar=HOSTILE[kind])
    made = build(project)
    assert (made.exit_code, "[HB920]" in made.stderr) == (1, True), made.stderr
    assert [path for path in sorted(project.parent.rglob("*")) if path not in before] == []


FILE_NAMES = st.sampled_from(["a.pdf", "b.pdf", "c.pdf"])
MADE = st.dictionaries(FILE_NAMES, st.binary(max_size=2)).map(
    lambda files: tuple(product("p", file, data, 0) for file, data in files.items())
)
VERSIONS = st.dictionaries(st.sampled_from("xyz"), st.sampled_from("12"))


@pytest.mark.slow
@given(MADE, MADE, VERSIONS, VERSIONS)
def test_it_is_as_issued_when_the_same_files_have_the_same_sums(
    then: tuple[Product, ...], now: tuple[Product, ...], old: dict[str, str], new: dict[str, str]
) -> None:
    again = reissue(Issued(Manifest("1", "", old, then)), now, ("p",), new)
    assert again.as_issued == (set(then) == set(now))
    assert (again.versions == ()) == (old == new)
    assert {file for file, _ in again.files} == {one.file for one in (*then, *now)}
