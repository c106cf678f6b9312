"""What serving and training have in common: the watch on the parent, and logging without residents' words."""

import logging
import os
import threading
import time

LOOK_EVERY = 1.0
"""Seconds."""
EXIT_CODE = 3


def leave_with_parent(parent: int) -> None:
    """Ends this process soon after process ``parent`` is gone, however it went (``kill -9`` too).

    A look at the parent's id needs nothing from the operating system that differs between Linux and macOS, and no
    open pipe that another child could inherit.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY)
        os._exit(EXIT_CODE)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def set_up_logging() -> None:
    """Logs from ``INFO`` on, to standard error.

    Rasa's ``DEBUG`` lines carry what residents wrote, and Rasa's structured logger prints them unless it is told not
    to. Request lines are left out: they carry the API token.
    """
    # Slow to import (seconds): only after the watch on the parent has begun.
    import rasa.utils.common
    import rasa.utils.tensorflow.environment
    from rasa.utils.log_utils import configure_structlog

    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for handler in logging.getLogger().handlers:
        handler.setLevel(logging.INFO)  # jieba's logger lets everything through
    rasa.utils.common.configure_logging_and_warnings(logging.INFO, None, warn_only_once=True)
    logging.getLogger("sanic.access").setLevel(logging.WARNING)
    configure_structlog(logging.INFO)
    rasa.utils.tensorflow.environment.setup_tf_environment()
