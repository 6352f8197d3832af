"""How a case stands in the table: the items of its partition, and the keys under which each is looked up."""

from typing import Any, Final

from chalicelib.domain.audit import AuditEvent
from chalicelib.domain.case import Answer, Case, CaseFile, Change, Note
from chalicelib.domain.case_states import WAITS_FOR_US, Status
from chalicelib.domain.contact import Contact, FileRef
from chalicelib.domain.outbox import TRANSITIONS as OUTBOX
from chalicelib.domain.outbox import Notice, State
from chalicelib.domain.referral import Entry, Referral
from chalicelib.domain.worklist import Worklist
from chalicelib.errors import NotFound
from chalicelib.stores.erasures import erasure_item
from chalicelib.stores.records import from_item, stamp, to_item
from chalicelib.stores.table import ABSENT, Delete, Put, Write
from chalicelib.stores.values import Item

HEAD: Final = "#META"
OUT_SHARDS: Final = 4
CLOCKS: Final = "CLOCK#referral"  # rings some times a minute at the most: one partition holds that


def partition(case: str) -> str:
    """The partition of a case."""
    return f"CASE#{case}"


def head_item(case: Case) -> Item:
    """A case's head with the keys of the indexes in which it stands now."""
    item = {"pk": partition(case.id), "sk": HEAD, **to_item(case)}
    listed = list_of(case)
    if listed:
        pressing = {Worklist.SNOOZED: case.snoozed_until, Worklist.TODO: case.due_at, Worklist.REFERRED: case.due_at}
        order = f"{stamp(pressing.get(listed) or case.updated_at)}#{case.id}"
        item |= {"gsi1pk": f"WORK#{listed}", "gsi1sk": order}
        if case.owner:
            item |= {"gsi3pk": f"OWNER#{case.owner}#{listed}", "gsi3sk": order}
    if case.citizen:
        item |= {"gsi2pk": f"CITIZEN#{case.citizen}", "gsi2sk": f"CASE#{stamp(case.opened_at)}#{case.id}"}
    return item


def list_of(case: Case) -> Worklist | None:
    """The worklist in which a case stands."""
    if case.by_hand and case.status in (Status.ANSWERED, Status.CLOSED):
        return Worklist.TODO  # it was answered on paper only, so to say
    if case.status in WAITS_FOR_US:
        if case.apart:
            return Worklist.APART
        return Worklist.SNOOZED if case.snoozed_until else Worklist.TODO
    lists = {Status.ANSWERED: Worklist.WAITING, Status.REFERRED: Worklist.REFERRED, Status.CLOSED: Worklist.ENDED}
    return lists.get(case.status)


def notice_item(notice: Notice) -> Item:
    """A notice, in the sweeper's index while it is not sent."""
    item = {"pk": partition(notice.case), "sk": f"O#{notice.id}", **to_item(notice)}
    if notice.state in (State.QUEUED, State.SENDING):
        item |= {"gsi2pk": out_shard(notice.id), "gsi2sk": f"{stamp(notice.not_before)}#{notice.id}"}
    return item


def referral_item(referral: Referral) -> Item:
    """A referral as it becomes, in the index of clocks while one runs."""
    item = {"pk": partition(referral.case), "sk": f"R#{referral.id}", **to_item(referral)}
    if referral.next_at:
        item |= {"gsi2pk": CLOCKS, "gsi2sk": f"{stamp(referral.next_at)}#{referral.case}#{referral.id}"}
    return item


def out_shard(notice: str) -> str:
    """The part of the sweeper's index that a notice stands in."""
    return f"OUT#{sum(notice.encode()) % OUT_SHARDS}"


def case_file(items: list[Item]) -> CaseFile:
    """A case's partition as one thing; raises NotFound where it has no head."""
    parts: dict[str, list[Any]] = {prefix: [] for prefix in _KINDS}
    heads = [from_item(Case, item) for item in items if item["sk"] == HEAD]
    if not heads:
        raise NotFound()
    for item in items:
        prefix = item["sk"].split("#", 1)[0]
        if prefix in _KINDS:
            parts[prefix].append(from_item(_KINDS[prefix], item))
    return CaseFile(
        heads[0],
        contacts=tuple(parts["C"]),
        answers=tuple(parts["M"]),
        notes=tuple(parts["N"]),
        files=tuple(parts["F"]),
        notices=tuple(parts["O"]),
        referrals=tuple(parts["R"]),
        entries=tuple(sorted(parts["D"], key=lambda entry: entry.at)),  # their ids do not sort by time
        audit=tuple(parts["A"]),
    )


_KINDS: Final[dict[str, type]] = {
    "C": Contact,
    "M": Answer,
    "N": Note,
    "F": FileRef,
    "O": Notice,
    "A": AuditEvent,
    "R": Referral,
    "D": Entry,
}


def change_writes(change: Change) -> list[Write]:
    """What keeps a change: its head first, where the version is asked, then its entries."""
    case = change.case
    must = {"pk": ABSENT} if case.version == 1 else {"version": case.version - 1}
    return [Put(head_item(case), must), *_entries(change)]


def _new_entries(change: Change) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    """What is only ever added, by the beginning of its key."""
    return (
        ("C", change.contacts),
        ("M", change.answers),
        ("N", change.notes),
        ("D", change.entries),
        ("F", change.files),
    )


def counted(change: Change) -> int:
    """How many entries tell that an event came twice: they stand right after the head, files do not count."""
    return sum(len(entries) for prefix, entries in _new_entries(change) if prefix != "F")


def _entries(change: Change) -> list[Write]:
    pk, new = partition(change.case.id), {"pk": ABSENT}
    writes: list[Write] = []
    for prefix, entries in _new_entries(change):
        writes += [Put({"pk": pk, "sk": f"{prefix}#{entry.id}", **to_item(entry)}, new) for entry in entries]
    writes += [Put({"pk": pk, "sk": f"A#{event.seq:06d}", **to_item(event)}, new) for event in change.events]
    writes += [Put(notice_item(notice), new) for notice in change.notices]
    writes += [Put(referral_item(referral)) for referral in change.referrals]
    if change.answer_gone:
        writes.append(Delete(pk, f"M#{change.answer_gone.id}"))
    if change.notice_gone:
        writes.append(Delete(pk, f"O#{change.notice_gone.id}", {"state": (State.QUEUED.value, State.TO_DO.value)}))
    if change.notice_told:
        before = tuple(one.value for one, after in OUTBOX.items() if change.notice_told.state in after)
        writes.append(Put(notice_item(change.notice_told), {"state": before}))
    if change.case.erase_after:
        writes.append(Put(erasure_item(change.case.id, change.case.erase_after)))
    return writes


def led_to_by(item: Item) -> list[tuple[str, str]]:
    """Keys of items outside the partition that an entry made: words to find it by, ids of sent mail."""
    if item["sk"].startswith("W#"):
        return [(word, item["place"]) for word in item["words"]]
    return [(f"MAILID#{item['message_id']}", "#")] if item["sk"].startswith("O#") and "message_id" in item else []
