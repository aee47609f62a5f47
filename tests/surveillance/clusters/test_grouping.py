"""One incident is one cluster: told once when it is new, and once each time it reaches somewhere new."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from guomen.surveillance.clusters.grouping import Alarm, Standing, Telling, follow, grouped
from guomen.surveillance.clusters.keys import Key, Kinds

DAY = date(2020, 10, 13)


def alarm(key: Key, *notices: str, probability: float = 1e-8) -> Alarm:
    return Alarm(key, 28, len(notices), 0, 0.1, probability, frozenset(notices))


OXIDE = [
    alarm(Key("oxide", "IN", "sesame"), "1", "2", "3", probability=1e-10),
    alarm(Key("oxide", "", "sesame"), "1", "2", "3", "4"),
    alarm(Key("oxide"), "1", "2", "3", "4", "5"),
    alarm(Key("marker"), "2", "3", "9"),
]
PEPPER = alarm(Key("salmonella", "BR", "spices"), "20", "21", "22", probability=1e-12)


def test_overlapping_keys_are_one_group_led_by_the_most_general() -> None:
    first, second = grouped([*OXIDE, PEPPER])
    assert first == [PEPPER]
    assert {one.key for one in second} == {one.key for one in OXIDE}
    assert second[0].key == Key("oxide")


@given(st.permutations([*OXIDE, PEPPER]))
def test_groups_do_not_depend_on_the_order_of_the_alarms(mixed: list[Alarm]) -> None:
    assert grouped(mixed) == grouped([*OXIDE, PEPPER])


def test_a_cluster_is_told_once_while_it_is_open() -> None:
    standing = follow(Standing(), OXIDE, DAY)
    assert [(one.telling, one.leading) for one in standing.raised] == [(Telling.NEW, Key("oxide"))]
    for night in range(1, 30):
        standing = follow(standing, OXIDE, DAY + timedelta(days=night))
        assert standing.raised == ()
    assert len(standing.clusters) == 1


def test_what_lies_under_an_open_cluster_joins_it_whatever_its_notices() -> None:
    standing = follow(Standing(), OXIDE, DAY)
    later = follow(standing, [alarm(Key("oxide", "IN"), "50", "51", "52")], DAY + timedelta(days=3))
    assert len(later.clusters) == 1
    assert later.raised == ()


def test_a_new_origin_or_product_is_told_once_as_a_spread() -> None:
    standing = follow(Standing(), OXIDE, DAY)
    reached = [*OXIDE, alarm(Key("oxide", "FR", "bread"), "60", "61", "62")]
    week = follow(standing, reached, DAY + timedelta(days=7))
    assert [(one.telling, one.cluster, one.leading) for one in week.raised] == [
        (Telling.SPREAD, 1, Key("oxide", "FR", "bread"))
    ]
    assert follow(week, reached, DAY + timedelta(days=20)).raised == ()


def test_a_spread_within_the_pause_is_told_after_it() -> None:
    standing = follow(Standing(), OXIDE, DAY)
    reached = [*OXIDE, alarm(Key("oxide", "FR"), "60", "61", "62")]
    soon = follow(standing, reached, DAY + timedelta(days=2))
    assert soon.raised == ()
    assert [one.telling for one in follow(soon, reached, DAY + timedelta(days=7)).raised] == [Telling.SPREAD]


def test_a_cluster_that_has_been_quiet_is_closed_and_may_be_raised_again() -> None:
    standing = follow(Standing(), OXIDE, DAY)
    after = follow(standing, OXIDE, DAY + timedelta(days=standing.quiet + 1))
    assert [(one.telling, one.cluster) for one in after.raised] == [(Telling.NEW, 2)]


def test_alarms_that_join_two_clusters_make_them_one_under_the_older_number() -> None:
    two = follow(Standing(), [*OXIDE, PEPPER], DAY)
    assert len(two.clusters) == 2
    bridge = alarm(Key("both"), "1", "2", "3", "4", "5", "20", "21", "22")
    one = follow(two, [*OXIDE, PEPPER, bridge], DAY + timedelta(days=1))
    assert [cluster.number for cluster in one.clusters] == [1]
    assert PEPPER.key in one.clusters[0].keys


def test_a_general_word_is_taken_as_the_open_cluster_that_it_may_be_about() -> None:
    kinds = Kinds({"oxide": "pesticide"})
    standing = follow(Standing(), OXIDE, DAY, kinds)
    vague = [alarm(Key("pesticide", "IN"), "70", "71", "72")]
    assert follow(standing, vague, DAY + timedelta(days=2), kinds).raised == ()
    assert len(follow(standing, vague, DAY + timedelta(days=2), kinds).clusters) == 1
    assert len(follow(standing, vague, DAY + timedelta(days=2)).clusters) == 2


def test_numbers_go_on_and_no_alarm_opens_nothing() -> None:
    standing = follow(replace(Standing(), next=41), [PEPPER], DAY)
    assert [one.number for one in standing.clusters] == [41]
    assert follow(standing, [], DAY + timedelta(days=1)).clusters == standing.clusters
    assert standing.raised[0].notices == 3
    assert standing.raised[0].probability == 1e-12
