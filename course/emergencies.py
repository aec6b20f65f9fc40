"""Say what the pages of a course tell their readers to do in an emergency."""

import re

from course.models import Edition, Provider

# In a sentence for an emergency, a number of three digits or more is one to call.
PHONE_NUMBER = re.compile(r"\+?[0-9](?:[ -]?[0-9]){2,}")


def crisis_lines_of(edition: Edition, provider: Provider) -> list[str]:
    """Return the edition's own lines, then those of the provider that call another number.

    Empty for a course that says nothing for an emergency.
    """
    own_lines = edition.crisis_lines
    if not own_lines:
        return []
    own_numbers = numbers_in(" ".join(own_lines))
    lines = list(own_lines)
    for line in provider.crisis_lines:
        numbers = numbers_in(line)
        if not numbers <= own_numbers:
            lines.append(line)
    return lines


def numbers_in(text: str) -> set[str]:
    """Return the phone numbers of a text, without spaces and hyphens."""
    numbers = set()
    for written in PHONE_NUMBER.findall(text):
        number = written.replace(" ", "")
        numbers.add(number.replace("-", ""))
    return numbers
