"""Trains a model, as ``bot.rasa.launch train``. Leaves with 0 only if a model was written."""

import argparse

import rasa.api
import rasa.utils.tensorflow.environment

from bot.rasa.logs import set_up_logging


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("domain")
    parser.add_argument("config")
    parser.add_argument("data", nargs="+")
    options = parser.parse_args()
    set_up_logging()
    rasa.utils.tensorflow.environment.setup_tf_environment()
    result = rasa.api.train(
        domain=options.domain,
        config=options.config,
        training_files=options.data,
        output=options.out,
        fixed_model_name=options.name,
    )
    if result.model is None:
        raise SystemExit(result.code or 1)


if __name__ == "__main__":
    main()
