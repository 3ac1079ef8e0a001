"""The tables. What a model suggested, what the policy decided and what people said are different tables."""

from serving.store.schema.audit import AuditRow
from serving.store.schema.base import Base
from serving.store.schema.cases import (
    CaseKeyRow,
    CaseRow,
    DecisionRow,
    FingerprintRow,
    IdempotencyRow,
    IncidentRow,
    OutcomeRow,
    PredictionRow,
)
from serving.store.schema.control import ControlRow
from serving.store.schema.messages import DeliveryRow, EventRow, WebhookRow
from serving.store.schema.people import ApiKeyRow, PracticeRow, SessionRow, UserRow
from serving.store.schema.review import ItemRow, NoteRow, SkipRow, VerdictRow

__all__ = [
    "ApiKeyRow",
    "AuditRow",
    "Base",
    "CaseKeyRow",
    "CaseRow",
    "ControlRow",
    "DecisionRow",
    "DeliveryRow",
    "EventRow",
    "FingerprintRow",
    "IdempotencyRow",
    "IncidentRow",
    "ItemRow",
    "NoteRow",
    "OutcomeRow",
    "PracticeRow",
    "PredictionRow",
    "SessionRow",
    "SkipRow",
    "UserRow",
    "VerdictRow",
    "WebhookRow",
]
