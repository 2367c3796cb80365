"""Begins to listen at an address, or says why that cannot be."""

import socket

from coach.errors import SettingsError


def listen(host: str, port: int, what: str, remedy: str) -> socket.socket:
    """Begin to listen; port 0 takes a free one.

    Args:
        what: what cannot be done when it cannot listen, such as "The page cannot be served".
        remedy: what to do then.

    Raises:
        SettingsError: the address is taken, or not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingsError(f"{what} at {host}, port {port} ({reason}): {remedy}.") from None
