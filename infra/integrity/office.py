"""Where investigators are kept, as an operator changes it: their logins in the pool, and what the house itself knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.integrity.access import Investigator
from chalicelib.domain.integrity.services import services
from chalicelib.stores.dynamo_table import DynamoTable
from chalicelib.stores.integrity.investigators import Investigators


class NoSuch(Exception):
    """There is no such investigator, service or stack; the message is the line that an operator needs."""


@dataclass(frozen=True, slots=True)
class Office:
    """Where investigators are kept: the pool that knows their passwords, and the house's own knowledge of them."""

    cognito: Any
    pool: str
    investigators: Investigators

    @staticmethod
    def of(client: Any, outputs: Mapping[str, str]) -> "Office":
        """`client`: makes a client of a service of AWS by its name; `outputs`: of the deployed stack."""
        table = DynamoTable(client("dynamodb"), outputs["DossiersTable"])
        known = Investigators(table, client("kms"), outputs["DossierKeyArn"])
        return Office(client("cognito-idp"), outputs["InvestigatorsPool"], known)

    def id_of(self, login: str) -> str:
        """The pool's own id of a login. Raises NoSuch."""
        try:
            found = self.cognito.admin_get_user(UserPoolId=self.pool, Username=login)
        except self.cognito.exceptions.UserNotFoundException as error:
            raise NoSuch(f"nobody is called {login}") from error
        return _sub(found["UserAttributes"])

    def add(self, login: str, name: str, service: str, password: str, seed: bytes, *, lead: bool) -> Investigator:
        """Make a login and give it a second factor; a login that is there already gets both anew. Raises NoSuch."""
        _known(service)
        try:
            made = self.cognito.admin_create_user(
                UserPoolId=self.pool,
                Username=login,
                TemporaryPassword=password,
                MessageAction="SUPPRESS",
                UserAttributes=[{"Name": "name", "Value": name}],
            )
            who = _sub(made["User"]["Attributes"])
        except self.cognito.exceptions.UsernameExistsException:
            who = self.id_of(login)
            self.cognito.admin_set_user_password(
                UserPoolId=self.pool, Username=login, Password=password, Permanent=False
            )
        investigator = Investigator(who, name, service, lead)
        self.investigators.add(investigator, seed)
        return investigator

    def keep_password(self, login: str, password: str) -> None:
        """Let a password stay, that need not be replaced at the first login."""
        self.cognito.admin_set_user_password(UserPoolId=self.pool, Username=login, Password=password, Permanent=True)

    def move(self, login: str, **change: Any) -> Investigator:
        """Another `service`, `name` or `lead`, from the next click on. Raises NoSuch."""
        _known(change.get("service", ""), optional=True)
        found = replace(self._found(login), **change)
        if not self.investigators.move(found):
            raise NoSuch(f"{login} is no investigator")
        return found

    def renew(self, login: str, seed: bytes) -> Investigator:
        """Another second factor; the one before is worth nothing from here on. Raises NoSuch."""
        found = self._found(login)
        self.investigators.add(found, seed)
        return found

    def remove(self, login: str) -> None:
        """Nothing opens any more from the next click on, and the login goes. Raises NoSuch."""
        self.investigators.remove(self.id_of(login))
        self.cognito.admin_delete_user(UserPoolId=self.pool, Username=login)

    def _found(self, login: str) -> Investigator:
        found = self.investigators.find(self.id_of(login))
        if found is None:
            raise NoSuch(f"{login} is no investigator")
        return found


def _known(service: str, *, optional: bool = False) -> None:
    if service not in services() and not (optional and not service):
        raise NoSuch(f"there is no service {service}: services.csv knows {', '.join(services())}")


def _sub(attributes: Sequence[Mapping[str, str]]) -> str:
    return next(one["Value"] for one in attributes if one["Name"] == "sub")
