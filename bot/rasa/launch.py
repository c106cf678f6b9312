"""Starts one of Rasa's two jobs: ``python -m bot.rasa.launch serve|train PARENT [argument…]``.

Rasa takes long to import, and must not outlive the hall that started it (process ``PARENT``): so the watch begins here,
before anything of Rasa is loaded.
"""

import os
import runpy
import sys
import threading
import time

JOBS = ("serve", "train")
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


def main() -> None:
    job, parent = sys.argv[1], int(sys.argv[2])
    if job not in JOBS:
        raise SystemExit(f"Unknown job {job!r}.")
    leave_with_parent(parent)
    del sys.argv[1:3]
    runpy.run_module(f"bot.rasa.{job}", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
