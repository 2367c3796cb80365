"""The command `coach slack`."""

from typing import Annotated

import typer

from ui.terminal import errors_in_one_line, open_coach, read_settings

DEFAULT_PORT = 3000


def serve_slack(
    host: Annotated[
        str, typer.Option(help="Address that Slack's events are taken at, without Socket Mode.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port for them, 0 for a free one.")
    ] = DEFAULT_PORT,
) -> None:
    """Answer in Slack, by Socket Mode or over HTTP.

    Needs SLACK_BOT_TOKEN. With SLACK_APP_TOKEN it fetches Slack's events (Socket Mode); without,
    Slack sends them to /slack/events, signed with SLACK_SIGNING_SECRET, and /healthz answers too.
    docs/slack.md sets it up in five minutes.
    """
    from ui.slack.credentials import read_credentials

    with errors_in_one_line():
        settings = read_settings()
        credentials = read_credentials(settings)
        # Imported last: no other command waits for it, and nobody whose token is missing.
        from ui.slack.bot import run_bot

        run_bot(settings, credentials, host, port, open_coach, typer.echo)
