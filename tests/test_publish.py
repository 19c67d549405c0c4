"""All editions as a folder for a web server: whole, marked, proved, and nobody else's touched."""

import hashlib
import http.server
import json
import re
import shutil
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest
from click.testing import CliRunner, Result
from lxml import etree
from selenium.webdriver import Chrome

from conftest import MakeProject, write_files
from handbook.binding.bundle import Product
from handbook.cli import main
from handbook.pages.looks import find_templates, words
from handbook.publishing import urn
from handbook.signing import prove_signature
from handbook.webpage import offers
from test_release import FILES, SECOND, revise
from test_signing import PUBLIC, SECRET
from test_webpage import complaints, found_by_axe, look

ATOM = {"a": "http://www.w3.org/2005/Atom"}
ODD = 'title = "Pilots & <Tides>"\nsubtitle = "Of “harbours” & \'locks\'"\nslug = "pilots"\n'
Tree = dict[str, bytes]


def run(*given: str | Path) -> Result:
    return CliRunner().invoke(main, [str(one) for one in given])


def published(project: Path, *given: str | Path) -> Result:
    return run("publish", "--project", project, project / "site", *given)


def released(project: Path) -> None:
    made = run("release", "--project", project, "--product", "data", "--jobs", "1")
    assert made.exit_code == 0, made.stderr


def tree(folder: Path) -> Tree:
    """Return all files of a folder by their paths."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def settle(project: Path, text: str) -> None:
    """Write settings of publishing below those of the book."""
    path = project / "content/handbook.toml"
    path.write_text(f"{path.read_text().partition('[publish]')[0]}[publish]\n{text}")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Release two editions of a book, and return its project."""
    project = tmp_path_factory.mktemp("shelf")
    first = FILES["content/handbook.toml"].replace('title = "Small"\n', ODD)
    write_files(project, {**FILES, "content/handbook.toml": first})
    released(project)
    revise(project)
    second = SECOND.replace('title = "Small"\n', ODD)
    (project / "content/handbook.toml").write_text(second)
    released(project)
    return project


@pytest.fixture
def project(shelf: Path, tmp_path: Path) -> Path:
    """Return a copy of the book with two editions."""
    return Path(shutil.copytree(shelf, tmp_path / "book"))


def test_every_edition_is_laid_out_as_it_was_issued(project: Path) -> None:
    made = published(project)
    assert (made.exit_code, made.stdout) == (0, f"{project / 'site'}\n"), made.stderr
    assert made.stderr == "Published: 2, 1\n"
    site = tree(project / "site")
    for edition in ("1", "2"):
        manifest = json.loads((project / f"content/editions/{edition}/manifest.json").read_text())
        assert manifest["products"]
        for row in manifest["products"]:
            data = site[f"{edition}/{row['file']}"]
            assert data == (project / f"build/{edition}/{row['file']}").read_bytes()
            assert hashlib.sha256(data).hexdigest() == row["sha256"]
    for folder in (".", "1", "2"):
        subprocess.run(
            ["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"],
            cwd=project / "site" / folder, check=True,
        )  # fmt: skip
    listed = {line.split("  ")[1] for line in site["SHA256SUMS"].decode().splitlines()}
    assert listed == site.keys() - {"SHA256SUMS"}


@pytest.mark.slow
def test_the_same_editions_give_the_same_bytes_wherever_they_come_from(
    project: Path, tmp_path: Path
) -> None:
    assert published(project).exit_code == 0
    site = tree(project / "site")
    assert published(project).exit_code == 0
    assert tree(project / "site") == site
    shutil.rmtree(project / "build")  # the products are taken from what was published before
    assert published(project).exit_code == 0
    assert tree(project / "site") == site
    other = run("publish", "--project", project, tmp_path / "new", "--output", project / "site")
    assert other.exit_code == 0
    assert tree(tmp_path / "new") == site


def test_an_edition_that_was_superseded_says_so_everywhere_but_in_its_files(
    project: Path,
) -> None:
    assert published(project).exit_code == 0
    site = tree(project / "site")
    said = "Superseded by edition 2 of 23 November 2026."
    for name in ("index.html", "1/index.html", "1/SUPERSEDED.txt", "feed.xml"):
        assert said in site[name].decode(), name
    assert said not in site["2/index.html"].decode()
    assert "2/SUPERSEDED.txt" not in site
    assert 'href="../2/index.html"' in site["1/index.html"].decode()
    assert "1/SUPERSEDED.txt" not in site["1/SHA256SUMS"].decode()


def test_latest_leads_to_the_current_edition(project: Path) -> None:
    assert published(project).exit_code == 0
    site = tree(project / "site")
    (target,) = re.findall(rb'content="0; url=([^"]+)"', site["latest/index.html"])
    assert urljoin("latest/index.html", target.decode()) == "2/index.html"
    told = json.loads(site["latest.json"])
    assert told["edition"] == {"id": "2", "date": "2026-11-23"}
    for row in told["products"]:
        assert hashlib.sha256(site[row["file"]]).hexdigest() == row["sha256"]


def test_the_pages_are_valid_and_their_links_lead_to_files(project: Path) -> None:
    settle(project, f'key = "{PUBLIC}"\nwithdrawn = {{ "1" = "Wrong <numbers> & names." }}\n')
    assert published(project).exit_code == 0
    site = tree(project / "site")
    pages = [name for name in site if name.endswith(".html")]
    assert len(pages) == 4
    for name in pages:
        html = site[name].decode()
        assert complaints(html) == [], name
        assert "Pilots &amp; &lt;Tides&gt;" in html
        links = set(re.findall(r'href="([^"]+)"', html)) - {"data:,"}
        assert links
        assert {unquote(urljoin(name, link)) for link in links} <= site.keys(), name
        assert not re.search(r"<script|<iframe|<img|@import|url\(|\ssrc=|\son\w+=", html)


def feed(project: Path) -> etree._Element:
    return etree.fromstring((project / "site/feed.xml").read_bytes())


def test_the_feed_has_what_the_standard_asks_for(project: Path) -> None:
    settle(project, 'address = "https://example.org/a&b"\n')
    assert published(project).exit_code == 0
    root, site = feed(project), tree(project / "site")
    base = root.get("{http://www.w3.org/XML/1998/namespace}base")
    assert base == "https://example.org/a&b/"
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    stamp = r"\d{4}-\d\d-\d\dT00:00:00Z"
    for one in (root, *root.findall("a:entry", ATOM)):
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"a:{name}", ATOM)) == 1
        assert re.fullmatch(stamp, one.findtext("a:updated", "", ATOM))
        alternates = one.findall("a:link[@rel='alternate']", ATOM)
        assert len(alternates) == 1
    assert root.findtext("a:author/a:name", "", ATOM) == "Pilots & <Tides>"
    entries = root.findall("a:entry", ATOM)
    assert [one.findtext("a:published", "", ATOM)[:10] for one in entries] == [
        "2026-11-23", "2026-11-22",
    ]  # fmt: skip
    assert {one.findtext("a:updated", "", ATOM)[:10] for one in (root, *entries)} == {"2026-11-23"}
    names = [one.findtext("a:id", "", ATOM) for one in (root, *entries)]
    assert len(set(names)) == 3
    uuid = r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    assert all(re.fullmatch(uuid, name) for name in names)
    links = [link.get("href", "") for link in root.iter("{http://www.w3.org/2005/Atom}link")]
    there = {unquote(urljoin(base, link)).removeprefix(base) for link in links}
    assert there <= site.keys()
    for link in root.findall("a:entry/a:link[@rel='enclosure']", ATOM):
        assert len(site[unquote(link.get("href", ""))]) == int(link.get("length", ""))


def test_without_an_address_the_links_of_the_feed_are_relative(project: Path) -> None:
    assert published(project).exit_code == 0
    links = [one.get("href", "") for one in feed(project).iter("{http://www.w3.org/2005/Atom}link")]
    assert links
    assert not [link for link in links if ":" in link]


def test_the_names_of_the_feed_never_change() -> None:
    assert urn("pilots") == "urn:uuid:1bdfeaa6-30c4-80e1-a2eb-3d9fe531174e"
    assert urn("pilots", "1") != urn("pilots1", "") != urn("pilots", "2")


def test_a_product_that_is_gone_or_changed_leaves_what_stands(project: Path) -> None:
    file = next((project / "build/1").glob("*.json"))
    good = file.read_bytes()
    for spoil in (lambda: file.write_bytes(good + b" "), file.unlink):
        spoil()
        made = published(project)
        assert (made.exit_code, made.stdout) == (1, "")
        assert "error[HB965]" in made.stderr
        assert "run `handbook build --edition 1`" in made.stderr
        assert not (project / "site").exists()
    file.write_bytes(good)
    assert published(project).exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["mine.txt", "1/mine.txt", ".htaccess", "index.html", "1/index.html", "2/manifest.json"]
)
def test_what_was_not_published_from_here_is_never_removed(project: Path, name: str) -> None:
    assert published(project).exit_code == 0
    (project / "site" / name).write_text("mine")
    site = tree(project / "site")
    made = published(project)
    assert (made.exit_code, "error[HB966]" in made.stderr) == (1, True)
    assert tree(project / "site") == site


def test_a_folder_of_something_else_is_refused(project: Path) -> None:
    site = project / "site"
    site.mkdir()
    (site / "link").symlink_to("nowhere")
    assert "HB966" in published(project).stderr
    (site / "link").unlink()
    (site / "SHA256SUMS").write_text("mine\n")
    (site / "a").write_text("mine")
    assert "HB966" in published(project).stderr
    assert sorted(tree(site)) == ["SHA256SUMS", "a"]
    assert run("publish", "--project", project, project / "content/site").exit_code == 2
    file = project / "file"
    file.write_text("mine")
    assert run("publish", "--project", project, file).exit_code == 2


def test_an_empty_folder_and_what_is_missing_are_filled(project: Path) -> None:
    (project / "site").mkdir()
    assert published(project).exit_code == 0
    site = tree(project / "site")
    (project / "site/feed.xml").unlink()
    shutil.rmtree(project / "site/1")
    assert published(project).exit_code == 0
    assert tree(project / "site") == site


def test_a_disk_that_refuses_leaves_what_stands(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert published(project).exit_code == 0
    site = tree(project / "site")
    settle(project, 'address = "https://example.org/"\n')
    write = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if path.name == "latest.json":
            raise OSError(28, "No space left on device", str(path))
        return write(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        made = published(project)
    assert (made.exit_code, "No space left" in made.stderr) == (1, True)
    assert tree(project / "site") == site
    assert {path.name for path in project.iterdir() if path.name.startswith(".site")} == set()


def test_an_edition_that_is_withdrawn_is_named_and_not_given_out(project: Path) -> None:
    settle(project, 'withdrawn = { "2" = "Wrong numbers in D1." }\n')
    assert published(project).exit_code == 0
    site = tree(project / "site")
    assert {name for name in site if name.startswith("2/")} == {
        "2/index.html", "2/manifest.json", "2/SHA256SUMS", "2/WITHDRAWN.txt",
    }  # fmt: skip
    said = "Withdrawn: Wrong numbers in D1. Use edition 1 of 22 November 2026."
    for name in ("index.html", "2/index.html", "2/WITHDRAWN.txt", "feed.xml"):
        assert said in site[name].decode(), name
    assert json.loads(site["latest.json"])["edition"]["id"] == "1"
    assert "1/SUPERSEDED.txt" not in site


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('withdrawn = { "2" = "a", "1" = "b" }', "HB967"),
        ('withdrawn = { "3" = "a" }', "HB968"),
        ('withdrawn = "2"', ""),
        ('key = "short"', ""),
    ],
)
def test_settings_that_leave_nothing_to_publish(project: Path, text: str, code: str) -> None:
    settle(project, f"{text}\n")
    made = published(project)
    if code:
        assert (made.exit_code, f"error[{code}]" in made.stderr) == (1, True)
        assert not (project / "site").exists()
    else:
        assert "HB006" in run("check", "--project", project, "--format", "short").stdout


def test_without_an_edition_there_is_nothing_to_publish(make_project: MakeProject) -> None:
    made = published(make_project(FILES))
    assert (made.exit_code, "error[HB967]" in made.stderr) == (1, True)


def test_a_record_that_was_touched_is_not_published(project: Path) -> None:
    path = project / "content/editions/1/manifest.json"
    path.chmod(0o644)
    path.write_text(path.read_text().replace(".json", ".jsn"))
    made = published(project)
    assert (made.exit_code, "error[HB914]" in made.stderr) == (1, True)
    assert not (project / "site").exists()


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "minisign.key"
    path.write_text(SECRET)
    return path


def test_what_is_published_is_signed_and_proved(project: Path, key: Path) -> None:
    settle(project, f'key = "{PUBLIC}"\n')
    unsigned = published(project)
    assert (unsigned.exit_code, "warning[HB969]" in unsigned.stderr) == (0, True)
    assert published(project, "--sign", key).exit_code == 0
    site = tree(project / "site")
    assert PUBLIC in site["index.html"].decode()
    lines = {"": "pilots edition 2 2026-11-23", "1/": "pilots edition 1 2026-11-22"}
    for folder, line in lines.items():
        sums, signature = (site[f"{folder}SHA256SUMS{end}"] for end in ("", ".minisig"))
        assert prove_signature(sums, signature, PUBLIC, "x") == line
    assert published(project, "--sign", key).exit_code == 0
    assert tree(project / "site") == site
    file = next((project / "site/1").glob("*.json"))
    proof = run("proof", file, "--sums", project / "site/SHA256SUMS", "--json")
    assert json.loads(proof.stdout)["name"] == f"1/{file.name}"


def test_a_key_that_is_not_the_books_signs_nothing(project: Path, key: Path) -> None:
    settle(project, f'key = "{PUBLIC[:-4]}AAAA"\n')
    made = published(project, "--sign", key)
    assert (made.exit_code, "error[HB973]" in made.stderr) == (1, True)
    assert not (project / "site").exists()


def test_a_template_that_is_broken_is_a_finding(project: Path) -> None:
    write_files(project, {"templates/download/feed.xml": "{{ nobody }}"})
    made = published(project)
    assert (made.exit_code, "templates/download/feed.xml:1" in made.stderr) == (1, True)
    assert not (project / "site").exists()


@pytest.fixture
def server(project: Path) -> Iterator[str]:
    """Give out what was published as the plainest of servers does."""
    assert published(project).exit_code == 0
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(project / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as one:
        threading.Thread(target=one.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{one.server_port}/"
        one.shutdown()


@pytest.mark.slow
def test_any_server_gives_it_out_and_axe_finds_nothing(server: str, browser: Chrome) -> None:
    with urllib.request.urlopen(f"{server}latest.json") as answer:
        assert json.load(answer)["folder"] == "2/"
    browser.get(f"{server}latest/")
    assert browser.current_url == f"{server}2/index.html"
    for page in ("index.html", "1/index.html", "2/index.html"):
        for scheme, width in (("light", 320), ("dark", 768), ("light", 1280)):
            look(browser, f"{server}{page}", width, prefers_color_scheme=scheme)
            assert browser.execute_script("return document.documentElement.scrollWidth") <= width
            assert found_by_axe(browser) == [], (page, width, scheme)


def test_nothing_beside_the_folder_is_removed_but_what_a_killed_run_left(project: Path) -> None:
    left = project / ".site.handbook-part-999999999-abcdefgh"
    own = [project / name for name in (".site-1999-backup", ".site", "site-1999-a")]
    for folder in (left, *own):
        folder.mkdir()
    assert published(project).exit_code == 0
    assert not left.exists()
    assert all(folder.is_dir() for folder in own)


def test_the_file_of_a_variant_says_of_which() -> None:
    said = words(find_templates(Path("nowhere")), {})
    some = tuple(Product("download", f"{one}.pdf", "0" * 64, 10, 1, one) for one in ("", "naval"))
    ((_, found),) = offers(some, said, {"naval": "For ships"})
    assert [one.name for one in found] == [
        said["file_download"],
        f"{said['file_download']}: For ships",
    ]
