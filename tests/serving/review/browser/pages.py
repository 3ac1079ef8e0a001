"""Every page of the review with an address that shows it full: a new page that is missing here fails a test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from fastapi.routing import iter_route_contexts

from serving.access import api_keys
from serving.casework import practice
from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.casework.queue import claim
from serving.casework.settle import Given, settle
from serving.review.pages import review_pages
from serving.store.schema import CaseRow, DeliveryRow, EventRow, ItemRow, WebhookRow
from serving.webhooks import signing
from tests.serving.review.browser.world import BLIND, BRIBE, FLOOD, LAMP, RETURNED, ROOF, WIRE
from tests.serving.review.test_quality import read_blind
from tests.serving.store.worlds import an_officer
from tests.worlds import a_lane_point, a_policy
from triage.verdicts import Act

NO_PAGES = {"/review/agencies", "/review/oidc/begin", "/review/oidc/callback"}
"""What answers with a part of a page or leads elsewhere at once."""


@dataclass(frozen=True)
class Shown:
    """Where pages stand: addresses by the route's path; several where a page has several states."""

    addresses: dict[str, list[str]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[str]:
        return (address for addresses in self.addresses.values() for address in addresses)


def paths_of_pages() -> set[str]:
    """Return the paths of all routes that show something."""
    contexts = iter_route_contexts(review_pages().routes)
    return {one.path for one in contexts if "GET" in (one.methods or ())} - NO_PAGES


def full_pages(office: Office, who: Officer, items: dict[str, str]) -> Shown:
    """Fill the store with what pages list, done by `who`, and return the addresses of all pages."""
    _work(office, who, items)
    webhook = _a_webhook(office)
    api_keys.issue(office, who, who.id, "Kanal pesan kota")
    practice.answered(office, who, "latihan-01", Act.ACCEPT, right=True)
    with office.database.reading() as store:
        incident = store.query(ItemRow.incident).filter(ItemRow.incident.is_not(None)).first()[0]
    item = [f"/review/items/{items[one.id]}" for one in (LAMP, RETURNED, BRIBE, BLIND, WIRE, ROOF)]
    return Shown(
        {
            "/review/login": ["/review/login"],
            "/review": ["/review", "/review?purpose=audit", "/review?category=agama"],
            "/review/items/{item_id}": [*item, "/review/items/tidak-ada"],
            "/review/incidents/{incident_id}": [f"/review/incidents/{incident}"],
            "/review/history": ["/review/history"],
            "/review/day": ["/review/day"],
            "/review/practice": ["/review/practice"],
            "/review/practice/{case}": ["/review/practice/latihan-02"],
            "/review/practice/{case}/feedback": ["/review/practice/latihan-01/feedback"],
            "/review/quality": ["/review/quality"],
            "/review/audit": ["/review/audit"],
            "/review/admin": ["/review/admin"],
            "/review/admin/stop": ["/review/admin/stop"],
            "/review/admin/model": ["/review/admin/model"],
            "/review/admin/policy": ["/review/admin/policy"],
            "/review/admin/users": ["/review/admin/users"],
            "/review/admin/new-user": ["/review/admin/new-user"],
            "/review/admin/users/{name}": [f"/review/admin/users/{who.name}"],
            "/review/admin/webhooks": ["/review/admin/webhooks"],
            "/review/admin/webhooks/{webhook}": [f"/review/admin/webhooks/{webhook}"],
        }
    )


def an_engine() -> Any:
    """Return what the page of the model asks of an engine."""
    point = SimpleNamespace(
        answer="agency", target_error=0.05, delta=0.1, threshold=0.82, n=412, coverage=0.61, error=0.031
    )
    origin = SimpleNamespace(
        trained_at="2026-02-01", encoder=None, data_digest="b1c2", config_digest="d3e4", seed=7, git_commit="f5a6"
    )
    reference = SimpleNamespace(name="triage", version="9a8b7c", recipe="r", label_space="l", taxonomy="sp4n@2026.1")
    predictor = SimpleNamespace(reference=reference, operating_points=(point,), lane_points=(a_lane_point(),))
    manifest = SimpleNamespace(name="triage", digest="9a8b7c", written_by="0.6", origin=origin)
    triager = SimpleNamespace(
        policy=a_policy(),
        router=SimpleNamespace(jurisdiction=SimpleNamespace(version="2026.1")),
        clocks=SimpleNamespace(version="2026.1"),
        emergency=SimpleNamespace(version="2026.1"),
        operating_point=point,
        lane_point=a_lane_point(),
    )
    return SimpleNamespace(bundle=SimpleNamespace(manifest=manifest, predictor=predictor), triager=triager)


def _work(office: Office, who: Officer, items: dict[str, str]) -> None:
    """Settle some reports as `who`, hold others, and let blind readings of weeks give figures."""
    for report, act in ((WIRE, Act.ACCEPT), (FLOOD[3], Act.SPAM)):
        claim(office, who, items[report.id])
        with office.database.reading() as store:
            seen = store.get_one(ItemRow, items[report.id]).version
        settle(office, who, items[report.id], Given(act, seen, note="Sudah diperiksa di lapangan.", seconds=14.0))
    for report in (LAMP, RETURNED, BRIBE, BLIND):
        claim(office, who, items[report.id])
    read_blind(office, an_officer(office, "mega", (Right.AUDIT,), full_name="Mega Lestari"), right=46, wrong=2)


def _a_webhook(office: Office) -> str:
    """Keep an address with a message that never arrived."""
    secret = signing.written([signing.new_secret(office.vault.new_key())])
    webhook = WebhookRow(
        id="kait-uji", url="https://9.9.9.9/peristiwa", events=["case.settled"], secret=office.vault.lock(secret),
        active=True, made_at=office.now(),
    )  # fmt: skip
    with office.database.writing() as store:
        case = store.query(CaseRow).first()
        event = EventRow(id="peristiwa-uji", type="case.settled", case=case.id, happened_at=office.now(), payload={})
        store.add_all([webhook, event])
        store.flush()
        store.add(
            DeliveryRow(
                id="kiriman-uji", webhook=webhook.id, event=event.id, state="dead", attempts=12, next_at=office.now(),
                last_status="503", delivered_at=None,
            )
        )  # fmt: skip
        return "kait-uji"
