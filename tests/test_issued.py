"""Whether a file at hand is the one that was issued: what it says of itself, and the manifest."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Pdf

from conftest import MakeProject, write_files
from handbook.binding.answers import fill
from handbook.binding.bundle import Manifest, manifest_text, product, read_manifest
from handbook.binding.facts import read_facts
from handbook.binding.issued import read_origin, verify
from handbook.binding.metadata import Metadata, write_metadata
from handbook.binding.saving import as_bytes
from handbook.build import build
from handbook.cli import main
from handbook.manuscript.digest import manuscript_hash
from handbook.manuscript.shipped import template_folder
from handbook.pages.looks import find_templates
from handbook.request import Request
from handbook.starter import begin

TEXT: dict[str, str | bytes] = {
    "content/chapters/01-a.md": "# A\n\nText.\n",
    "content/art/a.png": b"\x89PNG\r\n\0",
}
OURS = Manifest("2026.1", "", {"engine": "1"}, (), "pilots", "ab" * 32)


def bare(**others: Any) -> bytes:
    """Return a PDF of one empty page that says where it comes from."""
    said: dict[str, Any] = {
        "identifier": f"{OURS.book}:{OURS.edition}",
        "edition": OURS.edition,
        "manuscript": OURS.manuscript,
        "identity": OURS.identity,
        **others,
    }
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        write_metadata(pdf, Metadata("Pilots", "en", **said))
        return as_bytes(pdf)


def listing(data: bytes) -> Manifest:
    """Return the manifest that lists one file, as the download."""
    item = product("download", "pilots.pdf", data, 1)
    return Manifest(OURS.edition, "", OURS.engine, (item,), OURS.book, OURS.manuscript)


def altered(data: bytes, change: Callable[[Pdf], None] = lambda pdf: None) -> bytes:
    """Return a PDF saved anew by another program."""
    out = BytesIO()
    with Pdf.open(BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def code(data: bytes, manifest: Manifest) -> str:
    (finding,) = verify(data, manifest, "a.pdf").findings
    return finding.code


def test_the_same_bytes_are_what_was_issued() -> None:
    data = bare()
    verdict = verify(data, listing(data), "a.pdf")
    assert verdict.findings == ()
    assert verdict.issued
    assert verdict.issued.name == "download"


def test_what_is_of_any_kind_is_known_by_its_hash() -> None:
    assert verify(b"id,text\n", listing(b"id,text\n"), "a.csv").issued
    assert code(b"id;text\n", listing(b"id,text\n")) == "HB629"


def test_a_copy_that_says_the_same_of_itself_was_changed() -> None:
    data = bare()
    assert code(altered(data), listing(data)) == "HB625"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"identifier": "pilots:2025.1"}, "HB626"),
        ({"identifier": "captains:2026.1"}, "HB627"),
        ({"identity": "0" * 64}, "HB628"),
        ({"identity": "0" * 64, "manuscript": "0" * 64}, "HB628"),
        ({"product": "cards"}, "HB629"),
        ({"identifier": ""}, "HB629"),
    ],
)
def test_what_differs_is_said(other: dict[str, str], expected: str) -> None:
    assert code(bare(**other), listing(bare())) == expected


def test_the_same_text_by_another_program_is_told_from_another_text() -> None:
    listed = listing(bare())
    (one,) = verify(bare(identity="0" * 64), listed, "a.pdf").findings
    (two,) = verify(bare(identity="0" * 64, manuscript="0"), listed, "a.pdf").findings
    assert "another version of the program" in one.message
    assert "other texts" in two.message


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"text", bare()[:300]])
def test_what_cannot_be_read_was_not_issued(data: bytes) -> None:
    assert code(data, listing(bare())) == "HB629"


def test_a_locked_copy_was_not_issued() -> None:
    out = BytesIO()
    with Pdf.open(BytesIO(bare())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert code(out.getvalue(), listing(bare())) == "HB629"


def test_the_identity_is_of_all_but_the_products() -> None:
    assert listing(b"").identity == listing(b"other").identity == OURS.identity
    for key in ("edition", "variant", "book", "manuscript", "engine"):
        told: dict[str, Any] = {key: "other"}
        assert replace(OURS, **told).identity != OURS.identity, key


def test_a_manifest_is_read_as_it_was_written() -> None:
    listed = listing(bare())
    assert read_manifest(manifest_text(listed)) == listed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        "[" * 100_000,
        '{"identity": "", "products": 3}',
        '{"identity": "", "products": [3]}',
        manifest_text(OURS).replace("pilots", "captains"),
        manifest_text(OURS).replace('"engine"', '"machine"'),
    ],
)
def test_what_is_no_manifest_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^it (is|was)"):
        read_manifest(text)


names = st.sampled_from(("content/a.md", "content/chapters/b.md", "content/art/c.png"))
texts = st.binary(max_size=8)


@given(st.dictionaries(names, texts), st.dictionaries(names, texts))
def test_other_files_have_another_hash(
    tmp_path_factory: pytest.TempPathFactory, one: dict[str, bytes], two: dict[str, bytes]
) -> None:
    def plain(files: dict[str, bytes]) -> dict[str, bytes]:
        return {name: x if b"\0" in x else x.replace(b"\r\n", b"\n") for name, x in files.items()}

    sums = [
        manuscript_hash(write_files(tmp_path_factory.mktemp("m"), files), {})
        for files in (one, two)
    ]
    assert (sums[0] == sums[1]) == (plain(one) == plain(two))


def test_the_hash_of_a_manuscript_is_that_of_the_list_of_its_files(
    make_project: MakeProject,
) -> None:
    project = make_project(TEXT)
    listed = subprocess.run(
        ["sha256sum", *sorted(TEXT)], cwd=project, capture_output=True, check=True
    ).stdout
    assert manuscript_hash(project, {}) == hashlib.sha256(listed).hexdigest()


def test_what_is_not_part_of_a_manuscript_is_not_in_its_hash(make_project: MakeProject) -> None:
    project = make_project(TEXT)
    before = manuscript_hash(project, {"a.html": "x"})
    (project / "content/.DS_Store").write_bytes(b"x")
    write_files(project, {"content/editions/2026.1/manifest.json": "{}", "notes.txt": "x"})
    (project / "content/chapters/01-a.md").write_bytes(b"# A\r\n\r\nText.\r\n")
    assert manuscript_hash(project, {"a.html": "x"}) == before
    assert manuscript_hash(project, {"a.html": "y"}) != before
    assert manuscript_hash(project, {}) != before


def test_templates_count_where_they_decide_the_book(make_project: MakeProject) -> None:
    texts = {
        "templates/words.toml": (template_folder() / "words.toml").read_text(encoding="utf-8"),
        "templates/download/index.html": "x",
        "templates/preview/preview.css": "x",
    }
    project = make_project({**TEXT, **texts})
    nowhere = find_templates(Path("nowhere")).deciding()
    assert find_templates(project).deciding() == nowhere
    for name in ("title.html", "style/front.css", "words.toml"):
        write_files(project, {f"templates/{name}": 'note = "N.B."' if "toml" in name else ""})
        now = find_templates(project).deciding()
        assert now != nowhere, name
        (project / "templates" / name).unlink()


@pytest.mark.pdf
def test_the_manuscript_of_a_build_is_that_of_its_files_and_templates(issued: Path) -> None:
    project = issued.parents[1]
    told = json.loads((issued / "manifest.json").read_text())["manuscript"]
    assert told == manuscript_hash(project, find_templates(project).deciding())


def proof(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["proof", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the book of a beginner, and return the folder of its edition."""
    project = tmp_path_factory.mktemp("issued")
    begin(project)
    assert not build(
        Request(project, project / "build", jobs=1, products=("download", "data"))
    ).status
    return project / "build/1"


@pytest.mark.pdf
def test_every_file_of_an_edition_is_known_as_issued(issued: Path) -> None:
    told = json.loads((issued / "manifest.json").read_text())
    for item in told["products"]:
        run = proof(issued / item["file"], "--manifest", issued / "manifest.json")
        assert run.exit_code == 0
        assert f"as issued, the {item['name']} of edition 1" in run.stdout


@pytest.mark.pdf
def test_a_download_says_edition_manuscript_and_manifest(issued: Path, tmp_path: Path) -> None:
    told = json.loads((issued / "manifest.json").read_text())
    (file,) = issued.glob("*.pdf")
    said = read_facts(file.read_bytes()).says
    assert {name: said[name] for name in ("edition", "manuscript", "identity")} == {
        name: told[name] for name in ("edition", "manuscript", "identity")
    }
    run = subprocess.run(["pdfinfo", "-custom", file], capture_output=True, text=True, check=True)
    assert f"{told['identity']}\n" in run.stdout
    assert f"{told['manuscript']}\n" in run.stdout


@pytest.mark.pdf
def test_a_filled_copy_is_known_and_so_is_one_of_the_next_edition(
    issued: Path, tmp_path: Path
) -> None:
    (file,) = issued.glob("*.pdf")
    data = file.read_bytes()
    boxes = [field.name for field in read_facts(data).fields if field.name.endswith(".done")]
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(fill(data, {boxes[0]: "On"}))
    run = proof(copy, "--manifest", issued / "manifest.json", "--json")
    told = json.loads(run.stdout)
    assert run.exit_code == 4
    assert told["issued"] is None
    assert told["origin"]["answered"] == 1
    assert [row["code"] for row in told["findings"]] == ["HB625"]
    assert "1 of its fields" in told["findings"][0]["message"]

    shutil.copytree(issued.parents[1] / "content", tmp_path / "content")
    settings = tmp_path / "content/handbook.toml"
    settings.write_text(settings.read_text().replace('id = "1"', 'id = "2"'))
    assert not build(Request(tmp_path, tmp_path / "build", jobs=1)).status
    run = proof(file, "--manifest", tmp_path / "build/2/manifest.json")
    assert run.exit_code == 4
    assert "HB626" in run.stderr


@pytest.mark.pdf
def test_a_manifest_that_is_none_is_a_finding(issued: Path, tmp_path: Path) -> None:
    (file,) = issued.glob("*.pdf")
    for number, text in enumerate((b"\xff", b"{}", b"no")):
        broken = tmp_path / f"{number}.json"
        broken.write_bytes(text)
        for options in ((), ("--json",)):
            run = proof(file, "--manifest", broken, *options)
            assert run.exit_code == 4
            assert "HB624" in run.output


@pytest.mark.pdf
def test_a_file_without_any_word_of_itself_is_none_of_ours(tmp_path: Path) -> None:
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "a.pdf")
    assert read_origin((tmp_path / "a.pdf").read_bytes()) is None
