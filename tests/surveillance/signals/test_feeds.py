"""A feed is read as text within bounds, whatever it sends; what it cannot be is told."""

import gzip
import http.server
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from guomen.kernel.ledger.models import Entry
from guomen.kernel.terms import Refusal, Text
from guomen.surveillance.signals.feeds.fetching import Bounds, fetch
from guomen.surveillance.signals.feeds.parsing import FeedRead, parse_feed
from guomen.surveillance.signals.models import Signal, SignalReading, SignalSource
from guomen.surveillance.signals.operations import fetch_feed, register_source, take_feed
from guomen.surveillance.signals.operations.fetching import sources_due
from guomen.surveillance.signals.terms import Credibility, FeedKind, SourceKind
from tests.surveillance.signals.conftest import AT

TODAY = date(2026, 3, 2)
ITEM = "<item><guid>n-1</guid><title>Sesame recalled</title><pubDate>Sun, 01 Mar 2026 23:00:00 GMT</pubDate>{}</item>"


PDF = b"%PDF-1.7 recall\n%%EOF\n"


def rss(*items: str) -> bytes:
    """An RSS feed of these items."""
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{"".join(items)}</channel></rss>'.encode()


def read(content: bytes, most: int = 100) -> FeedRead:
    """A feed read on TODAY."""
    return parse_feed(content, name="feed", today=TODAY, most_items=most, most_text=2000)


def test_an_rss_item_is_a_report_on_its_day_in_beijing() -> None:
    [one] = read(
        rss(ITEM.format("<link>https://news.example/1</link><description>Ethylene oxide.</description>"))
    ).reports
    assert (one.reference, one.reported_on, one.title) == ("n-1", date(2026, 3, 2), "Sesame recalled")
    assert (one.original, one.details) == ("Ethylene oxide.", {"link": "https://news.example/1"})


def test_an_atom_entry_is_a_report() -> None:
    content = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry xml:lang="en"><id>urn:1</id><title>A</title>
    <updated>2026-02-28T08:00:00Z</updated><link href="http://x.example/a"/>
    <content type="html">&lt;p&gt;B&lt;/p&gt;</content></entry></feed>"""
    [one] = read(content).reports
    assert (one.reference, one.reported_on, one.original, one.language) == ("urn:1", date(2026, 2, 28), "B", "en")


CAP = """<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{id}</identifier><sender>x@example</sender>
<sent>2026-03-01T10:00:00+08:00</sent><status>{status}</status><msgType>{kind}</msgType><scope>Public</scope>{refers}
<info><language>en-US</language><category>Health</category><event>avian influenza</event><urgency>Immediate</urgency>
<severity>Severe</severity><certainty>Likely</certainty><headline>Avian influenza in geese</headline>
<description>H5N1</description><area><areaDesc>Lake</areaDesc><circle>31.2,121.5 10</circle></area></info></alert>"""


def test_a_cap_message_brings_its_event_place_and_certainty() -> None:
    [one] = read(CAP.format(id="cap-1", status="Actual", kind="Alert", refers="").encode()).reports
    assert (one.reference, one.title, one.hazard_words) == ("cap-1", "Avian influenza in geese", "avian influenza")
    assert (one.latitude, one.longitude, one.place, one.credibility) == (31.2, 121.5, "Lake", Credibility.USUALLY)


def test_a_cap_resource_and_an_atom_enclosure_are_named_and_no_page_of_theirs() -> None:
    resource = "<resource><mimeType>image/png</mimeType><uri>https://x.example/map.png</uri></resource><area>"
    cap = CAP.format(id="cap-1", status="Actual", kind="Alert", refers="").replace("<area>", resource)
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title>A</title>
    <link rel="enclosure" href="https://x.example/a.pdf"/><link href="https://x.example/page"/>
    <link rel="enclosure" href="javascript:alert(1)"/></entry></feed>"""
    assert read(cap.encode()).reports[0].details["enclosures"] == ["https://x.example/map.png"]
    details = read(atom.encode()).reports[0].details
    assert details == {"link": "https://x.example/page", "enclosures": ["https://x.example/a.pdf"]}


def test_a_cap_cancellation_takes_back_the_message_that_it_refers_to() -> None:
    refers = "<references>x@example,cap-1,2026-03-01T10:00:00+08:00</references>"
    [one] = read(CAP.format(id="cap-2", status="Actual", kind="Cancel", refers=refers).encode()).reports
    assert (one.reference, one.retracted) == ("cap-1", True)


def test_a_cap_exercise_is_not_taken_for_an_event() -> None:
    found = read(CAP.format(id="cap-3", status="Exercise", kind="Alert", refers="").encode())
    assert (found.reports, found.faults[0].code) == ([], "feed.cap_status")


@pytest.mark.parametrize(
    "payload",
    ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;",
     "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
     "&lt;img src=x onerror=alert(1)&gt;", "&lt;iframe src=javascript:alert(1)", "<![CDATA[<svg/onload=alert(1)>]]>",
     "&lt;!-- --&gt;&lt;style&gt;*{}&lt;/style&gt;"],
)  # fmt: skip
def test_markup_in_an_item_becomes_text(payload: str) -> None:
    item = f"<item><guid>1</guid><title>Safe {payload}</title><description>Words {payload}</description></item>"
    [one] = read(rss(item)).reports
    assert "<" not in one.title + one.original
    assert one.title.startswith("Safe")
    assert one.original.startswith("Words")


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "https://x.example/\"onclick='x'", "file:///etc"]
)
def test_a_link_that_is_no_ordinary_address_is_left_out(link: str) -> None:
    [one] = read(rss(f"<item><guid>1</guid><title>A</title><link>{link}</link></item>")).reports
    assert one.details == {}


BOMB = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><rss>&b;</rss>'
XXE = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel>&x;</channel></rss>'


@pytest.mark.parametrize(
    ("content", "code"),
    [(BOMB, "feed.document_type"), (XXE, "feed.document_type"), (b"<rss><channel>", "feed.broken"),
     (b"", "feed.broken"), (b"<html><body>404</body></html>", "feed.kind"),
     (b"<a>" * 5000 + b"</a>" * 5000, "feed.broken"),
     (BOMB.decode().encode("utf-16"), "feed.document_type")],
)  # fmt: skip
def test_what_is_no_feed_or_a_trap_is_refused_in_words(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(content)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("declared", "actual"),
    [
        ("utf-8", "gb18030"),
        ("iso-8859-1", "utf-8"),
        ("gb2312", "utf-8"),
        ("utf-16", "utf-8"),
        ("klingon", "gb18030"),
        ("", "gbk"),
    ],
)
def test_a_feed_that_lies_about_its_encoding_is_read_in_the_one_it_has(declared: str, actual: str) -> None:
    named = f' encoding="{declared}"' if declared else ""
    text = f'<?xml version="1.0"{named}?><rss><item><guid>1</guid><title>芝麻检出环氧乙烷</title></item></rss>'
    assert read(text.encode(actual)).reports[0].title == "芝麻检出环氧乙烷"


def test_items_beyond_the_most_are_left_and_counted() -> None:
    found = read(rss(*(f"<item><guid>{n}</guid><title>T</title></item>" for n in range(120))), most=100)
    assert (len(found.reports), found.left, found.items) == (100, 20, 120)


@pytest.mark.usefixtures("radar")
class TestTaking:
    def test_a_hundred_thousand_copies_are_one_signal(self) -> None:
        content = rss(*(["<item><guid>same</guid><title>Copy</title></item>"] * 100_000))
        taken = take_feed(actor=None, at=AT, source="media", content=content, name="f")
        assert len(taken) == 2000
        assert Signal.objects.count() == 1
        [fault] = SignalReading.objects.get().faults
        assert (fault["code"], fault["value"]) == ("feed.too_many", "98000")

    def test_an_item_is_named_by_what_its_title_holds_and_nothing_is_queued(self) -> None:
        item = "<item><guid>1</guid><title>Salmonella in shrimp from Mexico</title></item>"
        take_feed(actor=None, at=AT, source="media", content=rss(item), name="f")
        row = Signal.objects.get()
        assert (row.hazard, row.goods, row.origin) == ("salmonella", "0306", "MX")

    def test_an_item_of_2099_is_refused_and_the_rest_goes_on(self) -> None:
        late = "<item><guid>1</guid><title>A</title><pubDate>Mon, 02 Mar 2099 00:00:00 GMT</pubDate></item>"
        taken = take_feed(actor=None, at=AT, source="media", content=rss(late, ITEM.format("")), name="f")
        assert [one.outcome for one in taken] == ["refused", "taken"]

    def test_a_feed_that_fails_is_told_once_and_shown_with_its_source(self) -> None:
        row = self.fed("http://192.0.2.1/feed")

        def down(address: str, bounds: Bounds) -> bytes:
            raise Refusal("feed.fetch", Text("抓取失败", "down"), Text("稍后", "later"))

        for minute in range(2):
            with pytest.raises(Refusal):
                fetch_feed(actor=None, at=AT + timedelta(minutes=minute), source=row, get=down)
        assert Entry.objects.filter(kind="surveillance.feed.failed").count() == 1
        assert all(one.failed_because for one in row.readings.all())

    def test_files_that_an_item_names_are_kept_with_it_and_what_is_no_picture_or_paper_is_told(
        self, tmp_path: Path, settings: Settings
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        named = "".join(
            f'<enclosure url="https://x.example/{name}" type="{kind}" length="1"/>'
            for name, kind in (("a.pdf?v=1", "application/pdf"), ("b.png", "image/png"), ("c.mp3", "audio/mpeg"))
        )
        files = {"https://x.example/a.pdf?v=1": PDF, "https://x.example/b.png": b"<script>alert(1)</script>"}
        item = f"<item><guid>1</guid><title>Recall</title>{named}</item>"
        fetch_feed(
            actor=None, at=AT, source=self.fed("https://x.example/feed"),
            get=lambda address, bounds: files.get(address) or rss(item),
        )  # fmt: skip
        [kept] = Signal.objects.get().attachments.all()
        assert (kept.name, kept.size) == ("a.pdf", len(PDF))
        [told] = Entry.objects.filter(kind="surveillance.signal.not_attached")
        assert (told.payload["address"], told.payload["code"]) == ("https://x.example/b.png", "evidence.type")

    def test_a_feed_is_due_when_its_pace_says_so(self) -> None:
        row = self.fed("https://x.example/feed")
        assert sources_due(AT) == [row]
        fetch_feed(actor=None, at=AT, source=row, get=lambda address, bounds: rss(ITEM.format("")))
        assert sources_due(AT + timedelta(minutes=59)) == []
        assert sources_due(AT + timedelta(minutes=60)) == [row]

    def fed(self, address: str) -> SignalSource:
        """A source with a feed at an address."""
        return register_source(
            actor=None,
            at=AT,
            code="fed",
            name=Text("源", "fed"),
            kind=SourceKind.MEDIA,
            feed=FeedKind.RSS,
            address=address,
        )


@contextmanager
def serving(answer: str) -> Iterator[str]:
    """A server on this machine that answers in one way: well, packed, huge, a bomb, slowly, elsewhere."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302 if answer == "round" else 404 if answer == "gone" else 200)
            if answer in ("packed", "bomb"):
                self.send_header("Content-Encoding", "gzip")
            if answer == "round":
                self.send_header("Location", self.path)
            self.end_headers()
            if answer == "slow":
                for _ in range(50):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.1)
            body = {"packed": gzip.compress(b"<rss/>"), "bomb": gzip.compress(b"0" * 5_000_000), "huge": b"0" * 200_000}
            self.wfile.write(body.get(answer, b"<rss/>"))

        def log_message(self, *said: object) -> None:
            """Nothing is written."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/feed"
    finally:
        server.shutdown()


@pytest.mark.parametrize("answer", ["well", "packed"])
def test_a_feed_is_fetched(answer: str) -> None:
    with serving(answer) as address:
        assert fetch(address, Bounds(5, 100_000, True)) == b"<rss/>"


@pytest.mark.parametrize("answer", ["huge", "bomb", "slow", "round", "gone"])
def test_a_fetch_ends_in_words_whatever_the_server_does(answer: str) -> None:
    with serving(answer) as address, pytest.raises(Refusal) as refused:
        fetch(address, Bounds(1, 100_000, True))
    assert refused.value.code == "feed.fetch"


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:1/", "http://localhost/", "http://10.0.0.7/", "http://169.254.169.254/latest", "http://[::1]/", "file:///x",
     "http://user:secret@example.com/"],
)  # fmt: skip
def test_addresses_of_private_networks_are_not_fetched(address: str) -> None:
    with pytest.raises(Refusal) as refused:
        fetch(address, Bounds(2, 1000, False))
    assert "not fetched" in refused.value.problem.en
