"""Prometheus metrics of the API."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Metrics:
    """The meters of one application; each has its own registry, so that several can live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "triage_http_requests_total", "Answered requests.", ("route", "method", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "triage_http_request_duration_seconds",
            "Time to answer.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.decisions = Counter(
            "triage_decisions_total",
            "Decisions by action and first reason.",
            ("action", "reason"),
            registry=self.registry,
        )
        self.ready = Gauge("triage_ready", "Whether the model is loaded and warm.", registry=self.registry)
        self.model = Gauge(
            "triage_model_info", "The model that is served.", ("name", "bundle", "taxonomy"), registry=self.registry
        )
