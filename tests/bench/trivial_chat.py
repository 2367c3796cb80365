"""The least that a Gradio chat can do: its own ChatInterface, and a function that streams.

It repeats the question in ten pieces. What it takes is what Gradio takes.
"""

from collections.abc import Iterator

import gradio as gr

PIECES = 10


def repeat(message: str, _history: object) -> Iterator[str]:
    """Yield the question, and ever more of its words again."""
    words = message.split()
    text = message
    for number in range(PIECES):
        text = f"{text} {words[number % len(words)]}"
        yield text


if __name__ == "__main__":
    chat = gr.ChatInterface(repeat, concurrency_limit=None, analytics_enabled=False)
    _, address, _ = chat.launch(quiet=True, prevent_thread_lock=True)
    print(address, flush=True)
    chat.block_thread()
