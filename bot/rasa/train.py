"""Trains a model: ``python -m bot.rasa.train --out FOLDER --name NAME --parent PID DOMAIN CONFIG DATA…``."""

import argparse

from bot.rasa.launch import leave_with_parent, set_up_logging


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--parent", required=True, type=int)
    parser.add_argument("domain")
    parser.add_argument("config")
    parser.add_argument("data", nargs="+")
    options = parser.parse_args()
    leave_with_parent(options.parent)
    raise SystemExit(train(options))


def train(options: argparse.Namespace) -> int:
    """Trains and returns the exit code: 0 only if a model was written."""
    # Slow to import (seconds): only after the watch on the parent has begun.
    import rasa.api

    set_up_logging()
    result = rasa.api.train(
        domain=options.domain,
        config=options.config,
        training_files=options.data,
        output=options.out,
        fixed_model_name=options.name,
        force_training=False,
    )
    return int(result.code) if result.model is None else 0


if __name__ == "__main__":
    main()
