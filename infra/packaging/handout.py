"""What lies beside the package in dist/: the templates of the edge, and a note that says how all are deployed."""

import shutil
from pathlib import Path
from typing import Final

INFRA: Final = Path(__file__).resolve().parents[1]
EDGES: Final = ("edge.yaml", "edge-global.yaml")

NOTE: Final = """How to deploy this folder (docs/operators/deploy.md says more)

  aws cloudformation deploy --region us-east-1 --template-file edge-global.yaml --stack-name contact1700-global \\
      --parameter-overrides HostName=HOST HostedZone=ZONE
  aws s3 mb s3://ARTEFACTS
  aws cloudformation package --template-file sam.yaml --s3-bucket ARTEFACTS --output-template-file deployed.yaml
  aws cloudformation deploy --template-file deployed.yaml --stack-name contact1700 --s3-bucket ARTEFACTS \\
      --capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND \\
      --parameter-overrides PublicUrl=https://HOST MailDomain=DOMAIN PublicAddress=vraag@DOMAIN \\
          CallbackUrls=https://HOST/desk/login/back LoginDomain=PREFIX \\
          InvestigatorCallbackUrls=https://HOST/onderzoek/login/back InvestigatorLoginDomain=PREFIX-onderzoek
  aws s3 cp --recursive --cache-control "public, max-age=31536000, immutable" static s3://contact1700-static-ACCOUNT/static/
  aws cloudformation deploy --template-file edge.yaml --stack-name contact1700-edge --capabilities CAPABILITY_IAM \\
      --parameter-overrides (those that edge.yaml names; the values are outputs of the first two stacks)
  aws ses set-active-receipt-rule-set --rule-set-name contact1700-reception

Then, as docs/operators/deploy.md tells: DNS, agents, knowledge, organisations and, once its number is active, SMS:
the second stack again, with SmsNumber=+32... (its other parameters keep their values).
"""


def write_handout(folder: Path) -> None:
    """Put the edge's templates and HOW-TO-DEPLOY.txt into a packaged folder, and take out what only packaging itself needs."""
    for name in EDGES:
        shutil.copyfile(INFRA / name, folder / name)
    (folder / "HOW-TO-DEPLOY.txt").write_text(NOTE, encoding="utf-8")
    for scratch in ("layer.raw", "layer.compiled", "merge.yaml"):
        (folder / scratch).unlink(missing_ok=True)
