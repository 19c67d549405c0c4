"""Findings as values: what is wrong, where, and what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import IntEnum, StrEnum
from types import MappingProxyType

from handbook.book.places import Place


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """No book is built."""
    WARNING = "warning"
    """The book is built; an editor should look."""
    NOTE = "note"
    """Worth knowing."""


class Exit(IntEnum):
    """Exit codes, which scripts may rely on."""

    FINE = 0
    FINDINGS = 1
    USAGE = 2
    ENGINE = 3
    PROOF = 4


@dataclass(frozen=True, slots=True)
class Code:
    """What a finding code stands for, for ever."""

    severity: Severity
    title: str
    advice: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, at one place."""

    code: str
    place: Place
    message: str
    hint: str = ""

    @property
    def severity(self) -> Severity:
        """Severity, as the table of codes has it."""
        return CODES[self.code].severity


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings once each, by file, line and code."""
    return tuple(sorted(set(findings), key=lambda f: (f.place, f.code, f.message)))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Tell whether any finding forbids a build."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def nearest(name: str, known: Iterable[str], nearness: float = 0.6) -> str:
    """Return the nearest of the known names, or nothing.

    Nearness runs from 0, anything, to 1, the same but for capitals.
    """
    folded = {one.casefold(): one for one in sorted(known, reverse=True)}
    near = get_close_matches(name.casefold(), folded, n=1, cutoff=nearness)
    return folded[near[0]] if near else ""


def did_you_mean(name: str, known: Iterable[str], nearness: float = 0.6) -> str:
    """Return a hint that names the nearest of the known names, or nothing."""
    near = nearest(name, known, nearness)
    return f'did you mean "{near}"?' if near else ""


def _codes(*rows: tuple[str, str, str, str]) -> Mapping[str, Code]:
    return MappingProxyType(
        {code: Code(Severity(severity), title, advice) for code, severity, title, advice in rows}
    )


CODES: Mapping[str, Code] = _codes(
    # HB0xx files and settings
    ("HB001", "error", "file cannot be read", "Check that the file exists and may be read."),
    ("HB002", "error", "text is not UTF-8", "Save the file in UTF-8."),
    ("HB003", "error", "malformed TOML", "Mend the line; strings stand in quotes."),
    ("HB004", "error", "malformed front matter", "Mend the YAML between the two `---` lines."),
    ("HB005", "error", "unknown setting", "Remove it, or correct its name."),
    ("HB006", "error", "setting of the wrong kind", "Give the kind of value that is asked for."),
    ("HB007", "error", "no chapters", "Put at least one Markdown file into content/chapters/."),
    ("HB008", "error", "path leads out of the project", "Copy the file into content/."),
    ("HB009", "warning", "file is not used", "Move it, or give it the ending .md."),
    ("HB010", "error", "setting is missing", "Add it: the entry is of no use without it."),
    ("HB011", "warning", "control character", "Delete it: it was left out of the book."),
    ("HB012", "warning", "front matter of another program", "Remove it; nothing is done with it."),
    ("HB013", "error", "not the current edition", "Build the current one, or change its id."),
    # HB1xx structure, ids and references
    ("HB101", "error", "reference to nothing", "Correct the id, or give the target that id."),
    ("HB102", "error", "id used twice", "Give each thing an id of its own."),
    ("HB103", "warning", "two level-1 headings", "Make the second one level 2, or split the file."),
    ("HB104", "warning", "no level-1 heading", "Begin the file with `# Title`."),
    ("HB105", "warning", "empty chapter", "Write it, or remove the file."),
    ("HB106", "warning", "heading level skipped", "Use the next level down."),
    ("HB107", "error", "malformed id", "Use letters and digits; after the first also . - _ and :."),
    ("HB108", "error", "citation of an unknown source", "Add it to data/sources.toml."),
    ("HB109", "warning", "link out of the manuscript", "Link to a file of the manuscript."),
    ("HB110", "error", "footnote without a text", "Add `[^label]: text`."),
    ("HB111", "note", "term is not used", "Use it in the text, or remove it."),
    ("HB112", "note", "source is not cited", "Cite it, or remove it."),
    ("HB113", "warning", "footnote out of place", "Call each footnote once, from running text."),
    ("HB114", "warning", "index mark in a heading", "Put it at the end of the first paragraph."),
    ("HB115", "error", "unknown fact or table", "Add it to content/data/."),
    ("HB116", "note", "fact or table is not used", "Use it in the text, or remove it."),
    ("HB117", "warning", "fact is due for review", "Look it up again; mend value and `as-of`."),
    # HB2xx markup
    ("HB201", "warning", "raw HTML was left out", "Write it in Markdown."),
    ("HB202", "error", "unknown block", "Use one of the blocks in docs/writing.md."),
    ("HB203", "warning", "block was not closed", "End the block with `///`."),
    ("HB204", "warning", "link address was left out", "Use https, http or mailto."),
    ("HB205", "warning", "lists nested deeply", "Four levels are the most a reader can follow."),
    ("HB206", "warning", "table without a head", "Give each column a name."),
    ("HB207", "error", "text cannot be parsed", "Nest its lists, quotations and brackets less."),
    # HB3xx checklists
    ("HB301", "error", "checklist without items", "Add items as `- [ ] **D2.1** Text`."),
    ("HB302", "error", "item without an id", "Write the id in bold before the text."),
    ("HB303", "error", "item id does not belong to its list", "Begin it with the id of the list."),
    ("HB304", "error", "checklist lacks a setting", "Add it to the front matter of the list."),
    ("HB305", "warning", "quiet line is too long", "Write `who | when | evidence | reference`."),
    ("HB310", "warning", "block without a mode", "Write `{mode=read-do}` or `{mode=do-confirm}`."),
    ("HB311", "error", "branch in a block worked from memory", "Make the block `read-do`."),
    ("HB312", "warning", "list without trigger or owner", "Say when it is taken, and by whom."),
    ("HB313", "error", "block with more than nine items", "Split it where one can pause."),
    ("HB314", "warning", "block with more than seven items", "Split it, or say why not: `allow`."),
    ("HB315", "warning", "block with fewer than five items", "Join it to the one beside it."),
    ("HB316", "warning", "block that takes over 90 seconds", "Shorten the items, or split it."),
    ("HB317", "error", "critical item after another", "Put critical items first in their block."),
    ("HB318", "warning", "item without a verb at its beginning", "Begin with what is to be done."),
    ("HB319", "warning", "answer that is no state", "Say the state or value to be found."),
    ("HB320", "warning", "list that does not close", "Let the last item sign, file or hand over."),
    ("HB321", "error", "items on more than two levels", "Make a block of the inner ones."),
    ("HB322", "error", "only item below another", "Give it a second one, or join the two."),
    ("HB323", "warning", "list without a date", "Add `revised: 2026-11-22`."),
    ("HB324", "warning", "line to be signed is incomplete", "Add kind, standard and reference."),
    ("HB325", "warning", "performance without a measure", "Say how many, how long, how well."),
    ("HB326", "error", "prerequisites that cannot be met", "Name qualifications, no circle."),
    ("HB327", "warning", "list that is not signed off", "Name who signs under `sign-off`."),
    ("HB328", "warning", "long item", "Say it in a line; put the rest into the chapter."),
    ("HB329", "error", "item that is a text", "Put the text into the chapter, and refer to it."),
    ("HB330", "error", "id of a list or an item is not sound", "Use A to Z, digits, points: D2.7."),
    ("HB331", "warning", "line in capitals", "Write it small; one word may stand in capitals."),
    ("HB332", "warning", "action in italics", "Write it upright; a word may be strong."),
    ("HB333", "note", "exception without effect", "Mend it or take it out of `allow`."),
    ("HB334", "error", "retired id is used again", "Give the item an id that was never used."),
    ("HB335", "error", "id has vanished", "Put the item back, or retire its id."),
    ("HB336", "error", "item was renumbered", "Give it its id back."),
    ("HB337", "note", "id is not in the ledger", "Run `handbook check --write-ids`."),
    (
        "HB338",
        "warning",
        "id stands for something else",
        "Give a new thing a new id; for the same in other words, put them into data/ids.toml.",
    ),
    ("HB339", "error", "ids were not written", "Mend what is said, and run it again."),
    # HB34x the words of the book
    ("HB340", "note", "long sentence", "Make two of it."),
    ("HB341", "warning", "acronym without its words", "Write it out, or add it to the glossary."),
    ("HB342", "warning", "not the house spelling", "Write it as `[spelling]` has it."),
    (
        "HB343",
        "note",
        "number or date without a source",
        "Cite one, or say what it is under `allow`.",
    ),
    ("HB344", "warning", "date has passed", "Look at it again, then change the date."),
    ("HB345", "note", "paragraph printed twice", "Keep one, and refer to it."),
    ("HB346", "warning", "link without words", "Say between the brackets where it leads."),
    # HB4xx pictures
    ("HB401", "error", "picture is missing", "Put the file into content/art/."),
    ("HB402", "error", "picture cannot be read", "Save it as PNG, JPEG or SVG."),
    ("HB403", "error", "picture without alternative text", "Say in words what it shows."),
    ("HB404", "error", "picture from outside the manuscript", "Copy it into content/art/."),
    ("HB405", "error", "SVG that loads something", "Remove the links and scripts from the SVG."),
    ("HB406", "error", "font cannot be read", "Save it as OpenType, ending in .otf or .ttf."),
    # HB5xx setting
    ("HB501", "warning", "the engine warned", "Read the message; the page may look wrong."),
    ("HB502", "error", "the engine failed", "Reduce the chapter to find the cause."),
    ("HB503", "warning", "character without a glyph", "Add a font to content/art/fonts/."),
    ("HB504", "error", "template failed", "Mend the template in templates/."),
    # HB6xx proof
    ("HB601", "error", "proof failed", "Report it: the PDF is not what it should be."),
    ("HB602", "error", "build cannot be written", "Free the disk, or build elsewhere."),
    ("HB603", "error", "box or cell too small", "Give it more room in templates/sizes.toml."),
    ("HB604", "warning", "list on more than an opening", "Shorten it, or make two lists of it."),
    # HB605 to HB619 what is measured on the pages
    ("HB605", "warning", "text outside the safe area", "Move or shorten it: a cut may take it."),
    ("HB606", "warning", "text runs out of its place", "Shorten it, or give it more room."),
    ("HB607", "warning", "page almost empty", "Shorten what stands before it, or fill it."),
    ("HB608", "warning", "heading stranded", "Shorten what stands before it, or add to it."),
    ("HB609", "warning", "type too small", "Use a larger size; draw for the size of the page."),
    ("HB610", "warning", "contrast too low", "Mend templates/colours.toml or the style sheet."),
    ("HB611", "warning", "loose line", "Let a long word break, or put it otherwise."),
    ("HB612", "warning", "block of a list goes on overleaf", "Shorten it, or make two of it."),
    ("HB613", "warning", "box parted from its text", "Move it, or shorten what stands before it."),
    ("HB621", "warning", "picture with too few words", "Say what a reader learns from it."),
    ("HB622", "warning", "file of more than 5 MB", "Use smaller pictures."),
    ("HB623", "warning", "link named by a number alone", "Give its target a title."),
    # HB624 to HB629 a file at hand against the manifest of an edition
    ("HB624", "error", "manifest cannot be used", "Take manifest.json from where it was issued."),
    (
        "HB625",
        "error",
        "filled in or changed since it was issued",
        "Ask for the file if it is no form.",
    ),
    ("HB626", "error", "file of another edition", "Compare it with the manifest of that edition."),
    ("HB627", "error", "file of another book", "Compare it with a manifest of that book."),
    ("HB628", "error", "same edition, not from this build", "Ask for the file that was issued."),
    ("HB629", "error", "file was not issued", "Take the file from where it was issued."),
    # HB7xx filled forms
    ("HB701", "error", "not a PDF", "Ask for the file again: it may be damaged."),
    ("HB702", "error", "form is encrypted", "Save it without a password."),
    ("HB703", "error", "form of another book", "Collect it in the project it belongs to."),
    ("HB704", "error", "no form in it", "Ask for the download, not for a print of it."),
    ("HB705", "warning", "form of an unknown edition", "See that the right edition is in use."),
    ("HB710", "error", "nothing to export", "Write a list into content/checklists/."),
    # HB8xx products for print
    ("HB811", "error", "no list to carry", "Add `carry: true` to the front matter of a list."),
    ("HB812", "warning", "list takes many cards", "Cut it down to what is done on the spot."),
    ("HB813", "error", "item too long for a card", "Shorten it, or take a larger card."),
    ("HB814", "error", "card does not fit on its sheet", "Take a smaller card or a larger sheet."),
    ("HB815", "error", "type on a card is too small", "Mend the sizes in templates/sizes.toml."),
    # HB820 to HB829 inks and profiles
    ("HB820", "error", "colour profile is missing", "Put it in content/, or install the free one."),
    ("HB821", "error", "not a profile for print", "Ask your printer for the CMYK profile to use."),
    ("HB822", "error", "profile without its condition", "Give both, as the printer names them."),
    (
        "HB823",
        "error",
        "colour without an ink",
        'Add it to templates/colours.toml, or set `other-colours = "convert"` under [press].',
    ),
    (
        "HB824",
        "error",
        "picture in the colours of a screen",
        'Save it in grey or CMYK, or set `other-colours = "convert"` under [press].',
    ),
    ("HB825", "error", "colour that no plate prints", "Draw it in plain RGB or grey."),
    ("HB826", "warning", "transparent picture", "Put it on white: what shines through is a guess."),
    ("HB827", "warning", "no date for the press", "Give the edition a date in handbook.toml."),
    ("HB828", "error", "more ink than the paper takes", "Mend the inks in templates/colours.toml."),
    # HB830 to HB839 booklets and loose leaves
    ("HB830", "error", "paper is too small", "Take larger paper, or `scale` under [booklet]."),
    ("HB831", "error", "too many sheets in a signature", "Set `sheets` under [booklet]."),
    ("HB832", "warning", "signature is hard to staple", "Set `sheets` under [booklet], and sew."),
    ("HB833", "note", "blank pages at the end", "Nothing need be done: sheets have four pages."),
    ("HB834", "error", "page has no room for the holes", "Take other holes, or a larger page."),
    ("HB835", "note", "setting without effect", "Take it out, or change `layout`."),
    ("HB836", "note", "pages are printed smaller", "Take larger paper to have them whole."),
    # HB840 to HB849 paper, binding, cover and job ticket
    ("HB840", "error", "unknown paper", "Take one of docs/press.md, or give its caliper."),
    ("HB841", "error", "no such thickness of a leaf", "Mend the stock in templates/press.toml."),
    ("HB842", "error", "too thick for the binding", "Take another binding, or thinner paper."),
    ("HB843", "warning", "too thin for the binding", "Take another binding, or thicker paper."),
    ("HB844", "warning", "near the limit of the binding", "Ask the printer before you order."),
    ("HB845", "note", "no room for text on the spine", "Nothing need be done: it was left out."),
    ("HB846", "error", "not an ISBN", "Copy all 13 digits again from the agency's letter."),
    ("HB847", "error", "binding is not for print", "Set `binding` under [page]."),
    ("HB848", "note", "job ticket is incomplete", "Say it under [press], or in your order."),
    ("HB849", "warning", "holes go through the text", "Take a larger page, or another binding."),
    # HB850 to HB879 preflight: what a print shop would send back
    ("HB850", "error", "not a PDF for the press", "Make it anew, whole and without a password."),
    ("HB851", "error", "boxes of a page are wrong", "Mend them: trim in bleed in media, no more."),
    ("HB852", "error", "trim is not what it should be", "Make all pages of the size ordered."),
    ("HB853", "error", "too little bleed", "Set the BleedBox so far beyond the trim all round."),
    ("HB854", "error", "not PDF/X-4", "Export the file as PDF/X-4."),
    ("HB855", "error", "text of a page differs", "Make both files of the same build."),
    ("HB856", "error", "output intent is wrong", "Embed the profile of the printing condition."),
    ("HB857", "error", "forbidden in a press file", "Take it out, or export without it."),
    ("HB858", "error", "colour without plates", "Convert it to the inks of the profile."),
    ("HB859", "error", "spot colour nobody asked for", "Convert it to the four inks, or order it."),
    ("HB860", "error", "small text in several inks", "Set it in black alone, or larger."),
    ("HB861", "error", "rich black", "Use black alone for text and lines, less of the others."),
    ("HB862", "error", "black text does not overprint", "Set overprint and OPM 1 for black text."),
    ("HB863", "error", "white overprints", "Take overprint off what is white: it would vanish."),
    ("HB864", "error", "hairline", "Make it thicker: 0.25 pt in one solid ink, else 0.5 pt."),
    ("HB865", "error", "picture with too few dots", "Use a larger picture, or print it smaller."),
    ("HB866", "warning", "picture with few dots", "Look whether a larger picture can be had."),
    ("HB867", "error", "too much ink", "Use lighter colours, or convert for this paper."),
    ("HB868", "error", "colour on a black page", "Look for what is not in DeviceCMYK black."),
    ("HB869", "error", "typeface is not in the file", "Embed it, as TrueType or OpenType."),
    ("HB870", "note", "transparency", "Look at the proof: presses blend in their own way."),
    ("HB871", "note", "blank page", "Print a notice on it, or say that it is meant."),
    ("HB872", "error", "bleed is empty", "Let what touches the trim go on to the end of it."),
    ("HB873", "error", "text at the trim", "Move it in by 3 mm or more: a cut may take it."),
    ("HB874", "warning", "text near the trim", "Move it in: 5 mm are safe."),
    ("HB875", "error", "text where the binding is", "Move it off the spine, or bind otherwise."),
    ("HB876", "error", "number of pages does not bind", "Add pages, each with a notice."),
    ("HB877", "error", "content of a page is broken", "Make the page anew: a press may stop."),
    ("HB878", "error", "printer's mark on the page", "Draw it beyond the bleed."),
    ("HB879", "note", "not measured", "Install Ghostscript, or let the print shop measure it."),
    # HB9xx editions
    ("HB901", "error", "record cannot be read", "Take it again from where it was kept."),
    ("HB902", "error", "record was damaged or edited", "Take it again from where it was kept."),
    ("HB903", "error", "record of another format", "Use the version of handbook that wrote it."),
    ("HB904", "error", "id of an earlier edition used again", "Give the new thing a new id."),
    ("HB905", "error", "id stands for another kind of thing", "Give the new thing a new id."),
    ("HB906", "error", "reason for what is in neither edition", "Correct the id."),
    ("HB907", "warning", "reason for what did not change", "Take it out, or name its `edition`."),
    ("HB908", "warning", "change without a reason", "Add a [[change]] to content/changes.toml."),
    ("HB909", "error", "correction that touches the sense", "Leave out `kind`, or be `sure`."),
    ("HB910", "error", "no such edition", "Name one that was released, or a project's folder."),
    ("HB911", "warning", "reasons against another edition", "Correct `base` in changes.toml."),
    ("HB912", "error", "edition was released already", "Give the new one an id of its own."),
    ("HB913", "error", "edition is out of order", "Correct id and date under [edition]."),
    ("HB914", "error", "kept edition was changed", "Take its folder again from where it was kept."),
    ("HB915", "error", "edition cannot be taken back", "Release a new one that mends it."),
    ("HB916", "error", "another release is under way", "Wait until it is done."),
    ("HB917", "error", "edition is not fit to be released", "Mend what is said above."),
    ("HB918", "error", "two editions in one place", "Take one back, and release it again."),
    # HB920 to HB929 editions built again, and notes of changes in the manuscript
    ("HB920", "error", "archive cannot be used", "Take the folder again from where it was kept."),
    ("HB921", "warning", "not as issued", "Use the versions of then, or the files of then."),
    ("HB922", "error", "not as issued, for no known reason", "Find out what changed the program."),
    ("HB923", "warning", "edition was released otherwise", "Give the new one the next id."),
    ("HB924", "note", "changes are not committed", "Commit them with the folder of the edition."),
    ("HB925", "warning", "two reasons for the same thing", "Make one of them."),
    ("HB926", "error", "product was not issued", "Ask for one that the edition was released with."),
    ("HB930", "warning", "bar and summary differ", "Report it: each should explain the other."),
    ("HB931", "error", "two editions as the one before", "Name the same one in both places."),
    (
        "HB935",
        "error",
        "pages of an edition cannot be read",
        "Take it again from where it was kept.",
    ),
    ("HB936", "error", "no edition to change pages of", "Release an edition: its pages are kept."),
    ("HB937", "note", "no page changed", "Nothing need be done: there are no change pages."),
    (
        "HB938",
        "note",
        "pages laid out by other versions",
        "Compare what is issued with the old copy.",
    ),
    ("HB939", "note", "most leaves are issued anew", "Issue the whole book: that is less work."),
    # HB940 to HB959 variants
    ("HB940", "error", "reference to what is left out", "Give both the same condition."),
    ("HB941", "error", "condition cannot be read", "Use the names and values of [axes]."),
    ("HB942", "warning", "condition decides nothing", "Mend it, or take it away."),
    ("HB943", "error", "condition never holds here", "Mend it, or that of what it stands in."),
    ("HB944", "warning", "condition repeats the one around it", "Take it away."),
    ("HB945", "error", "condition where none may stand", "Put it on the paragraph or around it."),
    ("HB946", "warning", "value that no variant has", "Use it, or take it out of [axes]."),
    ("HB947", "error", "variant breaks a list", "Mend its conditions, or hide the whole list."),
    ("HB948", "error", "prerequisite is left out", "Give both the same condition."),
    ("HB949", "error", "value is missing", "Add it to data/values.toml."),
    ("HB950", "error", "no such variant", "Name one of those under [variants]."),
    ("HB951", "error", "variant cannot be read", "Mend it under [axes] or [variants]."),
    ("HB952", "note", "value is not used", "Use it in the text, or remove it."),
    # HB96x reviews, and what is published; HB97x signatures
    ("HB960", "error", "overdue for review", "Review it, or add a [[waive]] to changes.toml."),
    ("HB961", "warning", "waiver of what is not overdue", "Take it out of changes.toml."),
    ("HB962", "error", "waiver that has run out", "Review the thing, or waive it again."),
    ("HB963", "error", "waiver of nothing", "Correct the id: `handbook review` names them."),
    ("HB964", "note", "overdue for review, and waived", "It is in the record of the edition."),
    ("HB965", "error", "file is not as issued", "Run `handbook build --edition ID`."),
    ("HB966", "error", "folder holds what is not ours", "Publish elsewhere, or move the file."),
    ("HB967", "error", "nothing to publish", "Release an edition first: `handbook release`."),
    ("HB968", "error", "withdrawal of no edition", "Correct the id under [publish]."),
    ("HB969", "warning", "published without a signature", "Give the secret key with --sign."),
    ("HB970", "error", "file is not as the sums say", "Take it again from where it is published."),
    ("HB971", "error", "sums do not name the file", "Take the sums that go with it."),
    ("HB972", "error", "sums without a signature", "Take it from where the sums are published."),
    ("HB973", "error", "signature is false", "Do not rely on the file: take it again."),
    ("HB974", "error", "key cannot be used", "Give the file of minisign, and its passphrase."),
    ("HB975", "error", "secret key in the project", "Keep it elsewhere, where nobody copies it."),
    ("HB976", "error", "signatures cannot be used here", "Install the extra: `handbook[sign]`."),
    ("HB977", "warning", "sums that nobody vouches for", "Give the public key with --key."),
)
