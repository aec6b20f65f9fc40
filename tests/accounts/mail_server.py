"""A real mail server on loopback that refuses, stays silent or works, always on the same port."""

import email
import socket
import threading
from contextlib import suppress
from email.message import Message

ANSWERS = {"DATA": b"354 Go on\r\n", "QUIT": b"221 Bye\r\n"}


class MailServer:
    """Refuse every connection, until it is told to stay silent or to work."""

    def __init__(self) -> None:
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))  # bound and not listening: the port is ours, and refuses
        self.port = self.socket.getsockname()[1]
        self.received: list[Message] = []

    def stay_silent(self) -> None:
        """Accept connections and say nothing."""
        self.socket.listen()

    def work(self) -> None:
        """Take every mail into ``received``."""
        self.socket.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def stop(self) -> None:
        # Closing alone does not wake a thread that waits in accept(): it could take a connection
        # of the next server, whose socket gets the same number.
        with suppress(OSError):  # it never listened
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:  # stopped
                return
            with connection, connection.makefile("rwb", buffering=0) as lines:
                try:
                    self._talk(lines)
                except OSError:  # a client that had given up while the server was silent
                    continue

    def _talk(self, lines) -> None:
        lines.write(b"220 Ready\r\n")
        while command := lines.readline().decode().strip().upper():
            lines.write(ANSWERS.get(command, b"250 OK\r\n"))
            if command == "DATA":
                text = []
                while (line := lines.readline()) != b".\r\n":
                    if not line:  # a client that was killed in the middle of its mail
                        return
                    text.append(line)
                self.received.append(email.message_from_bytes(b"".join(text)))
                lines.write(b"250 Taken\r\n")
