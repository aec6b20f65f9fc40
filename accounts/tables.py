"""Write tables for spreadsheets, so that no cell is read as a formula."""

import unicodedata

# A spreadsheet reads a cell that begins with one of these as a formula or a command.
FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "|")


class Echo:
    """Give back what is written, for a file that is sent as it is made."""

    def write(self, text: str) -> str:
        return text


def harmless(cell: str) -> str:
    """Return a cell as text: a quote goes before what a spreadsheet would take for a formula.

    Full-width signs and signs after spaces count as well (OWASP, "CSV Injection").
    """
    plain = unicodedata.normalize("NFKC", cell)
    without_spaces = plain.lstrip(" \N{NO-BREAK SPACE}")
    for text in (plain, without_spaces):
        if text.startswith(FORMULA_BEGINNINGS):
            return f"'{cell}"
    return cell
