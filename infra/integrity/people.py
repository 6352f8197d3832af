"""Who investigates: `python -m infra.integrity.people add | move | renew | remove | list`, with an operator's rights on AWS.

A new investigator gets a first password and the seed of a second factor, each told once, here. Hand them over in person, to
somebody whose face and badge you saw: whoever has both is in.
"""

import argparse
import secrets
import string
import sys
from base64 import b32encode
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

import boto3

from chalicelib.domain.integrity.second_factor import SEED
from chalicelib.domain.integrity.services import services
from infra.integrity.office import NoSuch, Office

LENGTH: Final = 20  # signs of a first password
ISSUER: Final = "1700 onderzoek"


def seed_text(seed: bytes) -> str:
    """A seed as an app takes it (base32)."""
    return b32encode(seed).decode()


def app_address(login: str, seed: bytes) -> str:
    """What an app takes whole, as a picture or by hand (Key Uri Format)."""
    return f"otpauth://totp/{quote(ISSUER)}:{quote(login)}?secret={seed_text(seed)}&issuer={quote(ISSUER)}"


def new_password() -> str:
    """A first password that the pool's rules take."""
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    while True:
        drawn = "".join(secrets.choice("".join(kinds)) for _ in range(LENGTH))
        if all(set(kind) & set(drawn) for kind in kinds):
            return drawn


def main(arguments: Sequence[str]) -> int:
    """Do what was asked, and tell what must be handed over. 1 with one line where it cannot be done."""
    asked = _parser().parse_args(arguments)
    try:
        _do(asked, Office.of(boto3.client, _outputs(asked.stack)))
    except NoSuch as error:
        _say(f"Cannot: {error}.")
        return 1
    return 0


def _do(asked: argparse.Namespace, office: Office) -> None:
    seed = secrets.token_bytes(SEED)
    if asked.do == "add":
        password = new_password()
        office.add(asked.login, asked.name, asked.service, password, seed, lead=asked.lead)
        _say(f"{asked.login} investigates for {asked.service}.\nFirst password: {password}")
        _tell_seed(asked.login, seed)
    elif asked.do == "renew":
        office.renew(asked.login, seed)
        _tell_seed(asked.login, seed)
    elif asked.do == "move":
        told = {name: getattr(asked, name) for name in ("service", "name", "lead")}
        moved = office.move(asked.login, **{name: value for name, value in told.items() if value is not None})
        _say(f"{moved.name}: {moved.service}{', leads' if moved.lead else ''}")
    elif asked.do == "remove":
        office.remove(asked.login)
        _say(f"{asked.login} opens nothing any more.")
    else:
        for code in services():
            for one in office.investigators.of_service(code):
                _say(f"{code}: {one.name}{', leads' if one.lead else ''}")


def _tell_seed(login: str, seed: bytes) -> None:
    _say(f"Second factor: {seed_text(seed)}\n               {app_address(login, seed)}")
    _say("Told once. Hand it over in person; keep it nowhere.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.integrity.people", description=__doc__.partition("\n")[0])
    parser.add_argument("--stack", default="contact1700")
    acts = parser.add_subparsers(dest="do", required=True)
    add = acts.add_parser("add", help="a new investigator: a first password and a second factor")
    add.add_argument("login")
    add.add_argument("--name", required=True)
    add.add_argument("--service", required=True, help="its code in chalicelib/domain/integrity/services.csv")
    add.add_argument("--lead", action="store_true", help="sees who looked at what in the service's dossiers")
    move = acts.add_parser("move", help="another service, name or lead")
    move.add_argument("login")
    move.add_argument("--name")
    move.add_argument("--service")
    move.add_argument("--lead", action=argparse.BooleanOptionalAction)
    for name, text in (("renew", "another second factor"), ("remove", "opens nothing any more")):
        acts.add_parser(name, help=text).add_argument("login")
    acts.add_parser("list", help="all of them, by service")
    return parser


def _outputs(stack: str) -> dict[str, str]:
    found = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    return {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}


def _say(line: str) -> None:
    print(line)  # noqa: T201  # a command line tool speaks to its caller


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
