"""Messages to Slack: into a thread, to one person alone, or by the address that Slack gave."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from ui.slack.client import Persistence
from ui.slack.discretion import error_code, open_logger
from ui.slack.incoming import Place
from ui.slack.messages import Block, Message, write_plain_blocks

T = TypeVar("T")
Post = Callable[[Message], Awaitable[None]]
"""Posts a message where an answer belongs."""

# No address in a message becomes a link or a preview by itself, and no name a mention.
_AS_WRITTEN: dict[str, Any] = {
    "parse": "none",
    "link_names": False,
    "unfurl_links": False,
    "unfurl_media": False,
}
_NOT_TAKEN = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long")
_HTTP_OK = 200


async def post_in_thread(client: AsyncWebClient, place: Place, message: Message) -> str:
    """Post where all can read it, and return the message's time."""

    async def send(blocks: list[Block]) -> str:
        posted = await client.chat_postMessage(
            channel=place.channel,
            thread_ts=place.thread,
            text=message.text,
            blocks=blocks,
            **_AS_WRITTEN,
        )
        return str(posted.get("ts"))

    return await _send_blocks(send, message)


async def post_in_channel(
    client: AsyncWebClient, channel: str, message: Message
) -> tuple[str, str]:
    """Post in a channel, or to a person by their id; return the channel and the message's time."""
    posted = await client.chat_postMessage(
        channel=channel, text=message.text, blocks=list(message.blocks), **_AS_WRITTEN
    )
    return str(posted.get("channel", channel)), str(posted.get("ts"))


async def replace(client: AsyncWebClient, place: Place, time: str, message: Message) -> None:
    """Put a message in the place of one that was posted before."""

    async def send(blocks: list[Block]) -> None:
        # Without blocks, Slack would leave those of before.
        await client.chat_update(
            channel=place.channel,
            ts=time,
            text=message.text,
            blocks=blocks,
            parse="none",
            link_names=False,
        )

    await _send_blocks(send, message)


async def post_to_one(
    client: AsyncWebClient, place: Place, message: Message, thread: str | None = None
) -> None:
    """Post so that one person alone sees it, in a thread when one is named."""

    async def send(blocks: list[Block]) -> None:
        await client.chat_postEphemeral(
            channel=place.channel,
            user=place.person,
            thread_ts=thread,
            text=message.text,
            blocks=blocks,
            parse="none",
            link_names=False,
        )

    await _send_blocks(send, message)


async def tell_alone(
    client: AsyncWebClient, place: Place, message: Message, url: str | None
) -> None:
    """Tell one person alone, by the address that Slack gave with what they did, if it gave one."""
    if url:
        await respond(client, url, message)
    else:
        await post_to_one(client, place, message)


async def respond(
    client: AsyncWebClient,
    url: str,
    message: Message,
    *,
    is_public: bool = False,
    is_replacing: bool = False,
) -> None:
    """Post by the address that came with a command or a press; no membership is needed there.

    Args:
        is_replacing: the message takes the place of the one with what was pressed.

    Raises:
        SlackApiError: Slack doesn't take it, half an hour after the command for instance.
    """
    webhook = AsyncWebhookClient(
        url, session=client.session, logger=open_logger(), retry_handlers=[Persistence()]
    )
    answered = await webhook.send(
        text=message.text,
        blocks=list(message.blocks),
        response_type="in_channel" if is_public else "ephemeral",
        replace_original=is_replacing,
        unfurl_links=False,
        unfurl_media=False,
    )
    if answered.status_code != _HTTP_OK:
        raise SlackApiError("not taken", answered)  # type: ignore[no-untyped-call]


async def _send_blocks(send: Callable[[list[Block]], Awaitable[T]], message: Message) -> T:
    """Send a message; where Slack doesn't know one of its blocks, with the text alone."""
    try:
        return await send(list(message.blocks))
    except SlackApiError as error:
        if error_code(error) not in _NOT_TAKEN:
            raise
        return await send(write_plain_blocks(message))
