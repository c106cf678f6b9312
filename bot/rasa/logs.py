"""Logging without residents' words."""

import logging

import rasa.utils.common
from rasa.utils.log_utils import configure_structlog


def set_up_logging() -> None:
    """Logs from ``INFO`` on, to standard error.

    Rasa's ``DEBUG`` lines carry what residents wrote, and Rasa's structured logger prints them unless it is told not
    to. Request lines are left out: they carry the API token.
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for handler in logging.getLogger().handlers:
        handler.setLevel(logging.INFO)  # jieba's logger lets everything through
    rasa.utils.common.configure_logging_and_warnings(logging.INFO, None, warn_only_once=True)
    logging.getLogger("sanic.access").setLevel(logging.WARNING)
    configure_structlog(logging.INFO)
