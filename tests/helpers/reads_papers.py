"""What reads papers and packs: each is asked by the test of the schema."""

# ruff: noqa: ARG005 - every read is asked with the same three values

from collections.abc import Callable
from typing import Any

from mscp_desktop.meetings.records import MeetingPaper
from mscp_desktop.meetings.rules import meetings, packs, paper_changes, papers, papers_due, sent

READS: tuple[Callable[..., Any], ...] = (
    lambda s, day, uid: [
        (
            papers.papers_of(s, one.uid, day),
            packs.pack_of(s, one.uid, day),
            packs.supplement_of(s, one.uid, day),
            sent.sent_of(s, one.uid),
        )
        for one in meetings.meetings_between(s, day, day)
    ],
    lambda s, day, uid: [papers.deadline_of(s, one) for one in meetings.meetings_between(s, day, day)],
    lambda s, day, uid: (
        papers.deadlines_of(s, meetings.meetings_between(s, day, day)),
        papers.papers_of_all(s, meetings.meetings_between(s, day, day), day),
    ),
    lambda s, day, uid: (papers.files_of(s, [uid]), papers.paper_id(s, uid)),
    lambda s, day, uid: [paper_changes.paper_words(s, one) for one in s.query(MeetingPaper)],
    lambda s, day, uid: list(papers_due.papers_due(s, day)),
)
