"""Everything that runs on one machine: the engine with the deployed package, and the doors before and behind it."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from infra.local.aws import client, free_port
from infra.local.deploy import SCAN_SOURCE, deploy, prepare_sending
from infra.local.dossiers import look_after_dossiers
from infra.local.edge import read_edge
from infra.local.engine import engine
from infra.local.front_door import FrontDoor, Origins
from infra.local.handsets import Handsets
from infra.local.investigators import Codes, invite_investigators
from infra.local.local_pages import own_forms_only, style
from infra.local.mail_door import MailDoor
from infra.local.mailbox import Mailbox
from infra.local.people import invite
from infra.local.sending import SendingSide
from infra.local.sent import Sent
from infra.local.serving import bound, port_of, serving
from infra.local.set_aside import SetAside
from infra.local.set_aside_pages import SetAsidePages
from infra.local.sms_network import ENDPOINT, NUMBER, SmsNetwork
from infra.local.telephone import Telephone

DOMAIN: Final = "1700.test"
SENDING: Final = "AWS_ENDPOINT_URL_SESV2"  # by which botocore in the functions finds SES's outgoing side


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to run: ports (0: a free one), more settings for the engine and for the stack."""

    port: int = 0
    smtp_port: int = 0
    engine: Mapping[str, str] | None = None
    parameters: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """What runs. `url`: the front door; `engine`: the AWS engine; `outputs`: those of the stack."""

    url: str
    engine: str
    outputs: Mapping[str, str]
    smtp_port: int
    sent: Sent
    parameters: Mapping[str, str]
    door: FrontDoor
    sending_url: str
    network: SmsNetwork

    def client(self, service: str) -> Any:
        """A boto3 client of the engine, with all rights."""
        return client(service, self.engine)


@contextlib.contextmanager
def running(state: Path, out: Path, wanted: Wanted) -> Iterator[Running]:
    """Run the package of the folder `out` with its state in another folder, until the block ends. Raises CannotRun."""
    with contextlib.ExitStack() as stack:
        front = bound(wanted.port, "the front door")
        sending = bound(0, "the outgoing side of mail")
        texting = bound(0, "the outgoing side of SMS")
        for one in (*front, *sending, *texting):
            stack.callback(one.close)
        url, smtp_port = f"http://localhost:{port_of(front[0])}", wanted.smtp_port or free_port()
        own = {
            SENDING: f"http://127.0.0.1:{port_of(sending[0])}",
            ENDPOINT: f"http://127.0.0.1:{port_of(texting[0])}",
        }
        aws = stack.enter_context(engine(state, {**(wanted.engine or {}), **own}))
        parameters = parameters_of(aws, url) | dict(wanted.parameters or {})
        outputs = deploy(aws, out, parameters)
        prepare_sending(aws, DOMAIN)
        invite(aws, outputs)
        invite_investigators(aws, outputs)
        sent = Sent(state / "sent.jsonl")
        door = FrontDoor(read_edge(), Origins.of(aws, outputs))
        handsets = Handsets(state / "handsets.jsonl")
        network = SmsNetwork(aws, outputs["SmsInTopic"], outputs["SmsEventsTopic"], handsets)
        it = Running(url, aws, outputs, smtp_port, sent, parameters, door, own[SENDING], network)
        outgoing = SendingSide(aws, outputs["MailEventsTopic"], sent).application()
        stack.enter_context(serving((_application(it), front), (outgoing, sending), (network.application(), texting)))
        mail_door = MailDoor(client("s3", aws), outputs["MailBucket"], DOMAIN, smtp_port)
        mail_door.start()
        stack.callback(mail_door.stop)
        look_after_dossiers(aws, outputs)
        yield it


def parameters_of(aws: str, url: str) -> dict[str, str]:
    """The stack's parameters for a front door at `url`."""
    return {
        "Gateway": aws,
        "PublicUrl": url,
        "CallbackUrls": f"{url}/desk/login/back",
        "InvestigatorCallbackUrls": f"{url}/onderzoek/login/back",
        "RetryAfter": "10",
        "ScanEventSource": SCAN_SOURCE,
        "SmsNumber": NUMBER,
    }


def _application(it: Running) -> web.Application:
    """The front door, and the pages of the local run beside it."""
    app = web.Application(middlewares=[own_forms_only], client_max_size=40 * 2**20)
    app.router.add_get("/_lokaal/local.css", style)
    Mailbox(it.sent, it.engine, it.outputs["MailEventsTopic"], it.smtp_port, f"vraag@{DOMAIN}").add_to(app)
    Telephone(it.network).add_to(app)
    SetAsidePages(SetAside(it.engine)).add_to(app)
    Codes().add_to(app)
    it.door.add_to(app)
    return app
