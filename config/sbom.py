"""Put what is no Python package into a bill of materials; ``make sbom`` runs it.

It is run by the Python of an environment that holds cyclonedx-bom, and uses nothing of the site.
"""

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NOT_PACKAGES = HERE.parent / "requirements" / "not-packages.json"


class IncompleteError(Exception):
    """A component lacks a licence, or the bill is no CycloneDX 1.6."""


def complete(bill: dict[str, Any], others: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a bill with the other components after its packages.

    bill: CycloneDX as JSON; others: components of such a bill, without their references.
    Raises IncompleteError, with the names of components that have no licence.
    """
    named = [{**other, "bom-ref": f"not-a-package-{other['name']}"} for other in others]
    components = [*bill["components"], *named]
    unlicensed = [component["name"] for component in components if not component.get("licenses")]
    if unlicensed:
        raise IncompleteError(f"These have no license: {', '.join(sorted(unlicensed))}.")
    needed = [{"ref": component["bom-ref"]} for component in named]
    return {
        **bill,
        "components": components,
        "dependencies": [*bill.get("dependencies", []), *needed],
    }


def check(text: str) -> None:
    """Raise IncompleteError if a text is no CycloneDX 1.6."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if problem:
        raise IncompleteError(f"This is no CycloneDX 1.6: {problem}")


def main(packages: Path, target: Path) -> None:
    """Write the whole bill; print how long it is."""
    bill = json.loads(packages.read_text())
    whole = complete(bill, json.loads(NOT_PACKAGES.read_text()))
    text = json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
    check(text)
    target.write_text(text)
    count = len(whole["components"])
    print(f"{target}: {count} components, each with its license, as CycloneDX 1.6")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except IncompleteError as error:
        sys.exit(str(error))
