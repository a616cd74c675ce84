"""The rules that every lesson keeps, as data: id, name, and what it asks for.

`docs/authoring.md` prints this list; a test holds the two equal.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One rule.

    Parameters
    ----------
    id : str
        Its id, such as ``L20``; ids are never used for something else later.
    name : str
        A short name.
    asks : str
        What it asks for, in one sentence.
    """

    id: str
    name: str
    asks: str


RULES: dict[str, Rule] = {
    id: Rule(id, name, asks)
    for id, name, asks in (
        # Form: without these a lesson cannot be read.
        ("L01", "front-matter", "The file begins with front matter that keeps the schema."),
        ("L02", "cell-form", "Every cell can be read and has `course` metadata."),
        ("L03", "cell-metadata", "The metadata of every cell keeps the schema."),
        # Template.
        ("L10", "phase-order", "The phases stand in the order of the template."),
        ("L11", "phase-missing", "Every phase that the template asks for is there."),
        (
            "L12",
            "id-twice",
            "The id of every cell is used once, and begins with the lesson's number.",
        ),
        ("L13", "objective-unknown", "Cells name only objectives of the front matter."),
        ("L14", "objective-not-checked", "Every objective is practised by a check."),
        ("L15", "objective-no-key-point", "Every objective has a key point."),
        ("L16", "minutes", "The minutes of the cells add up to the minutes of the lesson."),
        ("L17", "predict-late", "A prediction comes before the first figure."),
        # Length.
        ("L20", "code-too-long", "A code cell has at most 12 lines."),
        (
            "L21",
            "text-too-long",
            "A text cell has at most 150 words; the list of sources may be longer.",
        ),
        # Ledger.
        ("L30", "unknown-id", "Every claim, fact and source exists in the ledger."),
        ("L31", "one-sided", "A contested fact is shown with the accounts of at least two sides."),
        ("L32", "mark-missing", "A fact that is not verified stands where its mark is printed."),
        ("L35", "glue", "Every gap `{{ name }}` can be filled."),
        ("L36", "typed-number", "Numbers of the record are computed (`{{ name }}`), not typed."),
        # Figures.
        ("L40", "no-alt", "Every figure cell has `alt`: what the figure shows, in words."),
        ("L41", "not-shown", "Every figure is shown by `charts.show`, or is an explorer."),
        ("L42", "two-explorers", "A lesson has at most one explorer."),
        # Predictions and checks.
        ("L50", "no-content", "Every prediction and check that a cell calls has an entry."),
        ("L51", "unused-content", "Every entry of the lesson's content file is called by a cell."),
        ("L52", "misconception-unknown", "Cells name only misconceptions of the content file."),
        ("L53", "check-too-easy", "No check passes before it is answered, or on a wrong answer."),
        ("L54", "check-unsolved", "Every check passes on its right answer."),
        ("L55", "content-fault", "The content file can be read, computed and looked up."),
        # Language.
        ("L60", "spelling", "British spelling, and Nyongbyon for the site."),
        ("L61", "maths", "Formulas between dollar signs can be drawn without a network."),
        ("L62", "network", "No picture, script or film comes from the network."),
        # Running: these are seen by `summitry build`.
        ("L70", "cell-fails", "Every cell runs without an error."),
        ("L71", "warning", "No cell prints a warning."),
        ("L72", "machine", "No output names the machine on which the lesson was built."),
    )
}
