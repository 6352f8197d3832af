"""Put on the queue again what should have been sent by now: the stream missed it, or its tries failed for a while."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.message import notice_message

if TYPE_CHECKING:
    from chalicelib.stores.outbox import OutboxStore
    from chalicelib.stores.queues import Queue

PATIENCE: Final = timedelta(minutes=1)  # the stream and the queue are quicker than this when all is well
AGAIN: Final = timedelta(minutes=20)  # longer than a round of the queue's own tries
A_SHARD: Final = 100


def sweep_outbox(outbox: "OutboxStore", queue: "Queue", at: datetime) -> int:
    """How many were put on the queue. What the queue did not take comes next time. Raises Busy."""
    late = outbox.due(at - PATIENCE, limit=A_SHARD)
    lost = queue.send([notice_message(one.case, one.id, one.correlation) for one in late])
    taken = [notice for place, notice in enumerate(late) if place not in lost]
    for notice in taken:
        outbox.handed_over(notice, at + AGAIN)
    return len(taken)
