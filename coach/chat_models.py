"""Opens a chat model: any provider's by name, or the one behind an OpenAI-compatible address.

LangChain and the provider's package are imported here, when a model is opened, and nowhere before.
"""

from importlib.metadata import PackageNotFoundError, requires
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError

from coach.errors import SettingsError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_openai import ChatOpenAI

# A server that asks for no key gets this, never one from the environment that is another's.
_NO_KEY = SecretStr("none")
# What `coach.generative` and `coach.chat_streams` do themselves. LangChain's own bound between two
# pieces uses `asyncio.wait_for`, which in Python 3.11 can lose a cancellation.
_OURS: dict[str, Any] = {"max_retries": 0, "stream_chunk_timeout": None}


def open_named(model: str, key: SecretStr | None) -> "BaseChatModel":
    """Open a provider's model by "provider:model"; no request is made.

    Args:
        key: None takes it from the provider's own variable.

    Raises:
        SettingsError: the provider is unknown, or its package or the key is missing.
    """
    try:
        from langchain.chat_models import init_chat_model
    except ImportError:
        raise SettingsError(_missing(f"COACH_MODEL={model}", "langchain")) from None
    given: dict[str, Any] = {"api_key": key} if key else {}
    try:
        opened: BaseChatModel = init_chat_model(model, **given)
        # Not every provider's class has these fields.
        known = {k: v for k, v in _OURS.items() if k in type(opened).model_fields}
        opened = init_chat_model(model, **known, **given) if known else opened
    except ImportError as error:
        package = str(error).partition("requires the ")[2].partition(" package")[0]
        raise SettingsError(_missing(f"COACH_MODEL={model}", package or "its own")) from None
    except Exception as error:  # noqa: BLE001
        # Each provider has errors of its own for a missing key.
        raise SettingsError(_unusable(model, error, key)) from None
    return opened


def open_at(url: str, model: str, key: SecretStr | None) -> "ChatOpenAI":
    """Open the model that a server at an OpenAI-compatible address calls `model`.

    Raises:
        SettingsError: the package for it is missing.
    """
    try:
        from langchain_openai import ChatOpenAI
    except ImportError:
        raise SettingsError(_missing("COACH_MODEL_URL", "langchain-openai")) from None
    return ChatOpenAI(
        base_url=complete_url(url),
        model=model,
        api_key=key or _NO_KEY,
        temperature=0,
        stream_usage=False,
        use_responses_api=False,
        **_OURS,
    )


def complete_url(url: str) -> str:
    """Add the path under which Ollama, llama.cpp and vLLM speak the protocol, if there is none."""
    return url if urlsplit(url).path.strip("/") else f"{url.rstrip('/')}/v1"


def host_of(url: str) -> str:
    """Return host and port; a name and a password in the address are nobody's business."""
    return urlsplit(url).netloc.rpartition("@")[2]


def _missing(setting: str, package: str) -> str:
    return f"{setting} needs the package {package}: {_install(package)}"


def _install(package: str) -> str:
    """The line that installs it, by an extra of ours where there is one."""
    try:
        requirements = requires("headway") or []
    except PackageNotFoundError:
        requirements = []
    for requirement in requirements:
        _, quote, rest = requirement.partition("extra == ")
        if requirement.startswith(package) and quote:
            return f"pip install 'headway[{rest.strip().strip(chr(34) + chr(39))}]'"
    return f"pip install {package}"


def _unusable(model: str, error: Exception, key: SecretStr | None) -> str:
    if "infer model provider" in str(error) or "Unsupported provider" in str(error):
        return f"COACH_MODEL={model} names no known provider: write it as provider:model."
    # Of a validation error only the message: the rest shows the input, with the key in it.
    said = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
    reason = " ".join(said.split())
    if key:
        reason = reason.replace(key.get_secret_value(), "***")
    return f"COACH_MODEL={model} cannot be opened: {reason[:300]}"
