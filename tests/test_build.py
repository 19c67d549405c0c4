"""From a folder of Markdown to a PDF, by the command a user types."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import MakeProject
from handbook.binding.facts import read_facts
from handbook.starter import begin

pytestmark = pytest.mark.pdf

PLAIN = {
    "content/chapters/01-first.md": "# First steps\n\n## Begin\n\nText of the first.\n",
    "content/chapters/02-second.md": "# Second thoughts\n\nSee [](#begin-here).\n\n"
    "## Begin here {#begin-here}\n\nMore.\n",
}


def handbook(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "handbook.cli", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=300,
        check=False,
    )


def test_a_folder_of_plain_markdown_is_a_handbook(make_project: MakeProject) -> None:
    project = make_project(PLAIN)
    run = handbook("build", "--project", str(project), "--json")
    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout)
    (item,) = result["products"]
    data = (project / "build" / "draft" / item["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == item["sha256"]
    facts = read_facts(data)
    assert facts.title == "Handbook"
    assert {"1-1", "2-1"} <= set(facts.labels)
    assert [mark.title for mark in facts.bookmarks if mark.level == 1 and mark.title[0].isdigit()]
    assert result["units"]["compiled"] == result["units"]["total"]


def test_what_has_not_changed_is_not_set_again(make_project: MakeProject) -> None:
    project = make_project(PLAIN)
    first = json.loads(handbook("build", "--project", str(project), "--json").stdout)
    second_chapter = project / "content/chapters/02-second.md"
    second_chapter.write_text(second_chapter.read_text() + "\nOne more line.\n")
    run = handbook("build", "--project", str(project), "-v")
    set_anew = [line for line in run.stderr.splitlines() if line.startswith("set ")]
    assert len(set_anew) == 1, run.stderr
    assert "02" in set_anew[0] or "second" in set_anew[0]
    assert set_anew[0].endswith("changed text")
    assert first["units"]["total"] > 1


def test_the_cache_changes_no_byte(make_project: MakeProject) -> None:
    project = make_project(PLAIN)
    sums = [
        json.loads(handbook("build", "--project", str(project), "--json", *options).stdout)[
            "products"
        ][0]["sha256"]
        for options in ((), (), ("--no-cache",), ("--no-cache", "--jobs", "1"))
    ]
    assert len(set(sums)) == 1


def test_a_cleared_cache_sets_everything_anew(make_project: MakeProject) -> None:
    project = make_project(PLAIN)
    first = json.loads(handbook("build", "--project", str(project), "--json").stdout)
    (project / "content/chapters/02-second.md").write_text("# Second thoughts\n\nLess.\n")
    run = handbook("build", "--project", str(project), "--clear-cache", "--json")
    assert json.loads(run.stdout)["units"]["compiled"] == first["units"]["total"]


@pytest.mark.slow
def test_two_folders_two_locales_and_two_time_zones_give_the_same_bytes(tmp_path: Path) -> None:
    # Turkish sets f and i apart; where the system has no sources of locales, C must do.
    turkish = ["localedef", "-i", "tr_TR", "-f", "UTF-8", str(tmp_path / "tr_TR.UTF-8")]
    subprocess.run(turkish, check=False, capture_output=True)
    sums: set[str] = set()
    for name, environment in (
        ("one", {"LC_ALL": "C", "LANG": "C", "TZ": "Pacific/Kiritimati", "USER": "ann"}),
        ("two/deeper", {"LC_ALL": "tr_TR.UTF-8", "LOCPATH": str(tmp_path), "TZ": "America/Lima"}),
    ):
        project = tmp_path / name
        begin(project)
        drawing = project / "content" / "art" / "office.svg"
        drawing.parent.mkdir()
        drawing.write_text(
            "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='20'><text y='15'>"
            "office file</text></svg>"
        )
        chapter = project / "content" / "chapters" / "02-drawn.md"
        chapter.write_text('# Drawn\n\n![An office](art/office.svg "A text without a language")\n')
        run = handbook(
            "build", "--project", str(project), PYTHONHASHSEED=str(len(sums)), **environment
        )
        assert run.returncode == 0, run.stderr
        sums.add((project / "build" / "1" / "SHA256SUMS").read_text())
        manifest = (project / "build" / "1" / "manifest.json").read_text()
        assert str(tmp_path) not in manifest
    assert len(sums) == 1


def test_a_manuscript_with_errors_leaves_the_last_good_build(make_project: MakeProject) -> None:
    project = make_project(PLAIN)
    assert handbook("build", "--project", str(project)).returncode == 0
    before = (project / "build" / "draft" / "SHA256SUMS").read_text()
    (project / "content/chapters/03-bad.md").write_text("# Bad\n\nSee [](#begin-heer).\n")
    run = handbook("build", "--project", str(project))
    assert run.returncode == 1
    assert "content/chapters/03-bad.md:3: error[HB101]" in run.stderr
    assert "begin-here" in run.stderr, "the hint says what was meant"
    assert "Traceback" not in run.stderr
    assert (project / "build" / "draft" / "SHA256SUMS").read_text() == before


def test_check_prints_findings_on_stdout_and_builds_nothing(make_project: MakeProject) -> None:
    project = make_project({**PLAIN, "content/chapters/03-bad.md": "# A\n\n![](no.png)\n\n# B\n"})
    run = handbook("check", "--project", str(project), "--format", "json")
    assert run.returncode == 1
    found = {(row["code"], row["line"]) for row in json.loads(run.stdout)}
    assert {("HB401", 3), ("HB103", 5)} <= found, "all findings of a run, not only the first"
    assert not (project / "build").exists()


def test_proof_reads_a_built_book_back(make_project: MakeProject) -> None:
    project = make_project(PLAIN)
    handbook("build", "--project", str(project))
    (pdf,) = (project / "build" / "draft").glob("*.pdf")
    run = handbook("proof", str(pdf), "--json")
    assert run.returncode == 0
    facts = json.loads(run.stdout)
    assert facts["findings"] == []
    assert facts["tags"]["tagged"] is True
    assert all(font["embedded"] and font["subset"] for font in facts["fonts"])


def test_proof_of_something_else_is_a_message(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7\nnot really")
    run = handbook("proof", str(tmp_path / "x.pdf"))
    assert run.returncode == 1
    assert "not a PDF" in run.stderr
    assert "Traceback" not in run.stderr


def test_init_begins_a_handbook_that_builds_without_a_finding(tmp_path: Path) -> None:
    project = tmp_path / "mine"
    assert handbook("init", str(project)).returncode == 0
    assert handbook("check", "--project", str(project)).returncode == 0
    run = handbook("build", "--project", str(project), "--json")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["findings"] == []
    again = handbook("init", str(project))
    assert again.returncode == 2
    assert "already holds" in again.stderr


def test_a_folder_without_content_is_wrong_usage(tmp_path: Path) -> None:
    run = handbook("build", "--project", str(tmp_path))
    assert run.returncode == 2
    assert "handbook init" in run.stderr
