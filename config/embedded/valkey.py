"""The Valkey server, which speaks Redis's protocol: queue, results and cache."""

import signal
import socket

from config.embedded import processes
from config.embedded.binaries import valkey_program
from config.embedded.folder import Folder


class Valkey:
    """A running Valkey or Redis server."""

    def __init__(self, folder: Folder, *, port: int, password: str, durable: bool) -> None:
        """Start the server on `port`. Raises ServersError if it cannot be started."""
        self._address = ("127.0.0.1", port)
        self._password = password
        folder.valkey.mkdir(mode=0o700, exist_ok=True)
        processes.wait_for_leftovers(folder.valkey)
        settings = {
            "bind": "127.0.0.1",
            "port": port,
            "requirepass": password,
            "dir": f'"{folder.valkey}"',
            "save": '""',
            # A queued task outlives a restart.
            "appendonly": "yes" if durable else "no",
            "loglevel": "warning",
        }
        # The settings come on standard input: a command line can be read by every user of the machine.
        lines = "".join(f"{name} {value}\n" for name, value in settings.items())
        self.process = processes.start(
            [str(valkey_program()), "-"], log=folder.log, dies_with=signal.SIGTERM, standard_input=lines
        )
        processes.wait_ready(self.process, "Valkey", self._answers, folder.log)

    def stop(self) -> None:
        """End the server; with durable data, what is queued stays."""
        processes.stop(self.process, signal.SIGTERM)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(self._address, timeout=5) as connection:
                connection.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
                with connection.makefile() as answers:
                    return [answers.readline(), answers.readline()] == ["+OK\n", "+PONG\n"]
        except OSError:
            return False
