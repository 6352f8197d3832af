"""What people write in distress or anger is noticed, and what only looks like it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.flags import Flag, flags_of, language_of
from chalicelib.domain.integrity_words import telling_words
from chalicelib.domain.phrases import FOLDER, found_in, phrases, read_phrases, words_of

DISTRESS = [
    "Ik zie het niet meer zitten.",
    "Sinds de dood van mijn vrouw wil ik niet meer. Ik wil dood.",
    "ik denk elke dag aan ZELFMOORD",
    "Mijn man slaat mij en ik weet niet waarheen.",
    "Ik ben bang van mijn ex, hij staat elke avond aan de deur",
    "We slapen in de auto met twee kinderen.",
    "Ik kan niets meer betalen, ik ben ten einde raad",
    "Dan doe ik mezelf iets aan!",
    "Ik wil er een eind aan maken.",
    "Je n'en peux plus, envie de mourir",
    "i want to kill myself",
]
NO_DISTRESS = [
    "Ik zie het wel zitten om vrijwilliger te worden.",
    "Mijn vader is dood. Hoe geef ik het overlijden aan?",
    "Wij geven een opleiding over preventie van zelfdoding. Bestaat er een subsidie?",
    "Wat is het nummer van de Zelfmoordlijn?",
    "Mijn man slaapt slecht door het lawaai van de trein.",
    "Er liggen dode takken op straat.",
    "Kan ik mijn premie nog aanvragen? Ik wil niet te laat zijn.",
]
THREAT = [
    "Ik weet waar u woont!",
    "Als dat geld er morgen niet is, dan steek ik uw kantoor in brand",
    "ik maak jullie kapot",
    "I will kill you",
    "Ik zal die ambtenaar vermoorden",
    "Dan kom ik met een geweer naar het loket.",
]
NO_THREAT = [
    "Mag ik tuinafval in brand steken?",
    "Ik heb een wapen geërfd van mijn grootvader. Waar geef ik het aan?",
    "Ik schiet de kosten voor, wanneer krijg ik ze terug?",
    "Mijn buurman heeft een boom omgehakt.",
    "Ik weet niet waar u uw loket hebt.",
    "Ik sla de brief al jaren op in een map.",
]


@pytest.mark.parametrize("text", DISTRESS)
def test_distress_is_noticed(text: str) -> None:
    """Somebody in distress is shown as such, however it is spelled."""
    assert Flag.DISTRESS in flags_of(text)


@pytest.mark.parametrize("text", NO_DISTRESS + NO_THREAT + THREAT[:3])
def test_what_is_no_distress(text: str) -> None:
    """A death, prevention and anger are not taken for distress."""
    assert Flag.DISTRESS not in flags_of(text)


@pytest.mark.parametrize("text", THREAT)
def test_threat_is_noticed(text: str) -> None:
    """A threat is shown as such."""
    assert Flag.THREAT in flags_of(text)


@pytest.mark.parametrize("text", NO_THREAT + NO_DISTRESS + ["Mijn man slaat mij.", "Ik word bedreigd."])
def test_what_is_no_threat(text: str) -> None:
    """Questions about weapons and fires, and people who are threatened, are not taken for a threat."""
    assert Flag.THREAT not in flags_of(text)


LANGUAGES = [
    ("nl", "Goedendag, ik heb een vraag over mijn rijbewijs. Wanneer moet ik het vernieuwen?"),
    ("nl", "hoe lang is mijn identiteitskaart geldig"),
    ("nl", "Waar kan ik een premie aanvragen voor zonnepanelen in Gent?"),
    ("fr", "Bonjour, je voudrais savoir comment demander une prime pour ma maison. Merci"),
    ("fr", "Où est-ce que je peux payer la taxe de circulation ?"),
    ("en", "Hello, I would like to know how to register at my new address."),
    ("en", "where do i pay this fine"),
    ("de", "Guten Tag, ich möchte wissen, wie ich meinen Führerschein umtauschen kann."),
    ("de", "Wo kann ich die Steuer bezahlen?"),
    ("other", "Hola, quiero saber cómo puedo pedir una cita para mi tarjeta. Muchas gracias"),
    ("other", "Merhaba, benim için bu kart nasıl alınır? Teşekkür ederim"),
    ("other", "Dzień dobry, czy mogę prosić o informację, jak i gdzie to jest?"),
    ("other", "Здравствуйте, где я могу получить карту?"),
    ("other", "مرحبا، كيف يمكنني الحصول على البطاقة؟"),
    ("", "Bedankt!"),
    ("", ""),
    ("", "0470 12 34 56"),
    ("", "Jan Peeters, Kerkstraat 12, 9000 Gent"),
]


@pytest.mark.parametrize(("language", "text"), LANGUAGES)
def test_language(language: str, text: str) -> None:
    """The language of a few words is told, and not guessed where too little is said."""
    assert language_of(text) == language


def test_other_language_is_a_flag() -> None:
    """French is shown as another language; Dutch, and a text too short to judge, are not."""
    assert flags_of(LANGUAGES[3][1]) == {Flag.OTHER_LANGUAGE}
    assert not flags_of(LANGUAGES[0][1])
    assert not flags_of("ok")


def test_distress_in_another_language_has_both() -> None:
    """A cry for help in English is shown as distress and as another language."""
    found = flags_of("Please help, my husband beats me and I do not know where to go")
    assert found == {Flag.DISTRESS, Flag.OTHER_LANGUAGE}


def test_gap_takes_up_to_three_words() -> None:
    """ ".." stands for one to three words: not for none, not for four."""
    rules = read_phrases(["steek .. in brand"])
    assert [found_in(words_of(f"steek {gap} in brand"), rules) for gap in ("", "a", "a b c", "a b c d")] == [
        False,
        True,
        True,
        False,
    ]


def test_exception_hides_only_itself() -> None:
    """A phrase inside an exception does not count; the same phrase elsewhere in the text does."""
    rules = read_phrases(["# remark", "", "wapen", "! wapen inleveren"])
    assert not found_in(words_of("ik wil mijn wapen inleveren"), rules)
    assert found_in(words_of("mijn wapen inleveren, want dat wapen"), rules)


@pytest.mark.parametrize("line", ["..", "! ..", "ab* cd", "?!"])
def test_useless_phrase_is_refused(line: str) -> None:
    """A phrase that could never be found is told to the editor, and not kept silently."""
    with pytest.raises(ValueError, match="begin with a word"):
        read_phrases([line])


@pytest.mark.parametrize("name", ["distress", "threat"])
def test_every_phrase_finds_itself(name: str) -> None:
    """Each line of the files finds the text that it stands for."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.strip() and line[0] not in "#!":
            assert found_in(words_of(line.replace("..", "iets").replace("*", "")), phrases(name)), line


@given(st.text(max_size=400))
def test_any_text_has_flags(text: str) -> None:
    """Whatever is written, the signs and the language are told without an error."""
    assert flags_of(text) <= set(Flag)
    assert language_of(text) in {"nl", "fr", "en", "de", "other", ""}


INTEGRITY = [
    "Mijn diensthoofd neemt SMEERGELD aan.",
    "De burgemeester geeft elke opdracht aan haar broer.",
    "Ik wil klokkenluider worden.",
    "Een collega steelt materiaal van de gemeente en misbruikt zijn functie.",
    "Is dit belangenvermenging?",
    "Een ambtenaar pleegt fraude met premies.",
    "Hij lekte vertrouwelijke gegevens aan een bedrijf.",
]
NO_INTEGRITY = [
    "Het bestand is corrupt, ik kan het niet openen.",
    "Waar koop ik verduisterende gordijnen met een premie?",
    "Ik geef mijn broer een volmacht. Hoe doe ik dat?",
    "Er is ingebroken bij mij thuis, waar geef ik de diefstal aan?",
    "Is het zwembad in de vakantie open?",
]


@pytest.mark.parametrize("text", INTEGRITY)
def test_integrity_is_noticed(text: str) -> None:
    """Words of a breach of integrity are noticed, and it is said which they are."""
    assert Flag.INTEGRITY in flags_of(text)
    assert telling_words(text)


@pytest.mark.parametrize("text", NO_INTEGRITY + NO_DISTRESS + NO_THREAT)
def test_what_is_no_integrity(text: str) -> None:
    """A broken file, a curtain and a burglary are no matter of integrity."""
    assert Flag.INTEGRITY not in flags_of(text)
    assert not telling_words(text)
