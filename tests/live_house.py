"""The confidential house of a deployment, as its own functions see it: for tests that follow a dossier on the engine."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.domain.contact import Channel
from chalicelib.domain.integrity.change import Change, DossierFile, Errand, ErrandKind
from chalicelib.domain.integrity.clocks import begun, read_deadlines
from chalicelib.domain.integrity.dossier import Dossier, Matter, Stay
from chalicelib.domain.integrity.entry import Entry, Facts, Identity, What
from chalicelib.domain.integrity.phases import Act, Actor, Phase
from chalicelib.services.integrity.step_dossier import Deed, House, errand_of, step_dossier
from chalicelib.stores.dynamo_table import DynamoTable
from chalicelib.stores.integrity.dossiers import DossierStore
from chalicelib.stores.integrity.executions import Executions
from chalicelib.stores.integrity.sealing import Keys
from chalicelib.stores.secret import read_secret
from tests.deployment import Deployment, eventually

WHO = Identity("Xanthippe Zonderling", email="xanthippe@burger.test")


class LiveHouse:
    """`deadlines`: those that the deployment was given."""

    def __init__(self, deployment: Deployment, deadlines: str = "") -> None:
        outputs, self._deployment = deployment.outputs, deployment
        self._sqs, self.states = deployment.client("sqs"), deployment.client("stepfunctions")
        self._queue = outputs["ErrandsQueueUrl"]
        dynamodb = deployment.client("dynamodb")
        keys = Keys(
            deployment.client("kms"), DynamoTable(dynamodb, outputs["DossierKeysTable"]), outputs["DossierKeyArn"]
        )
        self.dossiers = DossierStore(DynamoTable(dynamodb, outputs["DossiersTable"]), keys, self.hand_over)
        self.executions = Executions(self.states, outputs["DossierMachineArn"])
        self._secret = read_secret(deployment.client("secretsmanager"), outputs["IntegritySecretName"])
        self._deadlines = read_deadlines(deadlines)

    def hand_over(self, errands: Sequence[Errand]) -> None:
        for one in errands:
            self._sqs.send_message(
                QueueUrl=self._queue, MessageBody=json.dumps({"dossier": one.dossier, "errand": one.id})
            )

    def now(self) -> House:
        return House(self._secret, self._deadlines, datetime.now(UTC))

    def registered(self, number: str, *, start: bool = True, hours: int = 0) -> None:
        """A dossier that came in so many hours ago, with an errand to start its execution, or without."""
        house = replace(self.now(), at=datetime.now(UTC) - timedelta(hours=hours))
        stays = (Stay(Phase.REGISTERED, house.at),)
        head = Dossier(
            number, 1, Phase.REGISTERED, Matter.REPORT, Channel.FORM, house.at, f"l-{number}", "", stays=stays, run=1
        )
        head = replace(head, clocks=begun(head, self._deadlines, house.at))
        report = Entry(
            f"report-{number}",
            house.at,
            What.REPORT,
            Actor.REPORTER,
            facts=Facts("Er verdween een laptop.", level="municipal"),
        )
        errands = (errand_of(head, ErrandKind.START, "1", house),) if start else ()
        self.dossiers.create(Change(head, (report,), errands=errands, identity=WHO))

    def does(self, number: str, act: Act, actor: Actor = Actor.SERVICE, **deed: Any) -> None:
        """Somebody does something, as the services do it."""
        house = self.now()
        by = "ilse" if actor is Actor.SERVICE else ""
        change = step_dossier(self.dossiers.open(number), Deed(act, actor, f"{act}-{house.at}", by=by, **deed), house)
        self.dossiers.keep(change)

    def starts_again(self, number: str) -> None:
        """Another execution is to follow the dossier, though nobody stopped the first; remembers with what that one waits."""
        head, token, house = self.dossiers.head(number), self.dossiers.token(number), self.now()
        assert token
        self.old_token = token[2]
        again = replace(head, run=head.run + 1)
        self.dossiers.keep(Change(again, errands=(errand_of(again, ErrandKind.START, str(again.run), house),)))

    def tells_old_run(self) -> None:
        """Wake the execution that another has taken the place of."""
        assert self.executions.go_on(self.old_token)

    def reaches(self, number: str, phase: Phase) -> DossierFile:
        """Wait until a dossier is in a phase and its execution waits there, where that phase waits for people."""
        eventually(lambda: self.dossiers.head(number).phase is phase)
        return self.dossiers.open(number)

    def waits(self, number: str, phase: Phase) -> None:
        """Wait until the execution of a dossier waits in a phase, with a token."""
        eventually(lambda: self.dossiers.head(number).phase is phase and self._token(number) == phase)

    def _token(self, number: str) -> Phase | None:
        token, head = self.dossiers.token(number), self.dossiers.head(number)
        return token[1] if token and token[0] == head.run else None

    def history(self, number: str, run: int = 1) -> list[str]:
        """Names of the states that an execution entered, in order."""
        return self._entered(f"{number}-{run}", "DossierMachineArn")

    def bell_history(self, number: str, run: int, stay: int) -> list[str]:
        """The same of the bell of a stay."""
        return self._entered(f"{number}-{run}-{stay}", "BellMachineArn")

    def _entered(self, name: str, machine: str) -> list[str]:
        arn = self._deployment.outputs[machine].replace(":stateMachine:", ":execution:") + f":{name}"
        pages = self.states.get_paginator("get_execution_history").paginate(executionArn=arn)
        events = [event for page in pages for event in page["events"]]
        return [one["stateEnteredEventDetails"]["name"] for one in events if "stateEnteredEventDetails" in one]

    @contextmanager
    def machine_with_other_names(self) -> Iterator[None]:
        """Meanwhile the machine has a definition in which every state but the first is called otherwise."""
        arn = self._deployment.outputs["DossierMachineArn"]
        definition = self.states.describe_state_machine(stateMachineArn=arn)["definition"]
        other = re.sub(r'"(Phase|Ended|\w+(?:Bell|Wait|Close|Forward|Acknowledge))"', r'"New\1"', definition)
        assert other != definition
        self.states.update_state_machine(stateMachineArn=arn, definition=other)
        yield
        self.states.update_state_machine(stateMachineArn=arn, definition=definition)

    def watch(self, *, everything: bool = False) -> None:
        """What the schedule does each minute, or each day."""
        event = {
            "version": "0",
            "id": "test",
            "detail-type": "watch",
            "source": "test",
            "account": "",
            "time": "",
            "region": "",
            "resources": [],
            "detail": {"all": everything},
        }
        name = self._deployment.outputs["WatchDossiersFunction"]
        answer = self._deployment.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event).encode())
        assert "FunctionError" not in answer, answer["Payload"].read()
