"""A mail server that works, refuses or stays silent, and is switched while people use it."""

import socket
import threading
import time

from tests.accounts.mail_server import MailServer

SILENCE_STEP = 0.1


class SwitchedMailServer(MailServer):
    """Take mails into ``received``; other connections are refused, or wait without a word."""

    def __init__(self) -> None:
        super().__init__()
        self.mode = "work"
        self.work()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:  # stopped
                return
            threading.Thread(target=self._answer, args=[connection], daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rwb", buffering=0) as lines:
            while self.mode == "silent":
                time.sleep(SILENCE_STEP)
            try:
                if self.mode == "refuse":
                    lines.write(b"421 Not now\r\n")
                else:
                    self._talk(lines)
            except OSError:  # a client that was killed, or gave up
                return
