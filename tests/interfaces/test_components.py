"""The four components: table, form, timeline, reasons; and who is told what."""

from datetime import UTC, datetime

import django_tables2 as tables
import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from guomen.kernel.templatetags.guomen import badge, moment, named, said
from guomen.kernel.terms import Reason, Text
from guomen.kernel.web.timeline import Moment, in_order

LATE = datetime(2018, 6, 1, 18, 30, tzinfo=UTC)
SECRET = Reason("profile.hit", Text("情报命中", "intelligence hit"), source="order:7")
OPEN = Reason("gate.permit", Text("缺少许可", "permit missing"), public=Text("请补交许可证", "bring the permit"))


def drawn(source: str, **context: object) -> str:
    return Template("{% load guomen django_tables2 %}" + source).render(
        Context({"request": RequestFactory().get("/x?sort=name&page=2"), **context})
    )


class Names(tables.Table):
    name = tables.Column(verbose_name="Name")


def table(count: int) -> Names:
    made = Names([{"name": f"n{number:06}"} for number in range(count)])
    made.paginate(page=1, per_page=25)
    return made


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "共 100,000 条"), ("en", "100,000 rows")])
def test_a_table_counts_its_rows_and_shows_a_page_of_them(language: str, word: str):
    with override(language):
        said_ = drawn("{% render_table table %}", table=table(100_000))
    assert word in said_
    assert said_.count("<td ") == 25
    assert said_.count('href="?') < 20


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "没有记录。"), ("en", "Nothing here.")])
def test_an_empty_table_says_so(language: str, word: str):
    with override(language):
        assert word in drawn("{% render_table table %}", table=table(0))


def test_sorting_keeps_the_filter_and_leaves_the_table_in_place_for_htmx():
    said_ = drawn("{% render_table table %}", table=table(3))
    assert "sort=" in said_
    assert 'hx-select="#table-wrapper"' in said_


class Short(forms.Form):
    name = forms.CharField(help_text="as printed on the bill")
    agreed = forms.BooleanField(required=False)

    def clean(self):
        raise forms.ValidationError("the whole is wrong")


def test_a_form_shows_help_and_errors_at_their_field_and_faults_of_the_whole_on_top():
    said_ = drawn("{{ form }}", form=Short({"name": ""}))
    assert 'class="form-errors" role="alert"' in said_
    assert "as printed on the bill" in said_
    assert 'aria-invalid="true"' in said_
    assert 'aria-describedby="id_name_helptext' in said_
    assert said_.index('name="agreed"') < said_.index('for="id_agreed"')


def test_the_officer_reads_every_reason_and_the_trader_only_what_is_public():
    with override("en"):
        officer = drawn("{% reasons given %}", given=[SECRET, OPEN.as_json()])
        trader = drawn('{% reasons given "trader" %}', given=[SECRET, OPEN])
    assert "intelligence hit" in officer
    assert "order:7" in officer
    assert "bring the permit" in trader
    assert "intelligence" not in trader
    assert "order:7" not in trader
    assert "permit missing" not in trader


def test_a_timeline_is_told_oldest_first_in_the_reader_s_language():
    early = Moment(LATE.replace(hour=1), Text("受理", "lodged"))
    late = Moment(LATE, Text("放行", "released"), reasons=(SECRET,), badge="release", badge_text=Text("放行", "go"))
    assert in_order([late, early]) == [early, late]
    with override("en"):
        said_ = drawn("{% timeline moments %}", moments=[late, early])
        hidden = drawn('{% timeline moments "trader" %}', moments=[late, early])
    assert said_.index("lodged") < said_.index("released")
    assert "intelligence hit" in said_
    assert "intelligence hit" not in hidden


def test_an_instant_is_told_on_the_clock_of_the_house():
    assert ">2018-06-02 02:30<" in moment(LATE)
    assert moment(None) == ""


def test_what_people_typed_is_never_markup():
    assert "<b>" not in badge("x", "<b>bold</b>")
    assert "<b>" not in drawn("{% timeline moments %}", moments=[Moment(LATE, Text("<b>", "<b>"), by="<b>")])


def test_a_text_is_said_in_the_reader_s_language_whatever_its_form():
    with override("en"):
        whole = (Text("甲", "a"), {"zh": "甲", "en": "a"}, "plain", None)
        assert [said(one) for one in whole] == ["a", "a", "plain", ""]
    with override("zh-hans"):
        assert said(Text("甲", "a")) == "甲"


def test_nobody_has_no_name():
    assert named(None) == ""
