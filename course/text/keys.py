"""How keys and tags of a course are written."""

import re

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
TAG = re.compile(r"[A-Z]{1,2}[1-9][0-9]{0,4}")
