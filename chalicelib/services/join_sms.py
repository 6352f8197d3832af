"""Parts of one long SMS become one message again: in order, and with a sign where one does not come."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.sms import is_full
from chalicelib.domain.sms_arrival import Arrival

if TYPE_CHECKING:
    from chalicelib.stores.conversations import Talk
    from chalicelib.stores.sms_parts import Group, SmsParts

WAIT: Final = timedelta(minutes=1)
COUNTED: Final = timedelta(minutes=10)  # so long the number of a long message is its own; phones count round in 256
LOOSE: Final = "loose"  # parts of a network that does not say which part it is
GAP: Final = " […] "


@dataclass(frozen=True, slots=True)
class Whole:
    """One message as its sender wrote it, or as much of it as came."""

    arrival: Arrival
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Gathered:
    """`messages`: what is whole now; `wait`: the group to look at again after a minute."""

    messages: tuple[Whole, ...] = ()
    wait: str = ""


def join_part(arrival: Arrival, who: str, talk: "Talk", parts: "SmsParts", at: datetime) -> Gathered:
    """What a message completes: itself, a longer one, or nothing yet. The same twice, and in any order, ends the same."""
    group, place = _counted(arrival, who, parts) if arrival.part else _loose(arrival, who, talk, parts)
    if not group:
        return Gathered((Whole(arrival),))
    parts.hold(group, place, arrival)
    here = parts.of(group)
    if arrival.id not in [part.id for part in here.parts]:
        same = any(part.text == arrival.text for part in here.parts)
        return Gathered() if same else Gathered((Whole(arrival),))  # another message under the same number
    ids = here.closed
    if not ids and not _complete(here):
        return Gathered(wait=group)
    ids = ids or parts.close(group, tuple(part.id for part in here.parts), at)
    late = () if arrival.id in ids else (Whole(arrival, missing=True),)
    return Gathered((_joined(here, ids), *late))


def join_late(group: str, parts: "SmsParts", at: datetime) -> Gathered:
    """The message of a group whose time is over, of what is there."""
    here = parts.of(group)
    if not here.parts:
        return Gathered()
    ids = here.closed or parts.close(group, tuple(part.id for part in here.parts), at)
    return Gathered((_joined(here, ids),))


def _counted(arrival: Arrival, who: str, parts: "SmsParts") -> tuple[str, str]:
    assert arrival.part
    name = f"{arrival.part.reference}-{arrival.part.total}"
    return parts.group(who, name, arrival.id, arrival.at, COUNTED), f"{arrival.part.number:03d}"


def _loose(arrival: Arrival, who: str, talk: "Talk", parts: "SmsParts") -> tuple[str, str]:
    """The group of a message without a number: one that fills a part begins it, the first that does not ends it."""
    full = is_full(arrival.text)
    begun, until = talk.groups.get(LOOSE, ("", arrival.at))
    group = begun if until > arrival.at else ""
    if full and not group:
        group = parts.group(who, LOOSE, arrival.id, arrival.at, WAIT)
    elif group and not full:
        parts.end(who, LOOSE, arrival.at)
    return group, f"{arrival.at.isoformat()}#{arrival.id}"


def _complete(group: "Group") -> bool:
    part = group.parts[0].part
    return len(group.parts) == part.total if part else not is_full(group.parts[-1].text)


def _joined(group: "Group", ids: tuple[str, ...]) -> Whole:
    chosen = [part for part in group.parts if part.id in ids]
    first = chosen[0]
    if first.part is None:
        return Whole(replace(first, text="".join(part.text for part in chosen)))
    texts = {part.part.number: part.text for part in chosen if part.part}
    pieces = [texts.get(number, GAP) for number in range(1, first.part.total + 1)]
    return Whole(replace(first, text="".join(pieces), part=None), missing=len(texts) < first.part.total)
