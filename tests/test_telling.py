"""Changes as a reader is told them."""

import json
import tomllib
from pathlib import Path

from conftest import MakeProject
from handbook.editions.changes import compare, echoes
from handbook.editions.telling import Story, as_json, as_markdown, as_text, tell
from records import BOOK_FILES, RULES, edition_of

WORDS = tomllib.loads((Path(__file__).parent.parent / "templates" / "words.toml").read_text())


def story(make_project: MakeProject, **changed: tuple[str, str]) -> Story:
    before = edition_of(make_project(BOOK_FILES))
    files = dict(BOOK_FILES)
    for old, new in changed.values():
        files = {name: text.replace(old, new) for name, text in files.items()}
    after = edition_of(make_project(files), before)
    return tell(compare(before, after, RULES), before, after)


def revised(make_project: MakeProject) -> Story:
    return story(
        make_project,
        edition=('id = "1"', 'id = "2"'),
        value=("150 euros", "200 euros"),
        row=("| Minister | first |", "| Minister | second |"),
        item=("Take the watch", "Take the <log> watch"),
        who=("Attaché | at noon", "Attaché | at dusk"),
        word=("Count the keys.", "Count the keys!"),
        gone=("- A *second* thing\n", ""),
    )


def test_a_person_reads_what_changed_where(make_project: MakeProject) -> None:
    assert (
        as_text(revised(make_project), WORDS)
        == """\
1 → 2: 1 editorial, 3 changed, 1 deleted

1.1 The house
  Removed: A second thing
  Revised: Minister | [-first-]{+second+}

2.1 The week
  Corrected: Count the keys[-.-]{+!+}

D1 Watch
  Revised D1.1: Take the {+<log>+} watch
  when: at [-noon-]{+dusk+}

Small
  Revised fact-limit: [-150-] {+200+} euros
"""
    )


def test_markdown_keeps_its_signs_to_itself(make_project: MakeProject) -> None:
    text = as_markdown(revised(make_project), WORDS)
    assert text.startswith("# Changes from edition 1 to edition 2\n")
    assert r"- Revised D1.1: Take the **\<log\>** watch" in text
    assert r"Minister \| ~~first~~**second**" in text


def test_json_has_the_whole_of_it(make_project: MakeProject) -> None:
    told = json.loads(as_json(revised(make_project)))
    assert told["schema"] == "urn:handbook:changes:1"
    assert told["counts"] == {"editorial": 1, "changed": 3, "deleted": 1}
    item = next(one for g in told["groups"] for one in g["changes"] if one["id"] == "D1.1")
    assert item["verdict"] == "changed"
    assert item["fields"] == [
        {"name": "when", "old": "at noon", "new": "at dusk", "verdict": "changed"}
    ]


def test_what_prints_a_fact_that_changed_is_known(make_project: MakeProject) -> None:
    before = edition_of(make_project(BOOK_FILES))
    files = {name: text.replace("150", "200") for name, text in BOOK_FILES.items()}
    after = edition_of(make_project(files), before)
    changes = compare(before, after, RULES)
    assert [one.id for one in changes.changes] == ["fact-limit"]
    printed = next(one.id for one in after.entries if one.text.startswith("The limit"))
    assert echoes(changes, after) == {printed: "fact-limit"}


def test_nothing_to_tell_is_said_too(make_project: MakeProject) -> None:
    assert as_text(story(make_project), WORDS) == "1 → 1: nothing changed\n"


def test_the_rows_of_a_table_that_is_gone_go_with_it(make_project: MakeProject) -> None:
    table = "| Who | When |\n|---|---|\n| Minister | first |\n\n"
    before = edition_of(make_project(BOOK_FILES))
    files = {name: text.replace(table, "") for name, text in BOOK_FILES.items()}
    after = edition_of(make_project(files), before)
    changes = compare(before, after, RULES)
    assert dict(tell(changes, before, after).counts) == {"deleted": 1}
    assert dict(tell(changes, before, after, whole=True).counts) == {"deleted": 3}
