"""A Gradio chat with a trivial streamed function: the least that a page of Gradio's can take."""

import sys
from collections.abc import Iterator

import gradio as gr

PIECES = ("A short answer,", " which a trivial function", " streams in a few pieces.")


def answer(_message: str, _history: list[object]) -> Iterator[str]:
    """Stream the same words, whatever is asked."""
    for count in range(1, len(PIECES) + 1):
        yield "".join(PIECES[:count])


def main(port: int) -> None:
    """Serve it until the process is ended."""
    chat = gr.ChatInterface(answer, concurrency_limit=None, analytics_enabled=False)
    chat.queue(default_concurrency_limit=None)
    chat.launch(server_name="127.0.0.1", server_port=port, quiet=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
