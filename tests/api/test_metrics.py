"""What Prometheus reads."""

import pytest

from api.metrics import Metrics


def lines(metrics: Metrics) -> list[str]:
    return [line for line in metrics.text().decode().splitlines() if not line.startswith("#")]


def test_requests_are_counted_by_method_route_and_status() -> None:
    metrics = Metrics()
    metrics.request("POST", "/v1/ask", 200, 0.03)
    metrics.request("POST", "/v1/ask", 200, 3.0)
    said = lines(metrics)
    assert 'rujuk_http_requests_total{method="POST",route="/v1/ask",status="200"} 2.0' in said
    assert 'rujuk_http_request_seconds_bucket{le="0.05",method="POST",route="/v1/ask"} 1.0' in said
    assert 'rujuk_http_request_seconds_bucket{le="10.0",method="POST",route="/v1/ask"} 2.0' in said


def test_methods_that_clients_make_up_share_one_name() -> None:
    metrics = Metrics()
    for number in range(50):
        metrics.request(f"MADE{number}", "/", 405, 0.001)
    assert [line for line in lines(metrics) if line.startswith("rujuk_http_requests_total")] == [
        'rujuk_http_requests_total{method="other",route="/",status="405"} 50.0'
    ]


@pytest.mark.parametrize("status", ["answered", "no_answer"])
def test_questions_are_counted_from_none_on(status: str) -> None:
    metrics = Metrics()
    assert f'rujuk_questions_total{{status="{status}"}} 0.0' in lines(metrics)
    metrics.question(status)
    assert f'rujuk_questions_total{{status="{status}"}} 1.0' in lines(metrics)


def test_the_librarys_numbers_are_read_when_prometheus_asks() -> None:
    metrics, held = Metrics(), [2.0, 7.0]
    metrics.library(lambda: held[0], lambda: held[1])
    assert {"rujuk_library_documents 2.0", "rujuk_library_generation 7.0"} <= set(lines(metrics))
    held[:] = [3.0, 8.0]
    assert {"rujuk_library_documents 3.0", "rujuk_library_generation 8.0"} <= set(lines(metrics))


def test_two_services_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.question("answered")
    assert 'rujuk_questions_total{status="answered"} 0.0' in lines(other)
