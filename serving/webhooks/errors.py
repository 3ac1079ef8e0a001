"""Mistakes with addresses that want to hear of events."""

from __future__ import annotations

from triage.errors import TriageError


class AddressRefused(TriageError):
    code = "webhook/address-refused"
    what = "No webhook may go to this address: {problem}."
    fix = "Use an https address of a public host; a host of your own network must stand in TRIAGE_WEBHOOK_HOSTS."


class AddressUnresolved(TriageError):
    code = "webhook/host-unknown"
    what = "The host of this address has no IP address now."
    fix = "Check its name and the name server."


class NoSuchWebhook(TriageError):
    code = "webhook/unknown"
    what = "There is no webhook with this id."
    fix = "`triage webhooks list` shows them."


class WebhookOff(TriageError):
    code = "webhook/off"
    what = "This webhook is switched off, so nothing can be sent to it."
    fix = "Switch it on first: `triage webhooks on ID`."


class NoSuchEventType(TriageError):
    code = "webhook/unknown-event"
    what = "There is no event of this type."
    fix = "Use the listed types, or none at all for every event."


class NoSuchDelivery(TriageError):
    code = "webhook/no-dead-letter"
    what = "There is no dead or delivered message with this id."
    fix = "`triage webhooks dead` shows those that can be sent again."


class MomentWithoutZone(TriageError):
    code = "webhook/naive-moment"
    what = "The moment from which messages are to be sent again has no time zone."
    fix = "Give it an offset, e.g. 2026-03-09T00:00:00+07:00 for WIB."
