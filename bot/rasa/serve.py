"""Runs Rasa's server: ``python -m bot.rasa.serve --model FILE --port N --parent PID``.

It does what ``rasa run --enable-api`` does, with two differences: the API token comes from the environment
(``RASA_API_TOKEN``) instead of the command line, where every user of the machine could read it, and the process ends
when the hall does.
"""

import argparse
import os

from bot.rasa.launch import leave_with_parent, set_up_logging

LOOPBACK = "127.0.0.1"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--port", required=True, type=int)
    parser.add_argument("--parent", required=True, type=int)
    parser.add_argument("--credentials", required=True)
    parser.add_argument("--endpoints", required=True)
    options = parser.parse_args()
    leave_with_parent(options.parent)
    serve(options)


def serve(options: argparse.Namespace) -> None:
    # Slow to import (seconds): only after the watch on the parent has begun.
    import rasa.core.run
    from rasa.core.utils import AvailableEndpoints

    from bot.rasa.speed import do_once

    token = os.environ.get("RASA_API_TOKEN")
    if not token:
        raise SystemExit("RASA_API_TOKEN is empty: Rasa's API would stand open.")
    set_up_logging()
    do_once()
    rasa.core.run.serve_application(
        options.model,
        interface=LOOPBACK,
        port=options.port,
        credentials=options.credentials,
        endpoints=AvailableEndpoints.read_endpoints(options.endpoints),
        auth_token=token,
        enable_api=True,
    )


if __name__ == "__main__":
    main()
