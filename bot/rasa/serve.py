"""Runs Rasa's server, as ``bot.rasa.launch serve``.

It does what ``rasa run --enable-api`` does, with two differences: the API token comes from the environment
(``RASA_API_TOKEN``) instead of the command line, where every user of the machine could read it, and what Rasa repeats
in every turn is done once.
"""

import argparse
import os

import rasa.core.run
import rasa.utils.tensorflow.environment
from rasa.core.utils import AvailableEndpoints

from bot.rasa.logs import set_up_logging
from bot.rasa.speed import do_once

LOOPBACK = "127.0.0.1"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--port", required=True, type=int)
    parser.add_argument("--credentials", required=True)
    parser.add_argument("--endpoints", required=True)
    options = parser.parse_args()
    token = os.environ.get("RASA_API_TOKEN")
    if not token:
        raise SystemExit("RASA_API_TOKEN is empty: Rasa's API would stand open.")
    set_up_logging()
    rasa.utils.tensorflow.environment.setup_tf_environment()
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
