import coach
import coach.chat_streams
import coach.evaluation
from coach import errors


def test_the_exports_are_sorted_and_there() -> None:
    assert coach.__all__ == sorted(coach.__all__)
    assert all(hasattr(coach, name) for name in coach.__all__)


def test_the_error_tree_is_drawn_whole() -> None:
    def names(kind: type[Exception]) -> set[str]:
        own = {kind.__name__} if kind.__module__.startswith(("coach.", "index.")) else set()
        return own.union(*(names(below) for below in kind.__subclasses__()))

    drawn = errors.__doc__ or ""
    assert all(name in drawn for name in names(errors.CoachError))
