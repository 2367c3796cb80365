import coach


def test_the_exports_are_sorted_and_there() -> None:
    assert coach.__all__ == sorted(coach.__all__)
    assert all(hasattr(coach, name) for name in coach.__all__)
