"""Mail in the embedded mode: on the console and in files, so that links can be followed."""

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.console import EmailBackend as ConsoleBackend
from django.core.mail.backends.filebased import EmailBackend as FileBackend


class ReadableConsole(ConsoleBackend):
    """Prints what a person reads: to whom, the subject, the words. The file has the rest."""

    def write_message(self, message) -> None:
        words = "\n".join(f"  {line}".rstrip() for line in message.body.strip().splitlines())
        self.stream.write(f"\nMail to {', '.join(message.to)}: {message.subject}\n{words}\n")


class ConsoleAndFileBackend(BaseEmailBackend):
    """Writes each message to standard output and to a file of its own in ``EMAIL_FILE_PATH``."""

    def __init__(self, fail_silently: bool = False, **kwargs) -> None:
        super().__init__(fail_silently=fail_silently)
        self._backends = [
            ReadableConsole(fail_silently=fail_silently),
            FileBackend(fail_silently=fail_silently),
        ]

    def send_messages(self, email_messages) -> int:
        messages = list(email_messages)
        for backend in self._backends:
            backend.send_messages(messages)
        return len(messages)
