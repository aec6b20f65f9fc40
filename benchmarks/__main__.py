"""Measure how fast the site is: ``python -m benchmarks``.

Each time is the median of several rounds, beside a yardstick measured in the same run. Quote the
ratio of the two, since machines differ. No test depends on these figures.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import tests.environment  # noqa: E402, F401  sets the environment before Django reads it

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django  # noqa: E402

django.setup()

from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402

from benchmarks.scenes import SCENES  # noqa: E402
from benchmarks.timing import median_ms  # noqa: E402


def main() -> None:
    """Measure every scene and its yardstick, and print a line for each."""
    from django.db import connection

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        print(f"{'what':58} {'ms':>9} {'yardstick':>34} {'ms':>9} {'ratio':>7}")
        for scene in SCENES:
            what, action, yardstick, plain_action, rounds = scene()
            action_ms = median_ms(action, rounds)
            is_known = isinstance(plain_action, float)
            yardstick_ms = plain_action if is_known else median_ms(plain_action, rounds)
            ratio = action_ms / yardstick_ms
            print(f"{what:58} {action_ms:9.2f} {yardstick:>34} {yardstick_ms:9.2f} {ratio:7.2f}")
    finally:
        connection.creation.destroy_test_db(":memory:", verbosity=0)
        teardown_test_environment()


if __name__ == "__main__":
    main()
