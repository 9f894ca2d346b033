"""The range of a share, against published values, and medians of counted days."""

import pytest

from service.domain.rates import FEWEST_TO_RATE, Rate, median, wilson


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3 (score, no correction).
        pytest.param(81, 263, 0.2553, 0.3662, id="81 of 263"),
        pytest.param(15, 148, 0.0624, 0.1605, id="15 of 148"),
        pytest.param(0, 20, 0.0, 0.1611, id="none of 20"),
        pytest.param(1, 29, 0.0061, 0.1718, id="1 of 29"),
    ],
)
def test_the_range_is_the_published_one(count, of, low, high):
    found = wilson(count, of)

    assert (round(found[0], 4), round(found[1], 4)) == (low, high)


def test_all_of_them_is_the_mirror_of_none():
    assert list(wilson(20, 20)) == [pytest.approx(1 - 0.16112516), 1.0]
    assert wilson(0, 20)[0] == 0.0


@pytest.mark.parametrize(("count", "of"), [(0, 0), (3, 2), (-1, 5)])
def test_what_is_no_share_is_refused(count, of):
    with pytest.raises(ValueError, match="a share needs"):
        wilson(count, of)


def test_too_few_are_counted_and_not_rated():
    few, enough = Rate(9, FEWEST_TO_RATE - 1), Rate(9, FEWEST_TO_RATE)

    assert (few.count, few.of, few.share, few.bounds) == (9, 9, None, None)
    assert (enough.share, enough.bounds) == (0.9, wilson(9, 10))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({}, None, id="none"),
        pytest.param({3: 0}, None, id="none that counts"),
        pytest.param({3: 1}, 3, id="one"),
        pytest.param({2: 1, 5: 1}, 3.5, id="between two"),
        pytest.param({2: 2, 100: 1}, 2, id="the middle one of three"),
        pytest.param({-7: 1, 1: 1, 30: 2}, 15.5, id="earlier and later"),
        pytest.param({4: 5, 6: 5}, 5, id="two halves"),
    ],
)
def test_the_median_of_counted_values(values, expected):
    assert median(values) == expected
