"""What was planned, drawn and found, from the rows."""

from datetime import date

import pytest

from guomen.kernel.terms import Text
from guomen.supervision.programmes import queries
from guomen.supervision.programmes.queries.passing import passing
from guomen.supervision.programmes.terms import Frame, Method, Standing
from tests.supervision import world
from tests.supervision.programmes.found import line_of, plan, sample, share_of

pytestmark = pytest.mark.usefixtures("agency")
TODAY = date(2018, 8, 1)


def test_a_line_is_told_by_what_was_drawn_reported_and_found() -> None:
    row = plan()
    line = line_of(row)
    sample(line, "1")
    sample(line, "2", conform=False)
    sample(line, "3", conform=None, report=0)
    sample(line, "4", cancelled=True, conform=False)
    tally = queries.tallies(row)[line.pk]
    assert (tally.planned, tally.drawn, tally.reported, tally.nonconforming, tally.by_hand) == (8, 3, 2, 1, 0)
    assert tally.estimate is not None
    assert (tally.estimate.n, tally.estimate.hits, tally.estimate.rate) == (2, 1, 0.5)


def test_what_was_chosen_by_hand_counts_for_coverage_and_enters_no_rate() -> None:
    row = plan()
    line = line_of(row)
    sample(line, "1", chance=None, conform=False)
    assert queries.tallies(row)[line.pk].estimate is None
    sample(line, "2")
    tally = queries.tallies(row)[line.pk]
    assert (tally.drawn, tally.by_hand, tally.nonconforming) == (2, 1, 1)
    assert tally.estimate is not None
    assert tally.estimate.rate == 0


def test_a_sample_that_could_not_be_judged_is_reported_and_enters_no_rate() -> None:
    row = plan()
    line = line_of(row)
    sample(line, "1", conform=None)
    tally = queries.tallies(row)[line.pk]
    assert (tally.reported, tally.estimate) == (1, None)


def test_unequal_chances_are_weighted_as_by_hand() -> None:
    row = plan()
    line = line_of(row)
    for label, chance, conform in (("1", 0.5, False), ("2", 0.5, True), ("3", 0.1, True), ("4", 0.1, True)):
        sample(line, label, chance=chance, conform=conform)
    told = queries.tallies(row)[line.pk].estimate
    assert told is not None
    assert (told.method, told.rate) == (Method.WEIGHTED, pytest.approx(2 / 24))


def test_premises_are_of_a_known_number() -> None:
    row = plan(world.asked(frame=Frame.PREMISES, number=4))
    line = line_of(row)
    for label in "123":
        sample(line, label, chance=0.5, conform=label != "1", share=line.shares.first())
    told = queries.tallies(row)[line.pk].estimate
    assert told is not None
    assert told.method is Method.HYPERGEOMETRIC


def test_lines_that_are_named_are_told_alone() -> None:
    row = plan(world.asked(), world.asked(name=Text("葡萄酒", "Wine"), goods=("2204",)))
    assert list(queries.tallies(row, line_of(row, 2))) == [line_of(row, 2).pk]


def test_an_office_is_told_by_period_and_what_one_share_has_over_is_not_counted_for_another() -> None:
    row = plan(world.asked(), world.asked(name=Text("葡萄酒", "Wine"), goods=("2204",)))
    share = share_of(line_of(row))
    for label in range(share.number + 3):
        sample(line_of(row), str(label))
    here = next(one for one in queries.coverage(row, TODAY) if (one.office, one.from_on) == ("910100", share.from_on))
    assert here.planned == share.number + share_of(line_of(row, 2)).number
    assert (here.drawn, here.covered) == (share.number + 3, share.number)


def test_a_share_that_is_over_and_not_full_is_late_and_the_office_missed_it() -> None:
    row = plan()
    past = next(one for one in queries.coverage(row, TODAY) if one.to_on <= TODAY and one.planned)
    assert past.late > 0
    assert past.standing is Standing.MISSED
    first = queries.shares_of(row, TODAY, line=line_of(row))[0]
    assert first.to_on <= TODAY


def test_one_sample_that_counts_for_two_lines_of_a_product_is_one_in_its_pass_rate() -> None:
    second = {"analyte": "cadmium (Cd)", "analyte_zh": "镉", "hazard": "cadmium"}
    row = plan(world.asked(category="食品"), world.asked(category="食品", hazard="cadmium", tests=(second,)))
    sample(line_of(row, 1), "1", conform=True)
    sample(line_of(row, 2), "1", conform=False)
    sample(line_of(row, 1), "2", conform=True)
    whole, category, product = passing(row)
    assert [one.drawn for one in (whole, category, product)] == [2, 2, 2]
    assert (category.category, category.product, product.product) == ("食品", None, Text("饼干", "Biscuits"))
    assert product.rate is not None
    assert (product.rate.rate, product.rate.hits, product.nonconforming) == (0.5, 1, 1)


def test_a_programme_without_lines_has_nothing_to_tell() -> None:
    row = world.drafted()
    row.lines.all().delete()
    assert (queries.tallies(row), queries.coverage(row, TODAY)) == ({}, [])
    assert passing(row)[0].rate is None
