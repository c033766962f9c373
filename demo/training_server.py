"""The training mail server: one process, one event loop, every port of `demo.manners`."""

import asyncio
import contextlib
import errno
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiosmtpd.smtp import SMTP

from demo import certificates, manners, ports
from demo.manners import Manners, Port

log = logging.getLogger(__name__)

Conversation = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class TrainingSMTP(SMTP):
    """aiosmtpd's server; it asks `Manners` for everything that differs between ports."""

    def __init__(self, behaviour: Manners, port: Port, starttls: ssl.SSLContext | None) -> None:
        super().__init__(
            behaviour,
            hostname=manners.SERVER_NAME,
            ident=f"ESMTP of the Easyflex exercises ({behaviour.shows})",
            data_size_limit=behaviour.size_limit_bytes,
            enable_SMTPUTF8=True,
            tls_context=starttls,
            require_starttls=port.starttls_required,
            # With implicit TLS aiosmtpd does not see that the connection is protected. A login in clear text is
            # possible on the plain port, to show what the product says about it.
            auth_require_tls=starttls is not None,
            authenticator=behaviour.authenticate,
            loop=asyncio.get_running_loop(),
        )


@asynccontextmanager
async def serving(host: str = ports.HOST) -> AsyncIterator[dict[str, int]]:
    """Every port is open inside; yields their numbers by name. Ports that something else took are replaced."""
    table = manners.ports()
    numbers = ports.settle(table)
    servers = []
    try:
        for name, port in table.items():
            while port.behaviour is not None:
                try:
                    servers.append(await open_port(port, host, numbers[name]))
                    break
                except OSError as error:
                    if error.errno != errno.EADDRINUSE:
                        raise
                    log.warning("port %s (%s) is in use by another program; taking another", numbers[name], name)
                    numbers = ports.settle(table, taken=[name])
        yield numbers
    finally:
        for server in servers:
            server.close()


async def open_port(port: Port, host: str, number: int) -> asyncio.Server:
    """Listen on one port. Raises OSError when that is not possible."""
    behaviour = port.behaviour
    if isinstance(behaviour, Manners):
        tls = certificates.context(port.certificate) if port.certificate else None
        implicit, starttls = (tls, None) if port.implicit_tls else (None, tls)
        loop = asyncio.get_running_loop()
        return await loop.create_server(lambda: TrainingSMTP(behaviour, port, starttls), host, number, ssl=implicit)
    assert behaviour is not None
    return await asyncio.start_server(politely(behaviour), host, number)  # type: ignore[arg-type]


def politely(script: Conversation) -> Conversation:
    """A scripted conversation that ends quietly, whatever the other side does."""

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(OSError, TimeoutError):
                await script(reader, writer)
        finally:
            writer.close()

    return conversation
