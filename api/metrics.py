"""What Prometheus is told: requests, questions, and what the library holds."""

from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
    start_http_server,
)

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0)


class Metrics:
    """One application's measurements, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "rujuk_http_requests", "Requests answered.", ["method", "route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "rujuk_http_request_seconds",
            "Time from request to answer.",
            ["method", "route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._questions = Counter(
            "rujuk_questions", "Questions, by what became of them.", ["status"], registry=self._registry
        )
        for status in ("answered", "no_answer"):
            self._questions.labels(status)
        self._documents = Gauge("rujuk_library_documents", "Documents in the library.", registry=self._registry)
        self._generation = Gauge("rujuk_library_generation", "The library's generation.", registry=self._registry)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request. `status` 0: the client went away before there was one."""
        method = method if method in _METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def question(self, status: str) -> None:
        """Count one question by its answer's status."""
        self._questions.labels(status).inc()

    def library(self, documents: Callable[[], float], generation: Callable[[], float]) -> None:
        """Read the library's numbers from these whenever Prometheus asks."""
        self._documents.set_function(documents)
        self._generation.set_function(generation)

    def text(self) -> bytes:
        """Everything in Prometheus's text format."""
        return generate_latest(self._registry)

    def serve(self, host: str, port: int) -> None:
        """Answer Prometheus on a port of its own, to whoever reaches it, until the process ends. Raises OSError."""
        start_http_server(port, host, self._registry)
