"""The lists that the features of people and groups take in: a roster, or a list of people."""

from mscp_desktop.desktop.panel.wizard_words import RecordWords
from mscp_desktop.desktop.values import Choice, Field, Picked
from mscp_desktop.desktop.values import Kind as FieldKind
from mscp_desktop.groups.rules.groups import group_choices
from mscp_desktop.parties.page.fields import find_organisation, find_person
from mscp_desktop.roster.intake.entries import Kind
from mscp_desktop.roster.intake.importing import import_rows
from mscp_desktop.roster.intake.plan import make_plan
from mscp_desktop.roster.intake.reading import guess_kind
from mscp_desktop.roster.intake.resolving import What
from mscp_desktop.roster.intake.words import Meaning
from mscp_desktop.roster.page.fields import CHANGES
from mscp_desktop.roster.page.import_dialog.rows import cells_of, columns_of
from mscp_desktop.roster.page.import_dialog.takes import Finds, Takes

WORDS = {
    **CHANGES,
    "organisation": RecordWords(lambda _session, held: str(held["name"]), {"name": "Name", "short": "Short name"}),
    "organisation_alias": RecordWords(lambda _session, held: f"“{held['name']}”, another name", {"name": "Name"}),
    "person_alias": RecordWords(lambda _session, held: f"“{held['name']}”, another name", {"name": "Name"}),
    "partnership_group": RecordWords(
        lambda _session, held: str(held["name"]),
        {"name": "Name", "tier": "Where it stands", "known_from": "Known from"},
    ),
}
FINDS: Finds = {
    What.ORGANISATION: find_organisation,
    What.PERSON: find_person,
    What.GROUP: lambda session, typed: [Picked(*one) for one in group_choices(session, typed)],
}
GROUP = Field(
    "group", "Group", FieldKind.PICKER, "For rows that name none; a new name makes a new group", free=True,
    empty="as the list says",
    find=lambda session, typed: [Picked(None, *rest) for _, *rest in group_choices(session, typed)],
)  # fmt: skip
AS_AT = Field(
    "as_at", "The list is of", FieldKind.PARTIAL_DATE, "What it says is known from then on", required=True,
)  # fmt: skip
KIND = Field(
    "kind", "What it is", FieldKind.CHOICE, required=True,
    choices=(Choice(Kind.ROSTER, "A roster: groups and their seats"), Choice(Kind.PEOPLE, "A list of people")),
)  # fmt: skip
LISTS = Takes(
    titles={Kind.PEOPLE: "Import people", Kind.ROSTER: "Import a roster", None: "Import"},
    about="An XLSX or CSV file, address cards (vCard), or a table copied from a page, a document or a mail. You can"
    " drop a file here too. Nothing is changed until the last step.",
    plan=make_plan, take=import_rows, words=WORDS, cells=cells_of, columns=columns_of,
    meanings=tuple(one for one in Meaning if one is not Meaning.MIXED), finds=FINDS, guess=guess_kind, kinds=KIND,
    group=GROUP, as_at=AS_AT,
    files="Tables and cards (*.xlsx *.xlsm *.csv *.tsv *.txt *.vcf *.htm *.html);;All files (*)",
)  # fmt: skip
