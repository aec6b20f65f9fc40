"""``python -m benchmarks``: what is fast, each figure beside a yardstick measured in the same run.

A figure is the median of several runs; the ratio is what to quote, since machines differ. No test asserts any.
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
    """Measure every scene against its yardstick and print a line each."""
    from django.db import connection

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        print(f"{'what':58} {'ms':>9} {'yardstick':>34} {'ms':>9} {'ratio':>7}")
        for scene in SCENES:
            what, act, yardstick, plain, rounds = scene()
            ours = median_ms(act, rounds)
            theirs = plain if isinstance(plain, float) else median_ms(plain, rounds)
            print(f"{what:58} {ours:9.2f} {yardstick:>34} {theirs:9.2f} {ours / theirs:7.2f}")
    finally:
        connection.creation.destroy_test_db(":memory:", verbosity=0)
        teardown_test_environment()


if __name__ == "__main__":
    main()
