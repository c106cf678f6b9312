"""Makes Rasa's environment: ``python -m tools.set_up_rasa``."""

import sys

from backend.adapters.rasa_environment import RasaEnvironmentMissing, ensure_environment
from backend.settings import ROOT, Settings


def main() -> int:
    try:
        ensure_environment(ROOT / "bot" / "rasa", lambda line: print(line, flush=True), Settings().rasa_python)
    except RasaEnvironmentMissing as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
