"""A course folder as frozen values, or everything that is wrong with it. No Django, no database.

Other apps read and check a course through the names here.
"""

from course.source.fields import Fields
from course.source.files import Mistake, Report, SourceError, SourceFile, SourceFolder
from course.source.front_matter import read_front_matter
from course.source.parts import (
    AssetSource,
    ContributorSource,
    CourseSource,
    FactSource,
    GuidePageSource,
    ModuleSource,
    ObjectiveSource,
    ReferenceSource,
    TermSource,
    UnitSource,
)
from course.source.prose_checks import check_prose
from course.source.reading import overdue_facts, read_course, read_course_files
from course.source.text_checks import check_markdown, unit_problem
from course.source.unit_readers import UnitReader, unit_readers

__all__ = [
    "AssetSource", "ContributorSource", "CourseSource", "FactSource", "Fields",
    "GuidePageSource", "Mistake", "ModuleSource", "ObjectiveSource", "ReferenceSource",
    "Report", "SourceError", "SourceFile", "SourceFolder", "TermSource", "UnitReader",
    "UnitSource", "check_markdown", "check_prose", "overdue_facts", "read_course",
    "read_course_files", "read_front_matter", "unit_problem", "unit_readers",
]  # fmt: skip
