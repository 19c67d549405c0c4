"""Editorial or a change of meaning: the cases that the rules were written from."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handbook.editions.rules import rules_of
from handbook.editions.verdict import Verdict, judge
from records import PLAIN, RULES, TEXTS

CASES = (
    ("Call  the desk officer.", "Call the desk officer.", "spacing"),
    ("Call the officer's desk.", "Call the officer’s desk.", "typography"),
    ("Stay 5-9 days.", "Stay 5–9 days.", "typography"),
    ("Wait... then call.", "Wait… then call.", "typography"),
    ("Bring passport, visa and orders.", "Bring passport, visa, and orders.", "punctuation"),
    ("Report arrival; then register.", "Report arrival. Then register.", "punctuation case"),
    ("The defense attaché organizes it.", "The defence attaché organizes it.", "spelling"),
    ("Send an e-mail to the registry.", "Send an email to the registry.", "spelling"),
    ("Complete the check list.", "Complete the checklist.", "joined"),
    ("**Never** sign alone.", "Never sign alone.", "emphasis"),
    ("Arrival Report", "Arrival report", "case"),
    ("ARRIVAL REPORT", "Arrival report", "case"),
    ("See [[ref:sec-accreditation]].", "See  [[ref:sec-accreditation]].", "spacing"),
    ("See [[ref:sec-accreditation]].", "See [[ref:sec-visa]].", ""),
    ("Form at http://www.example.org/form/.", "Form at https://example.org/form.", "link"),
    ("Form at https://example.org/form.", "Form at https://example.org/forms/12.", ""),
    ("Call +49 30 1234-567.", "Call +49 (30) 1234567.", "telephone"),
    ("Call +49 30 1234567.", "Call +49 30 1234568.", ""),
    ("Due on 1 May 2026.", "Due on 2026-05-01.", "date"),
    ("Due on 1 May 2026.", "Due on 2 May 2026.", ""),
    ("Carry 1,000 euros.", "Carry 1000 euros.", "figures"),
    ("Carry 1000 euros.", "Carry 10000 euros.", ""),
    ("Take five copies.", "Take 5 copies.", "figures"),
    ("Keep 5km away.", "Keep 5 km away.", "figures"),
    ("Keep 5 km away.", "Keep 5 m away.", ""),
    ("Do not sign alone.", "Do sign alone.", ""),
    ("You must report.", "You should report.", ""),
    ("Tell us first.", "Tell US first.", ""),
    ("You may travel.", "You May travel.", ""),
    ("Is the route clear?", "Is the route clear.", ""),
    ("Store below -5 °C.", "Store below 5 °C.", ""),
    ("Area: 5 m²", "Area: 5 m2", ""),
    ("I will recieve it.", "I will receive it.", ""),
    ("the the visa", "the visa", ""),
    ("Bring the key.", "Bring the key. ☎", ""),
    ("Call the embassy.", "The embassy will call.", ""),
    ("Present orders and passport.", "Present passport and orders.", ""),
    ("Tune to 5 MHz.", "Tune to 5 mHz.", ""),
    ("He may be late.", "He maybe late.", ""),
    ("Re-sign the note.", "Resign the note.", ""),
    ("It is in force; it binds.", "It is in force. It binds.", "punctuation case"),
    ("See page 10.5.", "See page 105.", ""),
    ("Meet at 10:30.", "Meet at 1030.", ""),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new", "rules"), CASES)
def test_a_difference_is_editorial_by_a_rule_or_it_is_one_of_meaning(
    old: str, new: str, rules: str
) -> None:
    verdict, why = judge(old, new, "paragraph", RULES)
    assert verdict is (Verdict.EDITORIAL if rules else Verdict.CHANGED)
    assert " ".join(why) == rules
    assert judge(new, old, "paragraph", RULES)[0] is verdict


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("Do not enter the area", "Do not enter the area.", Verdict.EDITORIAL),
        ("Do not enter “it”", 'Do not enter "it"', Verdict.EDITORIAL),
        ("Use the check list before entry.", "Use the checklist before entry.", Verdict.CHANGED),
        ("Stop, then call.", "Stop; then call.", Verdict.CHANGED),
    ],
)
def test_a_warning_is_held_to_its_letters(old: str, new: str, verdict: Verdict) -> None:
    assert judge(old, new, "warning", RULES)[0] is verdict


def test_a_book_spells_single_words_as_it_likes() -> None:
    rules = rules_of("en", {}, {"advisor": "adviser", "host nation": "receiving State"})
    assert judge("An advisor.", "An adviser.", "", rules)[0] is Verdict.EDITORIAL
    assert judge("The host nation.", "The receiving State.", "", rules)[0] is Verdict.CHANGED


def test_a_language_without_tables_knows_typography_and_no_spelling() -> None:
    rules = rules_of("xx", {})
    assert judge("l'ami", "l’ami", "", rules)[0] is Verdict.EDITORIAL
    assert judge("defense", "defence", "", rules)[0] is Verdict.CHANGED


@given(st.text(), st.text(), st.sampled_from(("paragraph", "warning")))
@example("[[ref:a]]", "[[ref:a]]", "paragraph")
@example("https://[", "https://[x", "paragraph")
def test_any_text_is_judged_and_both_ways_alike(old: str, new: str, kind: str) -> None:
    verdict, why = judge(old, new, kind, RULES)
    assert verdict is judge(new, old, kind, RULES)[0]
    assert (verdict is Verdict.UNCHANGED) == (old == new)
    assert bool(why) == (verdict is Verdict.EDITORIAL)


@given(
    TEXTS, st.sampled_from(("7", "not", "must", "?", "€", "-3", "2026-05-01")), st.integers(0, 9)
)
def test_no_number_ban_or_duty_is_ever_editorial(text: str, put_in: str, place: int) -> None:
    words = text.split()
    words.insert(place, put_in)
    assert judge(text, " ".join(words), "paragraph", RULES)[0] is Verdict.CHANGED
    assert judge(text, " ".join(words), "paragraph", PLAIN)[0] is Verdict.CHANGED


def test_of_two_verdicts_the_higher_one_counts() -> None:
    order = ["unchanged", "editorial", "moved", "changed", "new", "deleted"]
    assert [one.word for one in sorted(Verdict)] == order
