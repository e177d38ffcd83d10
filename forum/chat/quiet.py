"""Keeps strangers from filling the log: a malformed frame is nobody's error but its sender's."""

from __future__ import annotations

import logging


class ClientNoise(logging.Filter):
    """uvicorn writes a whole traceback for each frame that is not UTF-8; anyone can send one."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not str(record.msg).startswith("Invalid UTF-8 sequence received")


def connect() -> None:
    logger = logging.getLogger("uvicorn.error")
    if not any(isinstance(each, ClientNoise) for each in logger.filters):
        logger.addFilter(ClientNoise())
