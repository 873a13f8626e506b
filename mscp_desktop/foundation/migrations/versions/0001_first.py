"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "agency_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("held", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_review")),
        sa.UniqueConstraint("uid", name=op.f("uq_agency_review_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_table", sa.Text(), nullable=False),
        sa.Column("owner_uid", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("uid", name=op.f("uq_attachment_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_attachment_owner_uid"), "attachment", ["owner_uid"], unique=False)
    op.create_table(
        "attachment_piece",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "number", name=op.f("pk_attachment_piece")),
        sqlite_strict=True,
    )
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("working", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint("uid", name=op.f("uq_calendar_day_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "draft",
        sa.Column("user_uid", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("over", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("user_uid", "place", "field", name=op.f("pk_draft")),
        sqlite_strict=True,
    )
    op.create_table(
        "grade_scale",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_scale")),
        sa.UniqueConstraint("uid", name=op.f("uq_grade_scale_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "issued_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_table", sa.Text(), nullable=False),
        sa.Column("subject_uid", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.Text(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_document")),
        sa.UniqueConstraint("uid", name=op.f("uq_issued_document_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_issued_document_subject_uid"), "issued_document", ["subject_uid"], unique=False)
    op.create_table(
        "learning_theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ended", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_theme")),
        sa.UniqueConstraint("uid", name=op.f("uq_learning_theme_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "lineage_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lineage_event")),
        sa.UniqueConstraint("uid", name=op.f("uq_lineage_event_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "local_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=True),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("paragraph", sa.Text(), nullable=False),
        sa.Column("force", sa.Text(), nullable=False),
        sa.Column("applies_from", sa.Text(), nullable=True),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_local_rule")),
        sa.UniqueConstraint("uid", name=op.f("uq_local_rule_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "operation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor_uid", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target_uid", sa.Text(), nullable=True),
        sa.Column("corrected_by", sa.Text(), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("text_digest", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation")),
        sa.UniqueConstraint("uid", name=op.f("uq_operation_uid")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_operation_actor_uid_id"), "operation", ["actor_uid", "id"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("statutory", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("ended", sa.Text(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["organisation.id"], name=op.f("fk_organisation_successor_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("uid", name=op.f("uq_organisation_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_organisation_parent_id"), "organisation", ["parent_id"], unique=False)
    op.create_index(op.f("ix_organisation_successor_id"), "organisation", ["successor_id"], unique=False)
    op.create_table(
        "partnership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short", sa.Text(), nullable=True),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership")),
        sa.UniqueConstraint("uid", name=op.f("uq_partnership_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "partnership_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short", sa.Text(), nullable=True),
        sa.Column("aliases", sa.Text(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("functions", sa.Text(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("shared_with", sa.Text(), nullable=True),
        sa.Column("in_arrangements", sa.Integer(), nullable=True),
        sa.Column("in_chart", sa.Integer(), nullable=True),
        sa.Column("known_from", sa.Text(), nullable=True),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["partnership_group.id"], name=op.f("fk_partnership_group_parent_id_partnership_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_group")),
        sa.UniqueConstraint("uid", name=op.f("uq_partnership_group_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_partnership_group_parent_id"), "partnership_group", ["parent_id"], unique=False)
    op.create_table(
        "post_title",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_title")),
        sa.UniqueConstraint("uid", name=op.f("uq_post_title_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "review_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_review_name_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "sealed_content",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("within", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sealed_content")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_sealed_content_within"), "sealed_content", ["within"], unique=False)
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("kind", "uid", name=op.f("uq_search_entry_kind_uid")),
        sqlite_strict=True,
    )
    op.create_table(
        "strategic_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.Column("agreed", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategic_plan")),
        sa.UniqueConstraint("uid", name=op.f("uq_strategic_plan_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("uid", name=op.f("uq_user_account_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "vault_value",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_vault_value")),
        sqlite_strict=True,
    )
    op.create_table(
        "agency_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_agency_request_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_request")),
        sa.UniqueConstraint("uid", name=op.f("uq_agency_request_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_agency_request_organisation_id"), "agency_request", ["organisation_id"], unique=False)
    op.create_table(
        "assessment_tool",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("scale_id", sa.Integer(), nullable=False),
        sa.Column("made_from_id", sa.Integer(), nullable=True),
        sa.Column("first_used", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_from_id"], ["assessment_tool.id"], name=op.f("fk_assessment_tool_made_from_id_assessment_tool")
        ),
        sa.ForeignKeyConstraint(["scale_id"], ["grade_scale.id"], name=op.f("fk_assessment_tool_scale_id_grade_scale")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_tool")),
        sa.UniqueConstraint("uid", name=op.f("uq_assessment_tool_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_assessment_tool_made_from_id"), "assessment_tool", ["made_from_id"], unique=False)
    op.create_index(op.f("ix_assessment_tool_scale_id"), "assessment_tool", ["scale_id"], unique=False)
    op.create_table(
        "blocked_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("last", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["partnership_group.id"], name=op.f("fk_blocked_period_group_id_partnership_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocked_period")),
        sa.UniqueConstraint("uid", name=op.f("uq_blocked_period_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_blocked_period_group_id"), "blocked_period", ["group_id"], unique=False)
    op.create_table(
        "grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scale_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("letters", sa.Text(), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.Column("descriptor", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["scale_id"], ["grade_scale.id"], name=op.f("fk_grade_scale_id_grade_scale")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade")),
        sa.UniqueConstraint("uid", name=op.f("uq_grade_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_grade_scale_id"), "grade", ["scale_id"], unique=False)
    op.create_table(
        "history_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_uid", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("fk_history_entry_operation_id_operation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_entry")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_history_entry_operation_id"), "history_entry", ["operation_id"], unique=False)
    op.create_index(
        op.f("ix_history_entry_table_name_row_uid_id"), "history_entry", ["table_name", "row_uid", "id"], unique=False
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("start_time", sa.Text(), nullable=True),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("pinned", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("outside_uid", sa.Text(), nullable=True),
        sa.Column("cancelled_why", sa.Text(), nullable=True),
        sa.Column("agenda_sent", sa.Text(), nullable=True),
        sa.Column("agenda_as_sent", sa.Text(), nullable=True),
        sa.Column("pack_sent", sa.Text(), nullable=True),
        sa.Column("pack_pages", sa.Integer(), nullable=True),
        sa.Column("actions_sent", sa.Text(), nullable=True),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("minutes_by", sa.Text(), nullable=True),
        sa.Column("cleared", sa.Text(), nullable=True),
        sa.Column("cleared_by", sa.Text(), nullable=True),
        sa.Column("circulated", sa.Text(), nullable=True),
        sa.Column("approved", sa.Text(), nullable=True),
        sa.Column("approved_at_id", sa.Integer(), nullable=True),
        sa.Column("approved_how", sa.Text(), nullable=True),
        sa.Column("amendments", sa.Text(), nullable=True),
        sa.Column("closed", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["approved_at_id"], ["meeting.id"], name=op.f("fk_meeting_approved_at_id_meeting")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["partnership_group.id"], name=op.f("fk_meeting_group_id_partnership_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("uid", name=op.f("uq_meeting_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_meeting_approved_at_id"), "meeting", ["approved_at_id"], unique=False)
    op.create_index(op.f("ix_meeting_day"), "meeting", ["day"], unique=False)
    op.create_index(op.f("ix_meeting_group_id"), "meeting", ["group_id"], unique=False)
    op.create_table(
        "meeting_pattern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("week", sa.Integer(), nullable=True),
        sa.Column("start_time", sa.Text(), nullable=True),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("before_parent", sa.Integer(), nullable=True),
        sa.Column("papers_before", sa.Integer(), nullable=True),
        sa.Column("call_before", sa.Integer(), nullable=True),
        sa.Column("set_elsewhere", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["partnership_group.id"], name=op.f("fk_meeting_pattern_group_id_partnership_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_pattern")),
        sa.UniqueConstraint("uid", name=op.f("uq_meeting_pattern_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_meeting_pattern_group_id"), "meeting_pattern", ["group_id"], unique=False)
    op.create_table(
        "operation_text",
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("fk_operation_text_operation_id_operation")
        ),
        sa.PrimaryKeyConstraint("operation_id", name=op.f("pk_operation_text")),
        sqlite_strict=True,
    )
    op.create_table(
        "organisation_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_alias_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_alias")),
        sa.UniqueConstraint("uid", name=op.f("uq_organisation_alias_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_organisation_alias_organisation_id"), "organisation_alias", ["organisation_id"], unique=False
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("post_from", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("privacy_notice", sa.Text(), nullable=True),
        sa.Column("left", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_person_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("uid", name=op.f("uq_person_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_person_organisation_id"), "person", ["organisation_id"], unique=False)
    op.create_table(
        "priority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("aim", sa.Text(), nullable=True),
        sa.Column("means", sa.Text(), nullable=True),
        sa.Column("lead_group_id", sa.Integer(), nullable=True),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["lead_group_id"], ["partnership_group.id"], name=op.f("fk_priority_lead_group_id_partnership_group")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["strategic_plan.id"], name=op.f("fk_priority_plan_id_strategic_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority")),
        sa.UniqueConstraint("uid", name=op.f("uq_priority_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_priority_lead_group_id"), "priority", ["lead_group_id"], unique=False)
    op.create_index(op.f("ix_priority_plan_id"), "priority", ["plan_id"], unique=False)
    op.create_table(
        "quorum_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("deputies_count", sa.Integer(), nullable=False),
        sa.Column("needs_chair", sa.Integer(), nullable=False),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["partnership_group.id"], name=op.f("fk_quorum_rule_group_id_partnership_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quorum_rule")),
        sa.UniqueConstraint("uid", name=op.f("uq_quorum_rule_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_quorum_rule_group_id"), "quorum_rule", ["group_id"], unique=False)
    op.create_table(
        "relevant_agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("involvement", sa.Text(), nullable=True),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_relevant_agency_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relevant_agency")),
        sa.UniqueConstraint("uid", name=op.f("uq_relevant_agency_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_relevant_agency_organisation_id"), "relevant_agency", ["organisation_id"], unique=False)
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("post_published", sa.Text(), nullable=True),
        sa.Column("either_post", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["follows_id"], ["seat.id"], name=op.f("fk_seat_follows_id_seat")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["partnership_group.id"], name=op.f("fk_seat_group_id_partnership_group")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_seat_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("uid", name=op.f("uq_seat_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_seat_follows_id"), "seat", ["follows_id"], unique=False)
    op.create_index(op.f("ix_seat_group_id"), "seat", ["group_id"], unique=False)
    op.create_index(op.f("ix_seat_organisation_id"), "seat", ["organisation_id"], unique=False)
    op.create_table(
        "standing_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("presenter", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["partnership_group.id"], name=op.f("fk_standing_item_group_id_partnership_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_item")),
        sa.UniqueConstraint("uid", name=op.f("uq_standing_item_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_standing_item_group_id"), "standing_item", ["group_id"], unique=False)
    op.create_table(
        "terms_of_reference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=True),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"],
            ["partnership_group.id"],
            name=op.f("fk_terms_of_reference_agreed_by_id_partnership_group"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["partnership_group.id"], name=op.f("fk_terms_of_reference_group_id_partnership_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_of_reference")),
        sa.UniqueConstraint("uid", name=op.f("uq_terms_of_reference_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_terms_of_reference_agreed_by_id"), "terms_of_reference", ["agreed_by_id"], unique=False)
    op.create_index(op.f("ix_terms_of_reference_group_id"), "terms_of_reference", ["group_id"], unique=False)
    op.create_table(
        "year_obligation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("start_year", sa.Integer(), nullable=False),
        sa.Column("owed", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["partnership_group.id"], name=op.f("fk_year_obligation_group_id_partnership_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_obligation")),
        sa.UniqueConstraint("uid", name=op.f("uq_year_obligation_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_year_obligation_group_id"), "year_obligation", ["group_id"], unique=False)
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("priority_id", sa.Integer(), nullable=True),
        sa.Column("raised", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("impact_on", sa.Text(), nullable=True),
        sa.Column("impact", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("source_kind", sa.Text(), nullable=True),
        sa.Column("source_uid", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("confidential", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["partnership_group.id"], name=op.f("fk_action_group_id_partnership_group")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_action_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_action_person_id_person")),
        sa.ForeignKeyConstraint(["priority_id"], ["priority.id"], name=op.f("fk_action_priority_id_priority")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_action_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("number", name=op.f("uq_action_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_action_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_action_group_id"), "action", ["group_id"], unique=False)
    op.create_index(op.f("ix_action_organisation_id"), "action", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_action_person_id"), "action", ["person_id"], unique=False)
    op.create_index(op.f("ix_action_priority_id"), "action", ["priority_id"], unique=False)
    op.create_index(op.f("ix_action_seat_id"), "action", ["seat_id"], unique=False)
    op.create_index(op.f("ix_action_source_uid"), "action", ["source_uid"], unique=False)
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("presenter", sa.Text(), nullable=True),
        sa.Column("confidential", sa.Integer(), nullable=False),
        sa.Column("brief", sa.Text(), nullable=True),
        sa.Column("discussion", sa.Text(), nullable=True),
        sa.Column("wanted", sa.Text(), nullable=True),
        sa.Column("carried_from_id", sa.Integer(), nullable=True),
        sa.Column("sent_from_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["carried_from_id"], ["agenda_item.id"], name=op.f("fk_agenda_item_carried_from_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["partnership_group.id"], name=op.f("fk_agenda_item_group_id_partnership_group")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id_meeting")),
        sa.ForeignKeyConstraint(
            ["sent_from_id"], ["agenda_item.id"], name=op.f("fk_agenda_item_sent_from_id_agenda_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("uid", name=op.f("uq_agenda_item_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_agenda_item_carried_from_id"), "agenda_item", ["carried_from_id"], unique=False)
    op.create_index(op.f("ix_agenda_item_group_id"), "agenda_item", ["group_id"], unique=False)
    op.create_index(op.f("ix_agenda_item_meeting_id"), "agenda_item", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_agenda_item_sent_from_id"), "agenda_item", ["sent_from_id"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("presence", sa.Text(), nullable=False),
        sa.Column("interest", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id_meeting")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_attendance_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id_person")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_attendance_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("uid", name=op.f("uq_attendance_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_attendance_meeting_id"), "attendance", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_attendance_organisation_id"), "attendance", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_attendance_person_id"), "attendance", ["person_id"], unique=False)
    op.create_index(op.f("ix_attendance_seat_id"), "attendance", ["seat_id"], unique=False)
    op.create_table(
        "audit_theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("priority_id", sa.Integer(), nullable=True),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["priority_id"], ["priority.id"], name=op.f("fk_audit_theme_priority_id_priority")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_theme")),
        sa.UniqueConstraint("uid", name=op.f("uq_audit_theme_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_audit_theme_priority_id"), "audit_theme", ["priority_id"], unique=False)
    op.create_table(
        "chairing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["partnership_group.id"], name=op.f("fk_chairing_group_id_partnership_group")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_chairing_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chairing")),
        sa.UniqueConstraint("uid", name=op.f("uq_chairing_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_chairing_group_id"), "chairing", ["group_id"], unique=False)
    op.create_index(op.f("ix_chairing_seat_id"), "chairing", ["seat_id"], unique=False)
    op.create_table(
        "chairs_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Text(), nullable=True),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("assurance", sa.Text(), nullable=True),
        sa.Column("exceptions", sa.Text(), nullable=True),
        sa.Column("asks", sa.Text(), nullable=True),
        sa.Column("agreed", sa.Text(), nullable=True),
        sa.Column("agreed_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["partnership_group.id"], name=op.f("fk_chairs_report_group_id_partnership_group")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_chairs_report_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chairs_report")),
        sa.UniqueConstraint("uid", name=op.f("uq_chairs_report_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_chairs_report_group_id"), "chairs_report", ["group_id"], unique=False)
    op.create_index(op.f("ix_chairs_report_meeting_id"), "chairs_report", ["meeting_id"], unique=False)
    op.create_table(
        "copied_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("copy_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["copy_id"], ["person.id"], name=op.f("fk_copied_person_copy_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_copied_person_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copied_person")),
        sa.UniqueConstraint("uid", name=op.f("uq_copied_person_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_copied_person_copy_id"), "copied_person", ["copy_id"], unique=False)
    op.create_index(op.f("ix_copied_person_person_id"), "copied_person", ["person_id"], unique=False)
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lead_seat_id", sa.Integer(), nullable=False),
        sa.Column("delegate_seat_id", sa.Integer(), nullable=False),
        sa.Column("functions", sa.Text(), nullable=True),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["delegate_seat_id"], ["seat.id"], name=op.f("fk_delegation_delegate_seat_id_seat")),
        sa.ForeignKeyConstraint(["lead_seat_id"], ["seat.id"], name=op.f("fk_delegation_lead_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
        sa.UniqueConstraint("uid", name=op.f("uq_delegation_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_delegation_delegate_seat_id"), "delegation", ["delegate_seat_id"], unique=False)
    op.create_index(op.f("ix_delegation_lead_seat_id"), "delegation", ["lead_seat_id"], unique=False)
    op.create_table(
        "deputy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deputy_person_id_person")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_deputy_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
        sa.UniqueConstraint("uid", name=op.f("uq_deputy_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_deputy_person_id"), "deputy", ["person_id"], unique=False)
    op.create_index(op.f("ix_deputy_seat_id"), "deputy", ["seat_id"], unique=False)
    op.create_table(
        "former_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_former_post_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_former_post_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_post")),
        sa.UniqueConstraint("uid", name=op.f("uq_former_post_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_former_post_organisation_id"), "former_post", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_former_post_person_id"), "former_post", ["person_id"], unique=False)
    op.create_table(
        "group_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["partnership_group.id"], name=op.f("fk_group_copy_group_id_partnership_group")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_group_copy_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_copy")),
        sa.UniqueConstraint("uid", name=op.f("uq_group_copy_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_group_copy_group_id"), "group_copy", ["group_id"], unique=False)
    op.create_index(op.f("ix_group_copy_person_id"), "group_copy", ["person_id"], unique=False)
    op.create_table(
        "history_value",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["history_entry.id"], name=op.f("fk_history_value_entry_id_history_entry")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_history_value")),
        sqlite_strict=True,
    )
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("priority_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["priority_id"], ["priority.id"], name=op.f("fk_outcome_priority_id_priority")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("uid", name=op.f("uq_outcome_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_outcome_priority_id"), "outcome", ["priority_id"], unique=False)
    op.create_table(
        "person_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_alias_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_alias")),
        sa.UniqueConstraint("uid", name=op.f("uq_person_alias_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_person_alias_person_id"), "person_alias", ["person_id"], unique=False)
    op.create_table(
        "tenure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_tenure_person_id_person")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_tenure_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenure")),
        sa.UniqueConstraint("uid", name=op.f("uq_tenure_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_tenure_person_id"), "tenure", ["person_id"], unique=False)
    op.create_index(op.f("ix_tenure_seat_id"), "tenure", ["seat_id"], unique=False)
    op.create_table(
        "tool_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tool_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("overall", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tool_id"], ["assessment_tool.id"], name=op.f("fk_tool_section_tool_id_assessment_tool")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_section")),
        sa.UniqueConstraint("uid", name=op.f("uq_tool_section_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_tool_section_tool_id"), "tool_section", ["tool_id"], unique=False)
    op.create_table(
        "action_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("teller", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_was", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_update_action_id_action")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_update")),
        sa.UniqueConstraint("uid", name=op.f("uq_action_update_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_action_update_action_id"), "action_update", ["action_id"], unique=False)
    op.create_table(
        "challenge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("by_organisation_id", sa.Integer(), nullable=True),
        sa.Column("by_whom", sa.Text(), nullable=True),
        sa.Column("to_organisation_id", sa.Integer(), nullable=True),
        sa.Column("to_whom", sa.Text(), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("closed", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_organisation_id"], ["organisation.id"], name=op.f("fk_challenge_by_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_challenge_item_id_agenda_item")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_challenge_meeting_id_meeting")),
        sa.ForeignKeyConstraint(
            ["to_organisation_id"], ["organisation.id"], name=op.f("fk_challenge_to_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
        sa.UniqueConstraint("number", name=op.f("uq_challenge_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_challenge_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_challenge_by_organisation_id"), "challenge", ["by_organisation_id"], unique=False)
    op.create_index(op.f("ix_challenge_item_id"), "challenge", ["item_id"], unique=False)
    op.create_index(op.f("ix_challenge_meeting_id"), "challenge", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_challenge_to_organisation_id"), "challenge", ["to_organisation_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("dissent", sa.Text(), nullable=True),
        sa.Column("inquorate", sa.Integer(), nullable=False),
        sa.Column("ratified_at_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_decision_item_id_agenda_item")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_decision_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["ratified_at_id"], ["meeting.id"], name=op.f("fk_decision_ratified_at_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("number", name=op.f("uq_decision_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_decision_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_decision_item_id"), "decision", ["item_id"], unique=False)
    op.create_index(op.f("ix_decision_meeting_id"), "decision", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_decision_ratified_at_id"), "decision", ["ratified_at_id"], unique=False)
    op.create_table(
        "meeting_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("chased", sa.Text(), nullable=True),
        sa.Column("received", sa.Text(), nullable=True),
        sa.Column("cleared", sa.Text(), nullable=True),
        sa.Column("cleared_by", sa.Text(), nullable=True),
        sa.Column("confidential", sa.Integer(), nullable=False),
        sa.Column("supplement", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_meeting_paper_item_id_agenda_item")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_meeting_paper_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_paper")),
        sa.UniqueConstraint("uid", name=op.f("uq_meeting_paper_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_meeting_paper_item_id"), "meeting_paper", ["item_id"], unique=False)
    op.create_index(op.f("ix_meeting_paper_organisation_id"), "meeting_paper", ["organisation_id"], unique=False)
    op.create_table(
        "minutes_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_minutes_correction_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_correction_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_correction")),
        sa.UniqueConstraint("uid", name=op.f("uq_minutes_correction_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_minutes_correction_item_id"), "minutes_correction", ["item_id"], unique=False)
    op.create_index(op.f("ix_minutes_correction_meeting_id"), "minutes_correction", ["meeting_id"], unique=False)
    op.create_table(
        "tool_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("help", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["section_id"], ["tool_section.id"], name=op.f("fk_tool_question_section_id_tool_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_question")),
        sa.UniqueConstraint("uid", name=op.f("uq_tool_question_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_tool_question_section_id"), "tool_question", ["section_id"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("tool_id", sa.Integer(), nullable=True),
        sa.Column("cases", sa.Integer(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("learning", sa.Text(), nullable=True),
        sa.Column("cancelled_why", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("selection", sa.Text(), nullable=True),
        sa.Column("key_holder", sa.Text(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("revealed_at", sa.Text(), nullable=True),
        sa.Column("revealed_by", sa.Text(), nullable=True),
        sa.Column("revealed_why", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Text(), nullable=True),
        sa.Column("cleared_on", sa.Text(), nullable=True),
        sa.Column("draft_sent_on", sa.Text(), nullable=True),
        sa.Column("check_due", sa.Text(), nullable=True),
        sa.Column("final_on", sa.Text(), nullable=True),
        sa.Column("learning_agreed_on", sa.Text(), nullable=True),
        sa.Column("learning_decision_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_audit_decision_id_decision")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["partnership_group.id"], name=op.f("fk_audit_group_id_partnership_group")
        ),
        sa.ForeignKeyConstraint(
            ["learning_decision_id"], ["decision.id"], name=op.f("fk_audit_learning_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["audit_theme.id"], name=op.f("fk_audit_theme_id_audit_theme")),
        sa.ForeignKeyConstraint(["tool_id"], ["assessment_tool.id"], name=op.f("fk_audit_tool_id_assessment_tool")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("number", name=op.f("uq_audit_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_audit_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_audit_decision_id"), "audit", ["decision_id"], unique=False)
    op.create_index(op.f("ix_audit_group_id"), "audit", ["group_id"], unique=False)
    op.create_index(op.f("ix_audit_learning_decision_id"), "audit", ["learning_decision_id"], unique=False)
    op.create_index(op.f("ix_audit_theme_id"), "audit", ["theme_id"], unique=False)
    op.create_index(op.f("ix_audit_tool_id"), "audit", ["tool_id"], unique=False)
    op.create_table(
        "audit_away",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("to_name", sa.Text(), nullable=False),
        sa.Column("left_at", sa.Text(), nullable=False),
        sa.Column("left_by", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("merged_at", sa.Text(), nullable=True),
        sa.Column("merged_to", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("base", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_away_audit_id_audit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_away")),
        sa.UniqueConstraint("key", name=op.f("uq_audit_away_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_audit_away_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_audit_away_audit_id"), "audit_away", ["audit_id"], unique=False)
    op.create_table(
        "audit_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("age_band", sa.Text(), nullable=True),
        sa.Column("plan_status", sa.Text(), nullable=True),
        sa.Column("look_from", sa.Text(), nullable=True),
        sa.Column("look_until", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_case_audit_id_audit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_case")),
        sa.UniqueConstraint("uid", name=op.f("uq_audit_case_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_audit_case_audit_id"), "audit_case", ["audit_id"], unique=False)
    op.create_table(
        "audit_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("learning_id", sa.Integer(), nullable=True),
        sa.Column("escalated_to", sa.Text(), nullable=True),
        sa.Column("escalated_on", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_finding_audit_id_audit")),
        sa.ForeignKeyConstraint(
            ["learning_id"], ["learning_theme.id"], name=op.f("fk_audit_finding_learning_id_learning_theme")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["tool_section.id"], name=op.f("fk_audit_finding_section_id_tool_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_finding")),
        sa.UniqueConstraint("uid", name=op.f("uq_audit_finding_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_audit_finding_audit_id"), "audit_finding", ["audit_id"], unique=False)
    op.create_index(op.f("ix_audit_finding_learning_id"), "audit_finding", ["learning_id"], unique=False)
    op.create_index(op.f("ix_audit_finding_section_id"), "audit_finding", ["section_id"], unique=False)
    op.create_table(
        "audit_service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short", sa.Text(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_service_audit_id_audit")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_audit_service_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_audit_service_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_service")),
        sa.UniqueConstraint("uid", name=op.f("uq_audit_service_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_audit_service_audit_id"), "audit_service", ["audit_id"], unique=False)
    op.create_index(op.f("ix_audit_service_organisation_id"), "audit_service", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_audit_service_seat_id"), "audit_service", ["seat_id"], unique=False)
    op.create_table(
        "agency_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("priority_id", sa.Integer(), nullable=True),
        sa.Column("made", sa.Text(), nullable=True),
        sa.Column("received", sa.Text(), nullable=True),
        sa.Column("cases", sa.Integer(), nullable=True),
        sa.Column("grade_words", sa.Text(), nullable=True),
        sa.Column("grade_id", sa.Integer(), nullable=True),
        sa.Column("strengths", sa.Text(), nullable=True),
        sa.Column("learning", sa.Text(), nullable=True),
        sa.Column("planned", sa.Text(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("brought_on", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("considered_on", sa.Text(), nullable=True),
        sa.Column("response", sa.Text(), nullable=True),
        sa.Column("next_due", sa.Text(), nullable=True),
        sa.Column("confidential", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["grade_id"], ["grade.id"], name=op.f("fk_agency_audit_grade_id_grade")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["partnership_group.id"], name=op.f("fk_agency_audit_group_id_partnership_group")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_agency_audit_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["priority_id"], ["priority.id"], name=op.f("fk_agency_audit_priority_id_priority")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_audit")),
        sa.UniqueConstraint("uid", name=op.f("uq_agency_audit_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_agency_audit_grade_id"), "agency_audit", ["grade_id"], unique=False)
    op.create_index(op.f("ix_agency_audit_group_id"), "agency_audit", ["group_id"], unique=False)
    op.create_index(op.f("ix_agency_audit_organisation_id"), "agency_audit", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_agency_audit_priority_id"), "agency_audit", ["priority_id"], unique=False)
    op.create_table(
        "published_grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("grade_id", sa.Integer(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_published_grade_audit_id_audit")),
        sa.ForeignKeyConstraint(["grade_id"], ["grade.id"], name=op.f("fk_published_grade_grade_id_grade")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_grade")),
        sa.UniqueConstraint("uid", name=op.f("uq_published_grade_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_published_grade_audit_id"), "published_grade", ["audit_id"], unique=False)
    op.create_index(op.f("ix_published_grade_grade_id"), "published_grade", ["grade_id"], unique=False)
    op.create_table(
        "accuracy_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("said_on", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"], ["audit_service.id"], name=op.f("fk_accuracy_comment_service_id_audit_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accuracy_comment")),
        sa.UniqueConstraint("uid", name=op.f("uq_accuracy_comment_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_accuracy_comment_service_id"), "accuracy_comment", ["service_id"], unique=False)
    op.create_table(
        "agreed_grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("grade_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("changed_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["audit_case.id"], name=op.f("fk_agreed_grade_case_id_audit_case")),
        sa.ForeignKeyConstraint(["grade_id"], ["grade.id"], name=op.f("fk_agreed_grade_grade_id_grade")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["tool_section.id"], name=op.f("fk_agreed_grade_section_id_tool_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_grade")),
        sa.UniqueConstraint("uid", name=op.f("uq_agreed_grade_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_agreed_grade_case_id"), "agreed_grade", ["case_id"], unique=False)
    op.create_index(op.f("ix_agreed_grade_grade_id"), "agreed_grade", ["grade_id"], unique=False)
    op.create_index(op.f("ix_agreed_grade_section_id"), "agreed_grade", ["section_id"], unique=False)
    op.create_table(
        "audit_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.Text(), nullable=False),
        sa.Column("sent_by", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("chased_on", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"], ["audit_service.id"], name=op.f("fk_audit_return_service_id_audit_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_return")),
        sa.UniqueConstraint("uid", name=op.f("uq_audit_return_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_audit_return_service_id"), "audit_return", ["service_id"], unique=False)
    op.create_table(
        "finding_agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["audit_finding.id"], name=op.f("fk_finding_agency_finding_id_audit_finding")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_finding_agency_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_agency")),
        sa.UniqueConstraint("uid", name=op.f("uq_finding_agency_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_finding_agency_finding_id"), "finding_agency", ["finding_id"], unique=False)
    op.create_index(op.f("ix_finding_agency_organisation_id"), "finding_agency", ["organisation_id"], unique=False)
    op.create_table(
        "finding_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["audit_case.id"], name=op.f("fk_finding_case_case_id_audit_case")),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["audit_finding.id"], name=op.f("fk_finding_case_finding_id_audit_finding")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_case")),
        sa.UniqueConstraint("uid", name=op.f("uq_finding_case_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_finding_case_case_id"), "finding_case", ["case_id"], unique=False)
    op.create_index(op.f("ix_finding_case_finding_id"), "finding_case", ["finding_id"], unique=False)
    op.create_table(
        "risk_now",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=True),
        sa.Column("told_at", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["audit_case.id"], name=op.f("fk_risk_now_case_id_audit_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_now")),
        sa.UniqueConstraint("uid", name=op.f("uq_risk_now_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_risk_now_case_id"), "risk_now", ["case_id"], unique=False)
    op.create_table(
        "service_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("known", sa.Text(), nullable=True),
        sa.Column("graded", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["audit_case.id"], name=op.f("fk_service_case_case_id_audit_case")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["audit_service.id"], name=op.f("fk_service_case_service_id_audit_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_case")),
        sa.UniqueConstraint("uid", name=op.f("uq_service_case_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_service_case_case_id"), "service_case", ["case_id"], unique=False)
    op.create_index(op.f("ix_service_case_service_id"), "service_case", ["service_id"], unique=False)
    op.create_table(
        "dissent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agreed_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agreed_id"], ["agreed_grade.id"], name=op.f("fk_dissent_agreed_id_agreed_grade")),
        sa.ForeignKeyConstraint(["service_id"], ["audit_service.id"], name=op.f("fk_dissent_service_id_audit_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dissent")),
        sa.UniqueConstraint("uid", name=op.f("uq_dissent_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_dissent_agreed_id"), "dissent", ["agreed_id"], unique=False)
    op.create_index(op.f("ix_dissent_service_id"), "dissent", ["service_id"], unique=False)
    op.create_table(
        "own_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("service_case_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["tool_question.id"], name=op.f("fk_own_answer_question_id_tool_question")
        ),
        sa.ForeignKeyConstraint(
            ["service_case_id"], ["service_case.id"], name=op.f("fk_own_answer_service_case_id_service_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_answer")),
        sa.UniqueConstraint("uid", name=op.f("uq_own_answer_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_own_answer_question_id"), "own_answer", ["question_id"], unique=False)
    op.create_index(op.f("ix_own_answer_service_case_id"), "own_answer", ["service_case_id"], unique=False)
    op.create_table(
        "own_grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("service_case_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("grade_id", sa.Integer(), nullable=True),
        sa.Column("applies", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["grade_id"], ["grade.id"], name=op.f("fk_own_grade_grade_id_grade")),
        sa.ForeignKeyConstraint(["section_id"], ["tool_section.id"], name=op.f("fk_own_grade_section_id_tool_section")),
        sa.ForeignKeyConstraint(
            ["service_case_id"], ["service_case.id"], name=op.f("fk_own_grade_service_case_id_service_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_grade")),
        sa.UniqueConstraint("uid", name=op.f("uq_own_grade_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_own_grade_grade_id"), "own_grade", ["grade_id"], unique=False)
    op.create_index(op.f("ix_own_grade_section_id"), "own_grade", ["section_id"], unique=False)
    op.create_index(op.f("ix_own_grade_service_case_id"), "own_grade", ["service_case_id"], unique=False)
