"""`make bench-sms`: SMS that answers take, against the least that any way of writing them could take.

3,000 Dutch texts as agents write them, of our own sentences: with the signs that programs put in by themselves, letters
with accents, names, now and then a picture or another script. The least is counted here from the tables of 3GPP TS 23.038
and 23.040 alone, and leaves out that no character is ever cut in two: no sender can do better.
"""

import math
import random
import re
import sys
import tomllib
import unicodedata
from pathlib import Path

from chalicelib.domain.sms import size_of, split, written
from tests.bench.report import show

TEXTS, SEED = 3_000, 1700
ROOT = Path(__file__).resolve().parents[2]
# One septet each; what is behind the escape takes two. Accents that are not in the table may go, as the letter stays.
ONE = set("@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà")
TWO = set("^{}\\[~]|€")
SIGNS = set("‘’“”„…–—•\u00a0\u202f")  # each has a plain one that says the same
NOTHING = set("\u200b\u00ad")
NAMES = ("Zoë", "Chloé", "Noël", "Anaïs", "François", "Łukasz", "Škoda", "Renée", "Aïcha", "Jörg", "Siân")
OTHERS = ("👍", "🙂", "Київ", "مرحبا", "→ zie hieronder")


def sentences() -> list[str]:
    """Sentences of our own articles and standard texts."""
    found: list[str] = []
    for path in sorted((ROOT / "knowledge_loader/sample").glob("*.toml")):
        found += _texts(tomllib.loads(path.read_text(encoding="utf-8")))
    found += _texts(
        tomllib.loads((ROOT / "chalicelib/pages/messages/nl/standard_texts.toml").read_text(encoding="utf-8"))
    )
    cut = [one.strip() for text in found for one in re.split(r"(?<=[.?!])\s+|\n+", text)]
    return [one for one in cut if 20 <= len(one) <= 200 and " " in one and "{" not in one]


def _texts(node: object) -> list[str]:
    if isinstance(node, str):
        return [node]
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [text for child in children for text in _texts(child)]


def texts() -> list[str]:
    """The same texts each time."""
    chance, known = random.Random(SEED), sentences()
    return [_text(chance, known) for _ in range(TEXTS)]


def _text(chance: random.Random, known: list[str]) -> str:
    parts = chance.sample(known, chance.choice((1, 1, 2, 2, 3, 4, 5, 6, 8, 10)))
    text = chance.choice((" ", " ", "\n", "\n\n")).join(parts)
    if chance.random() < 0.3:
        text = f"Dag {chance.choice(NAMES)},\n{text}"
    if chance.random() < 0.4:  # as word processors and telephones write
        text = text.replace("'", "’").replace(" - ", " – ").replace("...", "…")
        text = re.sub(r'"([^"]*)"', r"“\1”", text)
    if chance.random() < 0.2:
        text = text.replace(" euro", "\u00a0€").replace("bijvoorbeeld", "b\u00adv.")
    if chance.random() < 0.03:
        text += f" {chance.choice(OTHERS)}"
    return text


def least(text: str) -> int:
    """The least parts that a text can take, whoever writes it."""
    kept = [one for one in unicodedata.normalize("NFC", text).strip() if one not in NOTHING]
    counts = [1_000_000]
    septets = [_septets(one) for one in kept]
    if all(septets):
        counts.append(_parts(sum(septets), 160, 153))
    counts.append(_parts(sum(len(one.encode("utf-16-be")) // 2 for one in kept), 70, 67))
    return min(counts)


def _septets(one: str) -> int:
    """Of a character, or of the plain one in its place; 0 where there is none."""
    letter = unicodedata.normalize("NFD", one)[0]
    letter = {"Ł": "L", "ł": "l", "→": "-"}.get(letter, letter)
    if one in TWO:
        return 2
    return 1 if one in ONE or one in SIGNS or (letter.isascii() and letter.isalnum()) or letter == "-" else 0


def _parts(units: int, alone: int, each: int) -> int:
    return 1 if units <= alone else math.ceil(units / each)


def main() -> int:
    made = texts()
    sent = [written(text) for text in made]
    assert all("".join(split(text)) == text for text in sent)
    ours, bound = sum(size_of(text).parts for text in sent), sum(least(text) for text in made)
    typed = sum(size_of(text).parts for text in made)
    letters = sorted(len(text) for text in made)
    show(measure="sms_parts", texts=TEXTS, ours=ours, least=bound, as_typed=typed, median_letters=letters[TEXTS // 2])
    show(bench="sms", parts_over_least=round(ours / bound, 4))
    return 0


if __name__ == "__main__":
    sys.exit(main())
