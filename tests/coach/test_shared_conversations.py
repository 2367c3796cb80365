"""What several people share keeps apart what is whose, on SQLite and on PostgreSQL."""

from coach.conversation_store import Conversations
from coach.database import Database
from coach.shared_conversations import SharedConversations
from tests.conversations import CANARY, say


def test_a_persons_questions_go_and_the_others_stay(
    store: Conversations, database: Database
) -> None:
    shared = SharedConversations(database)
    for person, asked in (("ann", f"{CANARY}?"), ("bob", "bob's?"), ("ann", "again?")):
        store.append("channel", "thread", asked, say(asked), asker=person)
    store.append("channel", "other", "alone?", say("alone"), asker="ann")
    bobs = store.history("channel", "thread")[1].id
    assert store.rate("channel", bobs, "up", person="ann")
    assert store.rate("channel", bobs, "down", person="bob")
    assert shared.count("ann") == 3
    data = shared.export("ann")
    assert [turn.asked for turn in data.turns] == [f"{CANARY}?", "again?", "alone?"]
    assert [opinion.turn for opinion in data.feedback] == [bobs]
    assert CANARY in data.to_json()

    assert shared.delete("ann") == 3

    (left,) = store.conversations("channel")
    assert left.title == "bob's?"
    assert [turn.asked for turn in store.history("channel", "thread")] == ["bob's?"]
    transcript = store.export("channel", "thread")
    assert transcript is not None
    assert [opinion.person for opinion in transcript.feedback] == ["bob"]
    assert shared.export("ann").turns == shared.export("ann").feedback == ()
    # What is said next still finds its place.
    store.append("channel", "thread", "next?", say("next"))
    assert len(store.history("channel", "thread")) == 2
    assert shared.delete("ann") == 0


def test_a_turn_is_found_by_its_owner_alone(store: Conversations, database: Database) -> None:
    shared = SharedConversations(database)
    turn = store.append("channel", "thread", "q", say("q"), asker="ann")
    found = shared.find("channel", turn)
    assert found is not None
    assert found.id == turn
    assert shared.find("other channel", turn) is None
    assert shared.count("ann") == 1
    store.delete("channel", "thread")
    assert shared.count("ann") == 0
