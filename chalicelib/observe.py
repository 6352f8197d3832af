"""One logger and one sink of metrics for every function. Ids, counts and durations only: never a person."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools import Logger, Metrics

logger = Logger()
metrics = Metrics()


def follow(correlation: str) -> None:
    """From here on every log line bears this id: it goes from the first event of a contact to its sent mail."""
    logger.set_correlation_id(correlation)


def count(name: str, value: float = 1) -> None:
    """Add to a metric, without dimensions of its own: a dimension could name a person."""
    from aws_lambda_powertools.metrics import MetricUnit

    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)


def flushed(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Write the metrics that a call counted, if any: an empty flush only makes noise in the log."""

    def call(event: Any, context: Any) -> Any:
        try:
            return handler(event, context)
        finally:
            if metrics.provider.metric_set:
                metrics.flush_metrics()

    return call


def where(error: BaseException) -> str:
    """File and line of the deepest frame: enough to find the fault, without the message, which may quote a person."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
