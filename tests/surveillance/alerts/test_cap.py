"""CAP 1.2: valid against the schema, numeric offsets, references, both languages, all clear."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from guomen.kernel.terms import Text
from guomen.surveillance.alerts.models import Alert
from guomen.surveillance.alerts.operations import promote_case, propose_change, propose_lifting, propose_refutation
from guomen.surveillance.alerts.operations import sign_alert as signed
from guomen.surveillance.alerts.publication.cap import NAMESPACE, cap_xml
from guomen.surveillance.alerts.publication.letters import body, subject
from guomen.surveillance.alerts.publication.messages import message_of
from guomen.surveillance.alerts.terms import AlertLevel, Audience, Change
from tests.decisions.world import NOON
from tests.surveillance.alerts.world import HOUR, analyst, chief, issued, proposal

pytestmark = pytest.mark.usefixtures("warning")
CAP = {"cap": NAMESPACE}
GROUND = Text("整改已核实", "Remedy verified")


@pytest.fixture
def schema(shared: Path) -> etree.XMLSchema:
    file = shared / "data" / "schemas" / "CAP-v1.2.xsd"
    if not file.exists():
        pytest.skip(f"the CAP 1.2 schema is not at {file}")
    return etree.XMLSchema(etree.parse(file))


def document(row: Alert) -> etree._Element:
    return etree.fromstring(cap_xml(message_of(row, NOON)))


def text(root: etree._Element, path: str) -> list[str]:
    return [one.text or "" for one in root.iterfind(path, CAP)]


def changed(row: Alert, change: Change) -> Alert:
    """The alert's second version, signed."""
    asked = {"actor": analyst(), "at": NOON + 2 * HOUR, "number": row.number}
    if change is Change.LIFTING:
        later = propose_lifting(**asked, ground=GROUND)
    elif change is Change.REFUTATION:
        later = propose_refutation(**asked, statement=GROUND, level=AlertLevel.BLUE)
    else:
        level = {Change.UPGRADE: AlertLevel.RED, Change.DOWNGRADE: AlertLevel.BLUE}.get(change)
        later = propose_change(**asked, change=change, ground="新情况", level=level, ends_at=NOON + timedelta(days=9))
    return signed(actor=chief(), at=NOON + 3 * HOUR, number=row.number, version=later.version)


@pytest.mark.parametrize("audience", list(Audience))
def test_what_is_first_issued_is_a_valid_alert(schema: etree.XMLSchema, audience: Audience) -> None:
    root = document(issued(audience=audience, ends_at=NOON + timedelta(days=30)))
    schema.assertValid(root)
    assert text(root, "cap:msgType") == ["Alert"]
    assert text(root, "cap:identifier") == ["A-2018-0001-v1"]
    assert text(root, "cap:scope") == ["Restricted" if audience is Audience.PORTS else "Public"]
    assert text(root, "cap:references") == []


@pytest.mark.parametrize(
    ("change", "kind", "response"),
    [
        (Change.UPGRADE, "Update", "Avoid"),
        (Change.DOWNGRADE, "Update", "Avoid"),
        (Change.CORRECTION, "Update", "Avoid"),
        (Change.REFUTATION, "Update", "Avoid"),
        (Change.LIFTING, "Cancel", "AllClear"),
    ],
)
def test_a_later_version_is_a_valid_update_or_cancel_that_names_the_one_before(
    schema: etree.XMLSchema, change: Change, kind: str, response: str
) -> None:
    root = document(changed(issued(), change))
    schema.assertValid(root)
    assert text(root, "cap:msgType") == [kind]
    assert text(root, "cap:references") == ["localhost,A-2018-0001-v1,2018-08-01T13:00:00+08:00"]
    assert set(text(root, "cap:info/cap:responseType")) == {response}


def test_a_third_version_names_both_before_it(schema: etree.XMLSchema) -> None:
    row = changed(changed(issued(), Change.UPGRADE), Change.LIFTING)
    root = document(row)
    schema.assertValid(root)
    [references] = text(root, "cap:references")
    assert [one.split(",")[1] for one in references.split()] == ["A-2018-0001-v1", "A-2018-0001-v2"]


def test_every_time_has_a_numeric_offset() -> None:
    document_text = cap_xml(message_of(issued(), NOON)).decode()
    times = re.findall(r">(\d{4}-\d\d-\d\dT[^<]*)<", document_text)
    assert times
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d", one) for one in times)


def test_both_languages_stand_in_their_own_info() -> None:
    root = document(issued())
    assert text(root, "cap:info/cap:language") == ["zh-CN", "en"]
    assert text(root, "cap:info/cap:event") == ["食品安全", "Food safety"]
    zh, en = text(root, "cap:info/cap:headline")
    assert "铅" in zh
    assert "Lead" in en


def test_colour_level_and_kind_stand_in_parameters() -> None:
    info = document(issued()).find("cap:info", CAP)
    assert info is not None
    names, values = text(info, "cap:parameter/cap:valueName"), text(info, "cap:parameter/cap:value")
    told = dict(zip(names, values, strict=True))
    assert (told["colour"], told["level"], told["kind"]) == ("orange", "II", "announcement")
    assert told["goods"].startswith("1905 ")
    assert text(info, "cap:severity") == ["Severe"]
    assert text(info, "cap:urgency") == ["Immediate"]
    assert text(info, "cap:certainty") == ["Observed"]


def test_markup_in_the_words_stays_words(schema: etree.XMLSchema) -> None:
    good = proposal()
    words = Text("<script>alert(1)</script>&铅", "<b>lead</b> & ]]>")
    row = issued(wording=type(good.wording)(words, words, words, words))
    root = document(row)
    schema.assertValid(root)
    assert text(root, "cap:info/cap:headline") == [words.zh, words.en]
    assert not root.findall(".//script")


def test_a_promoted_case_is_restricted_to_the_agency(schema: etree.XMLSchema) -> None:
    row = promote_case(actor=analyst(), at=NOON, dossier="D-2018-0001", proposal=proposal(audience=Audience.PORTS))
    root = document(signed(actor=chief(), at=NOON, number=row.number, version=1))
    schema.assertValid(root)
    assert text(root, "cap:restriction") == ["仅供检验检疫机构内部 Inside the inspection agency only"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_letter_states_all_that_the_law_wants_stated(language: str) -> None:
    message = message_of(issued(), NOON)
    letter = body(message, language)
    wanted = {
        "zh": ("类别：食品安全", "级别：Ⅱ级", "起始时间：", "可能影响的范围：", "警示事项：", "应当采取的措施：",
               "发布单位：总局", "发布时间："),
        "en": ("Category: Food safety", "Level: Level II", "From: ", "Scope: ", "Warning: ", "Action to be taken: ",
               "Issued by: Headquarters", "Issued at: 2018-08-01 13:00 (UTC+8)"),
    }[language]  # fmt: skip
    for line in wanted:
        assert line in letter
    assert "\n" not in subject(message, language)


def test_a_letter_that_lifts_says_so_first() -> None:
    message = message_of(changed(issued(), Change.LIFTING), NOON)
    assert subject(message, "en").startswith("[Lifting] Lifted: ")
    assert "Until: " not in body(message, "en")
