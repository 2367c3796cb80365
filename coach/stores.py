"""What is kept of people, each kind in a store of its own, opened when it's first needed.

Importing this is cheap: a store's packages are imported when it's opened.
"""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.conversation_store import Conversations
    from coach.faq.review_store import ReviewStore
    from coach.practice.store import Rounds
    from coach.profile.store import Profiles
    from coach.roadmap.store import Roadmaps


class Stores:
    """The stores of one database. Safe to use from several threads.

    Each property raises ConversationError when the database cannot be used.
    """

    def __init__(self, where: str | Path) -> None:
        """Remember where the database is: its URL, or a SQLite file's path."""
        self._where = where

    @cached_property
    def conversations(self) -> "Conversations":
        """What was said, by owner and conversation."""
        from coach.conversations import open_conversations

        return open_conversations(self._where)

    @cached_property
    def reviews(self) -> "ReviewStore":
        """The FAQ's entries and their reviews."""
        from coach.faq.review_store import open_review_store

        return open_review_store(self._where)

    @cached_property
    def profiles(self) -> "Profiles":
        """What people said of themselves and confirmed."""
        from coach.profile.store import open_profiles

        return open_profiles(self._where)

    def may_know(self, owner: str) -> bool:
        """Tell whether facts may be kept of a person; opens no first store to find out."""
        from coach.profile.peeking import may_know

        # With one open, to ask the store is as cheap.
        is_open = not {"conversations", "profiles"}.isdisjoint(self.__dict__)
        return is_open or may_know(self._where, owner)

    @cached_property
    def roadmaps(self) -> "Roadmaps":
        """Each person's way to where they want to be."""
        from coach.roadmap.store import open_roadmaps

        return open_roadmaps(self._where)

    @cached_property
    def rounds(self) -> "Rounds":
        """What each person has practised."""
        from coach.practice.store import open_rounds

        return open_rounds(self._where)

    def close_stores(self) -> None:
        """Close those that were opened."""
        for name in ("conversations", "reviews", "profiles", "roadmaps", "rounds"):
            if name in self.__dict__:
                getattr(self, name).close()
