"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import serving.store.schema.base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "audit_log",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_log")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_log_hash")),
    )
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_log_act"), ["act"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_log_subject"), ["subject"], unique=False)

    op.create_table(
        "control",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_control")),
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("regency", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("first_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("last_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("scope_agency", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("made_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", serving.store.schema.base.Moment(timezone=True), nullable=True),
        sa.Column("last_login_at", serving.store.schema.base.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("name", name=op.f("uq_users_name")),
        sa.UniqueConstraint("subject", name=op.f("uq_users_subject")),
    )
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("made_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("used_at", serving.store.schema.base.Moment(timezone=True), nullable=True),
        sa.Column("ends_at", serving.store.schema.base.Moment(timezone=True), nullable=True),
        sa.Column("revoked_at", serving.store.schema.base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_api_keys_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_keys_hash")),
    )
    with op.batch_alter_table("api_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_keys_user"), ["user"], unique=False)

    op.create_table(
        "cases",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("received_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("admitted_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("touched_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("region_hint", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("regency", sa.String(), nullable=True),
        sa.Column("confidentiality", sa.String(), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("urgency", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("copies", sa.JSON(), nullable=False),
        sa.Column("refused_by", sa.JSON(), nullable=False),
        sa.Column("incident", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name=op.f("fk_cases_incident")),
        sa.ForeignKeyConstraint(["parent"], ["cases.id"], name=op.f("fk_cases_parent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("client", "external_id", name=op.f("uq_cases_client_external_id")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cases_admitted_at"), ["admitted_at"], unique=False)
        batch_op.create_index("ix_cases_body_state", ["body", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_incident"), ["incident"], unique=False)
        batch_op.create_index("ix_cases_incident_search", ["regency", "received_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_parent"), ["parent"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_touched_at"), ["touched_at"], unique=False)

    op.create_table(
        "practice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("practice_case", sa.String(), nullable=False),
        sa.Column("answered_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_practice_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
    )
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_user"), ["user"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("begun_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("seen_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("ends_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_sessions_user")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_sessions")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sessions_user"), ["user"], unique=False)

    op.create_table(
        "case_keys",
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_case_keys_case")),
        sa.PrimaryKeyConstraint("case", name=op.f("pk_case_keys")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=True),
        sa.Column("happened_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_events_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_case"), ["case"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_happened_at"), ["happened_at"], unique=False)

    op.create_table(
        "fingerprints",
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_fingerprints_case")),
        sa.PrimaryKeyConstraint("case", name=op.f("pk_fingerprints")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("made_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_idempotency_keys_case")),
        sa.PrimaryKeyConstraint("client", "key", name=op.f("pk_idempotency_keys")),
    )
    with op.batch_alter_table("idempotency_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotency_keys_case"), ["case"], unique=False)
        batch_op.create_index(batch_op.f("ix_idempotency_keys_made_at"), ["made_at"], unique=False)

    op.create_table(
        "outcomes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("happened_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("told_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("told_by", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("right_agency", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_outcomes_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
    )
    with op.batch_alter_table("outcomes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcomes_case"), ["case"], unique=False)
        batch_op.create_index(batch_op.f("ix_outcomes_told_at"), ["told_at"], unique=False)

    op.create_table(
        "predictions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("made_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("bundle", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_predictions_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_predictions")),
    )
    with op.batch_alter_table("predictions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_predictions_case"), ["case"], unique=False)

    op.create_table(
        "review_items",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("reading", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("doubt", sa.Double(), nullable=False),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("incident", sa.String(), nullable=True),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_until", serving.store.schema.base.Moment(timezone=True), nullable=True),
        sa.Column("opened_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("settled_at", serving.store.schema.base.Moment(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_review_items_case")),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name=op.f("fk_review_items_incident")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_items")),
    )
    with op.batch_alter_table("review_items", schema=None) as batch_op:
        batch_op.create_index(
            "ix_review_items_agency_queue",
            ["state", "leads", "agency", sa.text("urgency DESC"), "due", sa.text("doubt DESC"), "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_review_items_body_queue",
            ["state", "leads", "body", sa.text("urgency DESC"), "due", sa.text("doubt DESC"), "id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_review_items_case"), ["case"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_items_claimed_by"), ["claimed_by"], unique=False)
        batch_op.create_index(
            "ix_review_items_counts",
            ["state", "leads", "purpose", "urgency", "tier", "secret", "body", "agency", "due"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_review_items_incident"), ["incident"], unique=False)
        batch_op.create_index(
            "ix_review_items_queue",
            ["state", "leads", sa.text("urgency DESC"), "due", sa.text("doubt DESC"), "id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_review_items_settled_at"), ["settled_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_items_settled_by"), ["settled_by"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("prediction", sa.String(), nullable=False),
        sa.Column("made_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("urgency", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("copies", sa.JSON(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("audit", sa.Boolean(), nullable=False),
        sa.Column("audit_share", sa.Double(), nullable=False),
        sa.Column("finish_due", sa.Date(), nullable=True),
        sa.Column("decision", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_decisions_case")),
        sa.ForeignKeyConstraint(["prediction"], ["predictions.id"], name=op.f("fk_decisions_prediction")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_case"), ["case"], unique=False)
        batch_op.create_index(batch_op.f("ix_decisions_made_at"), ["made_at"], unique=False)

    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("webhook", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("last_status", sa.String(), nullable=True),
        sa.Column("delivered_at", serving.store.schema.base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event"], ["events.id"], name=op.f("fk_deliveries_event")),
        sa.ForeignKeyConstraint(["webhook"], ["webhooks.id"], name=op.f("fk_deliveries_webhook")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_deliveries_due", ["state", "next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliveries_event"), ["event"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliveries_webhook"), ["webhook"], unique=False)

    op.create_table(
        "skips",
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("until", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["review_items.id"], name=op.f("fk_skips_item")),
        sa.ForeignKeyConstraint(["officer"], ["users.id"], name=op.f("fk_skips_officer")),
        sa.PrimaryKeyConstraint("officer", "item", name=op.f("pk_skips")),
    )
    op.create_table(
        "verdicts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("given_at", serving.store.schema.base.Moment(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("urgency", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("copies", sa.JSON(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=True),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("duplicate_of", sa.String(), nullable=True),
        sa.Column("children", sa.JSON(), nullable=False),
        sa.Column("undoes", sa.String(), nullable=True),
        sa.Column("batch", sa.String(), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_verdicts_case")),
        sa.ForeignKeyConstraint(["item"], ["review_items.id"], name=op.f("fk_verdicts_item")),
        sa.ForeignKeyConstraint(["officer"], ["users.id"], name=op.f("fk_verdicts_officer")),
        sa.ForeignKeyConstraint(["undoes"], ["verdicts.id"], name=op.f("fk_verdicts_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
    )
    with op.batch_alter_table("verdicts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verdicts_batch"), ["batch"], unique=False)
        batch_op.create_index(batch_op.f("ix_verdicts_case"), ["case"], unique=False)
        batch_op.create_index(batch_op.f("ix_verdicts_given_at"), ["given_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_verdicts_item"), ["item"], unique=False)
        batch_op.create_index(batch_op.f("ix_verdicts_undoes"), ["undoes"], unique=False)

    op.create_table(
        "notes",
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_notes_case")),
        sa.ForeignKeyConstraint(["verdict"], ["verdicts.id"], name=op.f("fk_notes_verdict")),
        sa.PrimaryKeyConstraint("verdict", name=op.f("pk_notes")),
    )
    with op.batch_alter_table("notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notes_case"), ["case"], unique=False)
    _add_only("verdicts")
    _add_only("outcomes")
    _add_only("audit_log")


def _add_only(table: str) -> None:
    """Let the database itself refuse to change or delete a row."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} are added only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_added_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} are added only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_added_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_added_only()"
    )
