"""Merging a case into another, and taking a question out of a contact, each on a page of its own."""

from chalice.app import Blueprint, Response

from chalicelib import web, wiring
from chalicelib.backoffice.desk import access
from chalicelib.backoffice.desk.cases.show import other_cases
from chalicelib.backoffice.desk.cases.timeline import contact_of
from chalicelib.backoffice.desk.fields import lines, number, one_of
from chalicelib.domain.case import Case
from chalicelib.domain.case_states import ENDED
from chalicelib.domain.contact import Kind
from chalicelib.domain.ids import read_reference, shown_reference
from chalicelib.errors import ChangedMeanwhile, NotPossibleNow, Rejected
from chalicelib.pages import t
from chalicelib.services.merge_cases import Merge, merge_cases
from chalicelib.services.open_case import case_as_read, open_case
from chalicelib.services.split_case import Part, split_case

blueprint = Blueprint("app")


@access.route(blueprint, "/desk/zaak/{case}/samenvoegen", methods=("GET", "POST"))
def merge(request: web.Request, case: str) -> Response:
    """Choose the case that this one goes up in; the other cases of the same sender are offered."""
    if request.method == "GET":
        return merge_page(request, case)
    try:
        stays = target(request)
        join(request, case, stays)
    except Rejected as error:
        return merge_page(request, case, status=422, errors=error.fields)
    except (ChangedMeanwhile, NotPossibleNow) as error:
        return merge_page(request, case, status=409, failed=error.slug)
    return web.redirect(f"/desk/zaak/{stays.id}", klaar="merged")


def join(request: web.Request, case: str, stays: Case) -> None:
    """Merge the case as the form knows it; the same form twice merges once. Raises what merge_cases raises."""
    if wiring.cases().head(case).merged_into == stays.id:
        return
    gone = case_as_read(case, number(request.form.get("version")), wiring.cases())
    merge = Merge(gone, stays, same_person=bool(request.form.get("same_person")))
    merge_cases(merge, request.who.agent, wiring.cases(), wiring.calendar(), wiring.now())


def target(request: web.Request) -> Case:
    """The case that was chosen from the list, or typed as a reference. Raises Rejected."""
    typed = request.form.get("other", "").strip() or request.form.get("into", "")
    if not typed:
        raise Rejected({"into": "desk_case.error_merge_missing"})
    reference = read_reference(typed)
    found = wiring.cases().find(reference) if reference else None
    if found is None:
        raise Rejected({"other": "desk_case.error_merge_unknown"})
    return found


def merge_page(
    request: web.Request, case: str, *, status: int = 200, errors: dict[str, str] | None = None, failed: str = ""
) -> Response:
    """The form, with what was chosen."""
    head = wiring.cases().head(case)
    others = tuple(one for one in other_cases(head) if one.status not in ENDED and not one.apart)
    said = {name: t(key) for name, key in (errors or {}).items()}
    typed = request.form if request.method == "POST" else {}
    return access.desk_page(
        request,
        "desk/case_merge.html",
        status=status,
        current=case,
        case=head,
        other_options=[
            (one.id, f"{shown_reference(one.id)} · {one.subject or t('desk.no_subject')}") for one in others
        ],
        errors=said,
        typed=typed,
        failed=failed,
    )


@access.route(blueprint, "/desk/zaak/{case}/splitsen/{contact}", methods=("GET", "POST"))
def split(request: web.Request, case: str, contact: str) -> Response:
    """Take a question out of a contact: a new case for the same sender."""
    if request.method == "GET":
        return split_page(request, case, contact)
    form = request.form
    part = Part(
        number(form.get("version")),
        form.get("subject", ""),
        lines(form.get("part", "")),
        one_of(Kind, form.get("kind")) or Kind.QUESTION,
    )
    try:
        opened = open_case(case, wiring.cases())
        whole = contact_of(opened, contact)
        new = split_case(opened.case, whole, part, request.who.agent, wiring.cases(), wiring.desk())
    except Rejected as error:
        return split_page(request, case, contact, status=422, errors=error.fields)
    except (ChangedMeanwhile, NotPossibleNow) as error:
        return split_page(request, case, contact, status=409, failed=error.slug)
    return web.redirect(f"/desk/zaak/{new}", klaar="split")


def split_page(
    request: web.Request,
    case: str,
    contact: str,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    failed: str = "",
) -> Response:
    """The form, filled with the contact's whole text, of which the agent keeps what belongs to the new case."""
    opened = open_case(case, wiring.cases())
    whole = contact_of(opened, contact)
    typed = request.form if request.method == "POST" else {"part": whole.text, "kind": whole.kind.value, "subject": ""}
    return access.desk_page(
        request,
        "desk/case_split.html",
        status=status,
        current=case,
        case=opened.case,
        contact=whole,
        errors={name: t(key) for name, key in (errors or {}).items()},
        typed=typed,
        failed=failed,
        kind_options=[(kind.value, t(f"desk.kind.{kind}")) for kind in Kind],
    )
