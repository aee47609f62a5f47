"""A map is drawn on the server, leads where it says, and holds nothing that a page may not."""

import re

from guomen.kernel.web.maps import Bubble, bubble_map


def drawn(*bubbles: Bubble, boundaries: tuple[tuple[tuple[float, float], ...], ...] = ()) -> str:
    return bubble_map(bubbles, label="alerts", boundaries=boundaries)


def test_nothing_to_show_is_no_map() -> None:
    assert drawn() == ""


def test_every_bubble_says_in_words_what_it_shows_and_can_be_reached_by_keyboard() -> None:
    said = drawn(Bubble(41.9, 12.5, 3, "#c4122f", "Italy: 3", "/x?origin=IT&state=issued"))
    assert '<a href="/x?origin=IT&amp;state=issued" aria-label="Italy: 3">' in said
    assert "<title>Italy: 3</title>" in said


def test_words_of_strangers_stay_words_and_no_style_or_script_is_inline() -> None:
    said = drawn(Bubble(0, 0, 1, "#c4122f", "<script>alert(1)</script>"))
    assert "<script" not in said
    assert "style=" not in said


def test_the_area_grows_with_the_number_and_the_small_ones_lie_on_top() -> None:
    said = drawn(Bubble(0, 0, 1, "#111111", "one"), Bubble(0, 1, 100, "#222222", "many"))
    assert said.index("many") < said.index("one")
    large, small = (float(one) for one in re.findall(r' r="([\d.]+)"', said))
    assert large > small


def test_a_line_that_crosses_the_seam_is_broken_there() -> None:
    said = drawn(Bubble(0, 0, 1, "#111111", "one"), boundaries=(((10.0, -29.0), (10.0, -31.0)),))
    assert said.count("M") == 2
