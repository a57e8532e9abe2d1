"""The label court: its cases, the progress, other courts, publishing and what changed."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.labels import component
from core.data import Sources, fetch
from core.data.quality.findings import Audits, Findings
from core.data.quality.verdicts import Decision, Verdict, Verdicts
from core.data.versions.changes import Changes
from core.data.versions.store import Versions
from core.settings import Settings
from tests.core.data.conftest import package, packed
from tests.pages.conftest import OpenPage
from tests.pages.seen import errors, fine, no_traceback, press, read, shown_as_markdown, text

__all__ = ["package", "packed"]

pytestmark = pytest.mark.usefixtures("three_versions", "small_dataset")
HOSTILE = "![x](http://192.0.2.1/x.png) <b>Bea</b>"


@pytest.fixture
def small_dataset(settings: Settings, package: Path) -> None:
    fetch(settings, sources=Sources(folder=package))


@pytest.fixture
def audited(settings: Settings, small_dataset: None) -> None:
    """An audit that accuses the training pictures in the order of their numbers."""
    numbers = np.arange(100, dtype=np.int32)
    labels = numbers % 10
    found = Findings(
        numbers,
        np.linspace(0, 1, 100).astype(np.float32),
        ((labels + 1) % 10).astype(np.uint8),
    )
    Audits(settings).save(Versions(settings).load("v1").hash, found)


def verdict(number: int, decision: Decision = Decision.KEEP, author: str = "Ada") -> Verdict:
    new = (number + 1) % 10 if decision is Decision.RELABEL else None
    return Verdict(
        id=f"{number}-{decision}-{author}",
        picture=number,
        label=number % 10,
        decision=decision,
        author=author,
        when=1.0,
        data="v1",
        relabelled=new,
        suggested=(number + 1) % 10,
    )


def court(page: AppTest) -> dict[str, Any]:
    """What the component gets."""
    found = [json.loads(one.proto.json) for one in page.get("bidi_component")]
    return dict(next(one for one in found if "cases" in one))


def numbers(page: AppTest) -> list[int]:
    return [one["picture"] for one in court(page)["cases"]]


@pytest.mark.usefixtures("audited")
def test_cases_come_in_the_order_of_the_audit_with_their_evidence(open_page: OpenPage) -> None:
    page = fine(open_page("labels"))
    case = court(page)["cases"][0]
    assert numbers(page)[:3] == [0, 1, 2]
    assert (case["label"], case["suggested"], case["rival"], case["data"]) == (0, 1, 1, "v1")
    assert case["where"] == "train 0, suspicion 1 of 100"
    assert len(case["neighbours"]) == 8
    shown = [0, *(one for one, _ in case["neighbours"]), *case["typical"], *case["rivals"]]
    assert {str(one) for one in shown} <= set(court(page)["pixels"])
    assert {0, 1} <= {label for label, _, _ in case["bars"]}


@pytest.mark.usefixtures("audited")
def test_a_decided_case_does_not_come_again_and_counts(
    open_page: OpenPage, settings: Settings
) -> None:
    entries = [verdict(0), verdict(1, Decision.RELABEL), verdict(2, Decision.OPEN)]
    Verdicts(settings).add(entries)
    page = fine(open_page("labels"))
    assert numbers(page)[0] == 3
    assert "**2** decided, **1** left open. Agreed with the audit: **50 %** (9 % to 91 %)" in text(
        page
    )
    page.segmented_control(key="labels.mode").set_value("Left open")
    assert numbers(fine(page.run())) == [2]


@pytest.mark.usefixtures("audited")
def test_another_court_is_mentioned_and_its_words_stay_plain_text(
    open_page: OpenPage, settings: Settings
) -> None:
    Verdicts(settings).add([replace(verdict(4, author=HOSTILE), reason=HOSTILE)])
    page = fine(open_page("labels"))
    assert court(page)["elsewhere"]["4"] == f"{HOSTILE}: stays Coat"
    assert shown_as_markdown(page) == []


@pytest.mark.parametrize(
    ("address", "first", "words"),
    [("57", 57, ""), ("160", 0, "no picture “160”"), ("![x](y)", 0, "no picture “![x](y)”")],
)
@pytest.mark.usefixtures("audited")
def test_the_address_calls_a_picture(
    open_page: OpenPage, address: str, first: int, words: str
) -> None:
    page = open_page("labels")
    page.query_params["picture"] = address
    page = fine(page.run())
    assert numbers(page)[0] == first
    assert words in "".join(read(one.value) for one in page.warning)


@pytest.mark.usefixtures("audited")
def test_a_link_to_a_version_that_is_gone_shows_v1(open_page: OpenPage) -> None:
    page = open_page("labels")
    page.query_params["data"] = "v9"
    page = fine(page.run())
    assert "no data version “v9”" in "".join(read(one.value) for one in page.warning)
    assert court(page)["cases"][0]["data"] == "v1"


def test_without_an_audit_and_without_known_cases_the_court_says_so(open_page: OpenPage) -> None:
    page = fine(open_page("labels"))
    assert court(page)["cases"] == []
    assert "Audit the labels" in court(page)["end"]


@pytest.mark.usefixtures("audited")
def test_when_every_case_is_decided_the_court_says_so(
    open_page: OpenPage, settings: Settings
) -> None:
    Verdicts(settings).add([verdict(number) for number in range(100)])
    page = fine(open_page("labels"))
    assert court(page)["end"] == "No case is left: every accused picture has a verdict."
    assert "of the latest 20: **0 %** (0 % to 16 %)" in text(page)


@pytest.mark.usefixtures("audited")
def test_verdicts_are_published_and_the_new_version_is_offered_for_training(
    open_page: OpenPage, settings: Settings
) -> None:
    Verdicts(settings).add([verdict(3, Decision.RELABEL), verdict(4, Decision.EXCLUDE)])
    page = fine(open_page("labels"))
    assert "**1 picture** relabelled, **1** excluded." in text(page)
    page.text_input(key="labels.author").set_value("Ada")
    page.text_input(key="labels.reason").set_value("Ten judged")
    page = fine(press(page, "Publish as a new version"))
    made = Versions(settings).get("v2")
    assert (made.parent, made.reason, made.author) == ("v1", "Ten judged", "Ada")
    assert Versions(settings).changes("v2") == Changes({3: 4}, frozenset({4}))
    assert "**v2** is published." in text(page)
    assert "Nothing to publish yet" in text(page)
    assert page.selectbox(key="labels.parent").value == "v2"
    assert page.selectbox(key="labels.train_on").value == "v2"


@pytest.mark.usefixtures("audited")
def test_a_version_that_cannot_be_published_is_a_sentence(
    open_page: OpenPage, settings: Settings
) -> None:
    Verdicts(settings).add([verdict(n, Decision.EXCLUDE) for n in range(0, 100, 10)])
    page = press(fine(open_page("labels")), "Publish as a new version")
    (sentence,) = errors(no_traceback(page))
    assert "No T-shirt/top would be left" in sentence
    assert Versions(settings).names() == ()


@pytest.mark.usefixtures("audited")
def test_damaged_verdicts_are_named_and_the_court_goes_on(
    open_page: OpenPage, settings: Settings
) -> None:
    Verdicts(settings).add([verdict(0)])
    with settings.verdicts.open("ab") as stream:
        stream.write(b"garbled\n")
    page = fine(open_page("labels"))
    assert "1 line of" in "".join(read(one.value) for one in page.warning)
    assert numbers(page)[0] == 1


def test_a_record_that_cannot_be_read_is_a_sentence(
    open_page: OpenPage, settings: Settings
) -> None:
    settings.verdicts.mkdir()
    (sentence, *_) = errors(no_traceback(open_page("labels")))
    assert "cannot be read" in sentence


class Session(dict[str, Any]):
    """A session's state."""


def entry(**changes: object) -> dict[str, object]:
    sent = {
        "id": "a", "picture": 3, "label": 3, "suggested": 4, "data": "v1", "when": 5,
        "decision": "relabel", "relabelled": 4, "reason": "Hooded",
    }  # fmt: skip
    return {**sent, **changes}


@pytest.fixture
def session(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Session:
    found = Session()
    monkeypatch.setattr("streamlit.session_state", found)
    monkeypatch.setattr("app.resources.settings", lambda: settings)
    return found


def test_decisions_are_kept_once_however_often_they_are_sent(
    session: Session, settings: Settings
) -> None:
    session["kept.labels.author"] = "Ada"
    component.keep_decisions([entry()])
    component.keep_decisions([entry(), entry(id="b", picture=5, decision="keep", relabelled=None)])
    kept = Verdicts(settings).all()
    assert [(one.id, one.picture, one.author) for one in kept] == [("a", 3, "Ada"), ("b", 5, "Ada")]
    assert session["labels.stored"] == ["a", "b"]


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        "a",
        entry(picture=160),
        entry(decision="hang"),
        entry(relabelled=10),
        entry(relabelled=None),
        entry(when="now"),
        {"id": "a"},
    ],
)
def test_entries_that_no_court_sends_are_dropped(
    session: Session, settings: Settings, nonsense: Any
) -> None:
    component.keep_decisions([nonsense, entry(id="good")])
    assert [one.id for one in Verdicts(settings).all()] == ["good"]


def test_what_cannot_be_written_is_not_acknowledged(session: Session, settings: Settings) -> None:
    settings.verdicts.mkdir()
    component.keep_decisions([entry()])
    assert "labels.stored" not in session
    assert "cannot be" in session["labels.trouble"]
