"""People to try the desk as, in the deployed pool of agents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from infra.local.aws import client

PASSWORD: Final = "Welkom-1700-demo"  # noqa: S105  # of the demo alone, printed at every start


@dataclass(frozen=True, slots=True)
class Person:
    login: str
    name: str
    groups: tuple[str, ...]


PEOPLE: Final = (
    Person("an", "An Peeters", ("agent",)),
    Person("sam", "Sam Claes", ("agent", "supervisor")),
    Person("mia", "Mia Jacobs", ("agent", "manager")),
)


def invite(engine: str, outputs: Mapping[str, str]) -> None:
    """Make the people and put them into their groups; those that are there stay as they are."""
    pool = outputs["AgentsPool"]
    cognito = client("cognito-idp", engine)
    for person in PEOPLE:
        attributes = {"name": person.name, "email": f"{person.login}@1700.test", "email_verified": "true"}
        try:
            cognito.admin_create_user(
                UserPoolId=pool,
                Username=person.login,
                MessageAction="SUPPRESS",
                UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
            )
        except cognito.exceptions.UsernameExistsException:
            continue
        cognito.admin_set_user_password(UserPoolId=pool, Username=person.login, Password=PASSWORD, Permanent=True)
        for group in person.groups:
            cognito.admin_add_user_to_group(UserPoolId=pool, Username=person.login, GroupName=group)
