"""A published example: twelve learners and six items.

Independent programs computed its figures.
"""

import json
from pathlib import Path

FIGURES = json.loads(Path(__file__).with_name("published_example.json").read_text())
KEY = "BDACBA"
RESPONSES = [
    "BDACBA",
    "BDACBC",
    "BDACAA",
    "BDABBA",
    "BDCCBA",
    "BCACBD",
    "BDADCA",
    "BACCBB",
    "CDABAA",
    "BABCDC",
    "ADCDCA",
    "CBDA-B",
]
