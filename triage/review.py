"""The review item: a doubtful complaint on its way to the person who settles it, as a state machine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from triage.errors import TriageError
from triage.verdicts import Act


class Purpose(StrEnum):
    """Why a complaint is before a person.

    `audit` is a blind reading of a complaint that the machine routed; `dispute` follows when that
    reading differs from what the machine did.
    """

    URGENT = "urgent"
    DOUBT = "doubt"
    DISPUTE = "dispute"
    AUDIT = "audit"


class Tier(StrEnum):
    """Whose desk an item lies on: the unit, its K/L/D, or the nation; whoever sits above sees what lies below."""

    UNIT = "unit"
    BODY = "body"
    NATIONAL = "national"

    @property
    def above(self) -> Tier:
        """The next desk up; the national one has none above it and comes back itself."""
        order = list(Tier)
        return order[min(order.index(self) + 1, len(order) - 1)]


class ItemState(StrEnum):
    """Whether an item still waits for a verdict; `withdrawn` when its complaint was erased."""

    OPEN = "open"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One complaint before one reader.

    `version` counts the acts that changed it, so that a person who saw an older one is told.
    A claim is a lease: after `claimed_until` anybody may take the item. The queue goes by
    `urgency` (0 rendah … 3 darurat), then `due`, then `doubt` (1 minus the best probability).
    """

    id: str
    case: str
    purpose: Purpose
    tier: Tier
    urgency: int
    due: date
    doubt: float
    state: ItemState = ItemState.OPEN
    version: int = 1
    claimed_by: str | None = None
    claimed_until: datetime | None = None

    def holder(self, now: datetime) -> str | None:
        """Return who holds the item at `now`; None where nobody does or the lease has run out."""
        return self.claimed_by if self.claimed_until is not None and self.claimed_until > now else None

    def claim(self, officer: str, now: datetime, lease: timedelta) -> ReviewItem:
        """Return the item in the hands of `officer` until the lease ends; claiming again renews it.

        Raises:
            ItemSettled: it waits for nobody any more.
            ItemTaken: another officer holds it.
        """
        self._must_be_free_for(officer, now)
        return replace(self, claimed_by=officer, claimed_until=now + lease)

    def release(self) -> ReviewItem:
        """Return the item in nobody's hands."""
        return replace(self, claimed_by=None, claimed_until=None)

    def act(self, act: Act, officer: str, seen: int, now: datetime, at: Tier = Tier.UNIT) -> ReviewItem:
        """Return the item after an officer's verdict on the version that they saw.

        `at` is the officer's own tier. Escalating moves it to the desk above theirs (an officer of the
        nation, whom nobody is above, moves it one desk up) and leaves it open, as does "not within authority" on
        every desk but the national one; all other acts settle it. For a blind reader "nobody's" is an answer.

        Raises:
            ItemSettled: somebody settled it before.
            ItemTaken: another officer holds it.
            ItemChanged: it is no longer what the officer saw.
            NoDeskAbove: the national desk cannot escalate.
        """
        self._must_be_free_for(officer, now)
        if seen != self.version:
            raise ItemChanged(got=seen, allowed=self.version)
        refused_here = self.tier is not Tier.NATIONAL and self.purpose is not Purpose.AUDIT
        passed_on = act is Act.ESCALATE or (act is Act.NOT_AUTHORITY and refused_here)
        own = Tier.UNIT if at is Tier.NATIONAL else at
        here = max(self.tier, own, key=list(Tier).index)
        if act is Act.ESCALATE and here is Tier.NATIONAL:
            raise NoDeskAbove()
        moved = replace(self.release(), version=self.version + 1)
        if passed_on:
            return replace(moved, tier=here.above if act is Act.ESCALATE else Tier.NATIONAL)
        return replace(moved, state=ItemState.SETTLED)

    def reopen(self, tier: Tier) -> ReviewItem:
        """Return the item open again on the desk where it lay, after its last verdict was taken back.

        Raises:
            ItemWithdrawn: its complaint was erased.
        """
        if self.state is ItemState.WITHDRAWN:
            raise ItemWithdrawn()
        return replace(self.release(), state=ItemState.OPEN, tier=tier, version=self.version + 1)

    def withdraw(self) -> ReviewItem:
        """Return the item out of the queue for good; one that is withdrawn already stays as it is."""
        if self.state is ItemState.WITHDRAWN:
            return self
        return replace(self.release(), state=ItemState.WITHDRAWN, version=self.version + 1)

    def _must_be_free_for(self, officer: str, now: datetime) -> None:
        if self.state is ItemState.WITHDRAWN:
            raise ItemWithdrawn()
        if self.state is ItemState.SETTLED:
            raise ItemSettled()
        if self.holder(now) not in (None, officer):
            raise ItemTaken()


class ItemSettled(TriageError):
    code = "review/settled"
    what = "Somebody settled this complaint before."
    fix = "Look at their verdict in the answer; undo it, if you may, to give another."


class ItemTaken(TriageError):
    code = "review/taken"
    what = "Another officer has this complaint in hand."
    fix = "Take the next one; this one is free again when their lease ends."


class ItemChanged(TriageError):
    code = "review/changed"
    what = "The complaint has changed since you opened it."
    fix = "Open it again and look at what was decided in between."


class ItemWithdrawn(TriageError):
    code = "review/withdrawn"
    what = "The complaint was erased."
    fix = "Take the next one."


class NoDeskAbove(TriageError):
    code = "review/no-desk-above"
    what = "The national desk has nobody above it."
    fix = "Choose an agency, or say that the complaint is within nobody's authority."
