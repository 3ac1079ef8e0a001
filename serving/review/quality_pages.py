"""Live quality: how often the machine routes wrongly, as blind readings of a random sample tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import Request
from fastapi.responses import Response

from serving.casework.officers import Right
from serving.casework.quality import ENOUGH, LiveQuality, Share, live_quality
from serving.review.mistakes import status_of, told
from serving.review.pages import page_router
from serving.review.periods import Period, chosen, midnight
from serving.review.render import page
from serving.review.visitor import Reader, Visitor
from triage.errors import TriageError
from triage.time_zones import WIB

_DAYS = 180
_WIDTH = 300

router = page_router()


@dataclass(frozen=True, slots=True)
class Interval:
    """A share drawn on a scale: where its interval begins, how long it is, and where the share stands."""

    begin: float
    length: float
    at: float


@router.get("/quality")
def quality(request: Request, visitor: Reader) -> Response:
    """Show the machine's error with its interval, by month, and what can't be read from it."""
    visitor.officer.must(Right.MANAGE)
    mistake: TriageError | None = None
    try:
        first, last = _ends(visitor, chosen(*(request.query_params.get(side, "") for side in ("first", "last"))))
    except TriageError as wrong:
        (first, last), mistake = _ends(visitor, Period(None, None)), wrong
    found = live_quality(visitor.office, visitor.officer, midnight(first), midnight(last + timedelta(days=1)))
    top = _top(found)
    return page(
        request,
        visitor,
        "quality.html",
        status_of(mistake) if mistake else 200,
        found=found,
        first=first,
        last=last,
        enough=ENOUGH,
        verdict=_verdict(found),
        target_at=_WIDTH * found.target_error / top,
        months=[(month, drawn(month.wrong, top)) for month in found.months],
        top=top,
        mistake=told(mistake, visitor.language) if mistake else None,
    )


def drawn(share: Share, top: float, width: float = _WIDTH) -> Interval:
    """Return where a share and its interval lie on a scale from 0 to `top` of so many pixels."""
    begin = width * share.low / top
    return Interval(begin, width * min(share.high, top) / top - begin, width * min(share.share, top) / top)


def _ends(visitor: Visitor, period: Period) -> tuple[date, date]:
    """Return the first and the last day; today where no last one was chosen, and half a year before it."""
    today = visitor.office.now().astimezone(WIB).date()
    last = period.last or max(today, period.first or today)
    return period.first or last - timedelta(days=_DAYS), last


def _verdict(found: LiveQuality) -> str:
    """Return how the error stands to the policy's target: `unknown`, `met`, `missed` or `open`."""
    if found.wrong is None or not found.wrong.enough:
        return "unknown"
    if found.wrong.high <= found.target_error:
        return "met"
    return "missed" if found.wrong.low > found.target_error else "open"


def _top(found: LiveQuality) -> float:
    """Return the end of the scale: every interval fits, and so does twice the target."""
    highs = [month.wrong.high for month in found.months]
    return min(1.0, max([*highs, 2 * found.target_error]))
