"""Something has happened to the goods of a kind since the model learned of them."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guomen.targeting.model_v1.episodes import Episodes, GoodsEpisodes
from guomen.targeting.model_v1.terms import REST, EpisodesInForce, cell


def hear(goods: GoodsEpisodes, code: str, origin: str, risk: float, *labels: float, weeks: float = 1.0) -> None:
    lines = pl.DataFrame({"goods_code": [code] * len(labels), "origin": [origin] * len(labels)},
                         schema={"goods_code": pl.String, "origin": pl.String})  # fmt: skip
    goods.learn(lines, np.full(len(labels), risk), np.array(labels), weeks)


def test_a_surprise_raises_an_episode_and_sound_goods_put_it_down() -> None:
    goods = GoodsEpisodes()
    assert goods.in_force().quiet
    hear(goods, "0302110000", "NO", 0.004, 1.0, 1.0)
    loud = goods.in_force().unrest("0302", "NO")
    assert loud > 0.5
    for _ in range(4):
        hear(goods, "0302110000", "NO", 0.004, *[0.0] * 8)
    assert goods.in_force().unrest("0302", "NO") < loud / 5


def test_other_origins_of_the_heading_are_suspected_less_and_other_headings_not_at_all() -> None:
    goods = GoodsEpisodes()
    hear(goods, "0302110000", "NO", 0.004, 1.0)
    known = goods.in_force()
    assert known.unrest("0302", "NO") > known.unrest("0302", "CL") > 0
    assert known.unrest("0303", "NO") == 0.0


def test_a_hit_where_risk_was_known_is_no_episode() -> None:
    expected, surprising = Episodes(), Episodes()
    expected.learn(["0302"], np.array([0.6]), np.array([1.0]))
    surprising.learn(["0302"], np.array([0.004]), np.array([1.0]))
    assert surprising.chance["0302"] > 10 * expected.chance.get("0302", expected.usual)


def test_an_episode_of_which_nothing_is_heard_ends() -> None:
    goods = GoodsEpisodes()
    hear(goods, "0302110000", "NO", 0.01, 1.0, 1.0, 1.0)
    for _ in range(100):
        hear(goods, "", "", 0.0)
    assert goods.in_force().unrest("0302", "NO") < 0.02


def test_seven_days_of_silence_are_a_week_of_silence() -> None:
    by_day, by_week = GoodsEpisodes(), GoodsEpisodes()
    for goods in (by_day, by_week):
        hear(goods, "0302110000", "NO", 0.004, 1.0, weeks=1 / 7)
    for _ in range(7):
        hear(by_day, "", "", 0.0, weeks=1 / 7)
    hear(by_week, "", "", 0.0)
    assert by_day.in_force().unrest("0302", "NO") == pytest.approx(by_week.in_force().unrest("0302", "NO"), rel=0.01)


def test_an_alarm_raises_everything_a_little_and_not_what_is_raised_already() -> None:
    goods = GoodsEpisodes()
    hear(goods, "0302110000", "NO", 0.004, 1.0, 1.0)
    before = goods.in_force()
    goods.wake()
    after = goods.in_force()
    assert 0 < after.unrest("8703", "DE") < 0.1
    assert after.unrest("0302", "NO") == before.unrest("0302", "NO")
    assert not after.quiet


@given(st.dictionaries(st.sampled_from(["0302", "0303", cell("0302", "NO")]), st.floats(0, 1)), st.floats(0, 1))
def test_unrest_lies_between_nothing_and_certainty_and_is_kept_as_it_is(levels: dict[str, float], usual: float) -> None:
    known = EpisodesInForce(1, usual, levels)
    assert all(0.0 <= known.unrest(heading, "NO") <= 1.0 for heading in ("0302", "0303", "9999"))
    again = GoodsEpisodes.of(known).in_force(1)
    assert again.usual == usual
    assert again.levels == {level: round(chance, 6) for level, chance in levels.items()}


def test_what_is_known_at_rest_raises_nothing() -> None:
    assert EpisodesInForce(1, REST, {"0302": REST / 2}).quiet
