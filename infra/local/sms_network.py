"""AWS End User Messaging SMS on one machine: takes what functions send, tells what became of it, brings what handsets send.

The engine does not know this service. Functions find it by botocore's own variable, which the engine hands on to them.
"""

import asyncio
import json
import re
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from aiohttp import web

from chalicelib.domain.sms import size_of, split
from infra.local.aws import client
from infra.local.handsets import Handsets, Message

ENDPOINT: Final = "AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2"
NUMBER: Final = "+32460001700"  # ours
SEND: Final = "PinpointSMSVoiceV2.SendTextMessage"
LONGEST: Final = 1600
_NUMBER: Final = re.compile(r"\+?[1-9][0-9]{1,18}")
# What a number says of itself in its last digits: a person can try everything without a network that really refuses.
FATES: Final = {"000001": "TEXT_UNREACHABLE", "000002": "TEXT_CARRIER_BLOCKED", "000003": ""}
REFUSALS: Final = {"000008": ("ConflictException", 409), "000009": ("ThrottlingException", 429)}


class SmsNetwork:
    """`inbound`, `events`: ARNs of the topics that SMS of citizens and events of ours go to."""

    def __init__(self, engine: str, inbound: str, events: str, handsets: Handsets) -> None:
        self._engine, self._inbound, self._events, self.handsets = engine, inbound, events, handsets
        self._telling: set[asyncio.Task[None]] = set()

    def application(self) -> web.Application:
        """The service, as botocore calls it."""
        app = web.Application()
        app.router.add_post("/", self._call)
        app.on_cleanup.append(self._finished)
        return app

    def tell(self, message: Message, kind: str) -> None:
        """Tell the topic that this became of a message of ours."""
        self._publish(self._events, event(message, kind, _now()))

    def bring(
        self, handset: str, text: str, *, parts: bool = False, backwards: bool = False, lost: bool = False
    ) -> str:
        """Send an SMS of a handset to us; gives its id. `parts`: each part for itself, as some networks do; `backwards`:
        the last one first; `lost`: the last one does not come."""
        message = Message(str(uuid4()), handset, ours=False, text=text, at=_stamp(_now()))
        self.handsets.add(message)
        pieces = split(text) if parts else (text,)
        notes = [self._note(message, piece, place, len(pieces)) for place, piece in enumerate(pieces, 1)]
        notes = notes[:-1] if lost and len(notes) > 1 else notes
        for note in reversed(notes) if backwards else notes:
            self._publish(self._inbound, note)
        return message.id

    def bring_again(self, message: Message) -> None:
        """The same SMS once more, as a network does that got no answer."""
        self._publish(self._inbound, self._note(message, message.text, 1, 1))

    def _note(self, message: Message, text: str, place: int, total: int) -> dict[str, str]:
        """AWS: "Example of a two-way SMS message payload"; the header only of networks that give parts."""
        ours = [one for one in self.handsets.of(message.handset) if one.ours]
        note = {
            "originationNumber": message.handset,
            "destinationNumber": NUMBER,
            "messageKeyword": "KEYWORD_1700",
            "messageBody": text,
            "inboundMessageId": message.id if total == 1 else f"{message.id}-{place}",
        }
        if ours:
            note["previousPublishedMessageId"] = ours[-1].id
        if total > 1:
            note["userDataHeader"] = f"050003{int(message.id[:2], 16):02X}{total:02X}{place:02X}"
        return note

    async def _call(self, request: web.Request) -> web.Response:
        if request.headers.get("X-Amz-Target") != SEND:
            return _refused("UnknownOperationException", 400, "only SendTextMessage is known here")
        asked = json.loads(await request.read())
        number, text = str(asked.get("DestinationPhoneNumber", "")), str(asked.get("MessageBody", ""))
        if (
            not _NUMBER.fullmatch(number)
            or not text.strip()
            or len(text) > LONGEST
            or not asked.get("OriginationIdentity")
        ):
            return _refused("ValidationException", 400, "number, text or origin")
        if refusal := REFUSALS.get(number[-6:]):
            return _refused(*refusal, "as the number asks")
        context = tuple((asked.get("Context") or {}).items())
        message = Message(str(uuid4()), number, ours=True, text=text, at=_stamp(_now()), context=context)
        self.handsets.add(message)
        fate = FATES.get(number[-6:], "TEXT_DELIVERED")
        if fate and asked.get("ConfigurationSetName"):  # AWS tells the topics of a configuration set alone
            task = asyncio.create_task(asyncio.to_thread(self.tell, message, fate))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)
        return web.json_response({"MessageId": message.id}, content_type="application/x-amz-json-1.0")

    async def _finished(self, _app: web.Application) -> None:
        await asyncio.gather(*self._telling, return_exceptions=True)

    def _publish(self, topic: str, body: dict[str, Any]) -> None:
        client("sns", self._engine).publish(TopicArn=topic, Message=json.dumps(body))


def event(message: Message, kind: str, at: datetime) -> dict[str, Any]:
    """One event of a configuration set (AWS: "SMS example log")."""
    moment = int(at.timestamp() * 1000)
    status = kind.removeprefix("TEXT_")
    return {
        "eventType": kind,
        "eventVersion": "1.0",
        "eventTimestamp": moment,
        "isFinal": True,
        "originationPhoneNumber": NUMBER,
        "destinationPhoneNumber": message.handset,
        "isoCountryCode": "BE",
        "messageId": message.id,
        "messageRequestTimestamp": moment,
        "messageEncoding": "GSM" if size_of(message.text).alphabet == "gsm" else "UCS2",
        "messageType": "TRANSACTIONAL",
        "messageStatus": status,
        "messageStatusDescription": status.capitalize().replace("_", " "),
        "context": dict(message.context),
        "totalMessageParts": size_of(message.text).parts,
        "totalMessagePrice": 0.0,
        "totalCarrierFee": 0.0,
    }


def _refused(kind: str, status: int, text: str) -> web.Response:
    return web.json_response(
        {"__type": kind, "Message": text}, status=status, content_type="application/x-amz-json-1.0"
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
