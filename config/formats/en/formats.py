"""Dates in full in text, as Americans write them: November 24, 2026, 14:02."""

DATE_FORMAT = "F j, Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "F j, Y, H:i"
