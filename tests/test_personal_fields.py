"""docs/personal-data.md names every column of every table, once, and speaks as "My data" does."""

import re
from pathlib import Path

from django.apps import apps

from accounts import personal_data

TEXT = (Path(__file__).resolve().parent.parent / "docs" / "personal-data.md").read_text()


def rows_under(heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading, without its first two lines."""
    section = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def columns_of_the_models() -> list[str]:
    return [
        f"{model._meta.label} {field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.name != "id"
    ]


def columns_of(rows: list[list[str]]) -> list[str]:
    """Return what rows name; the table stands first in each, its columns last."""
    return [f"{row[0]} {column}" for row in rows for column in row[-1].split(", ")]


def test_every_column_of_every_table_is_named_once():
    about_people = columns_of(rows_under("Columns that say something about a person"))
    others = columns_of(rows_under("Columns that say nothing about a person"))
    assert sorted(about_people + others) == sorted(columns_of_the_models())


def test_every_kind_is_explained_as_on_the_page_my_data():
    explained = rows_under("Kinds that people read about and take along")
    assert explained == [
        [
            part.name,
            f"{part.kept.title}. {part.kept.why}",
            str(part.kept.readers),
            re.sub(r"\s+", " ", str(part.kept.until)),
        ]
        for part in personal_data.parts()
    ]
    kinds = {row[0] for row in explained + rows_under("Other kinds")}
    assert kinds == {row[1] for row in rows_under("Columns that say something about a person")}


def test_every_table_of_a_part_has_columns_of_its_kind():
    named = {(row[0], row[1]) for row in rows_under("Columns that say something about a person")}
    for part in personal_data.parts():
        missing = {(table, part.name) for table in part.kept.tables} - named
        assert missing == set()
