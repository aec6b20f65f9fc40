"""Read a course folder into frozen values, or say everything that is wrong with it.

The format is docs/content-format.md. Other apps add kinds of units: they register a ``UnitReader``
under the name of the file that its folders hold. No Django, no database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TypedDict, Unpack

from course.source import pictures, prose_checks, structure_checks
from course.source.activity import read_activity
from course.source.changes import FILE as CHANGES_FILE
from course.source.changes import NotedChange, read_changes
from course.source.course_words import read_course_words
from course.source.excerpts import read_excerpts
from course.source.fields import Fields, did_you_mean, read_fields
from course.source.files import (
    Keys,
    Report,
    SourceError,
    SourceFile,
    SourceFolder,
    SourceTree,
    printable,
    tree_of,
)
from course.source.folders import read_folder
from course.source.folding import folded
from course.source.front_matter import read_page
from course.source.lists import (
    read_facts,
    read_glossary,
    read_objectives,
    read_references,
)
from course.source.parts import (
    COURSE_FILE,
    FACTS_FILE,
    GLOSSARY_FILE,
    LESSON,
    MODULE_FILE,
    NO_DATE,
    REFERENCES_FILE,
    AssetSource,
    CourseSource,
    FactSource,
    GuidePageSource,
    ModuleSource,
    ReferenceSource,
    TermSource,
    UnitSource,
)
from course.source.unit_readers import files_of_unit, reader_of, unit_readers
from course.source.unused import warn_of_unused
from course.text.blocks import ParsedText
from course.text.passages import parse

MISSING = "this file is missing; write it as in docs/content-format.md"
OTHER_FOLDERS = {"img", "guide"}  # the folders of a course that are no modules


class CourseParts(TypedDict):
    """What a course holds beside the fields of course.yaml, by the names of ``CourseSource``."""

    references: Mapping[str, ReferenceSource]
    facts: Mapping[str, FactSource]
    glossary: Mapping[str, TermSource]
    modules: tuple[ModuleSource, ...]
    guide: tuple[GuidePageSource, ...]
    assets: Mapping[str, AssetSource]
    changes: tuple[NotedChange, ...]


def read_course(folder: Path) -> CourseSource:
    """Read and check the course in a folder on the disk.

    Raises SourceError with every mistake found. Warnings are in the ``warnings`` of the course.
    """
    report = Report()
    files = read_folder(Path(folder), report)
    return _read(files, report)


def read_course_files(files: Mapping[str, bytes]) -> CourseSource:
    """Read and check a course of these files, by path, as ``read_course`` does."""
    return _read(files, Report())


def _read(files: Mapping[str, bytes], report: Report) -> CourseSource:
    _refuse_folder_of_courses(files, report)
    tree = tree_of(files, report)
    course = _CourseReader(tree, report).course() if tree.files else None
    if course is not None:
        _check(course, report)
    elif not report.mistakes:
        text = "the folder is empty; write course.yaml first, see docs/content-format.md"
        report.add(COURSE_FILE, 1, text)
    elif files and not tree.files and COURSE_FILE not in files:
        report.add(COURSE_FILE, 1, MISSING)
    if report.errors or course is None:
        raise SourceError(folded(report.mistakes))
    return replace(course, warnings=folded(report.warnings))


def _refuse_folder_of_courses(files: Mapping[str, bytes], report: Report) -> None:
    """Raise SourceError if course.yaml stands only in a folder within the folder."""
    inner = sorted(path for path in files if path.endswith(f"/{COURSE_FILE}"))
    if inner and COURSE_FILE not in files:
        text = f"no course begins here; give the folder that holds {printable(inner[0])}"
        report.add(COURSE_FILE, 1, text)
        raise SourceError(report.mistakes)


def _check(course: CourseSource, report: Report) -> None:
    """Report what is wrong between the parts of a course."""
    structure_checks.check_course(course, report)
    prose_checks.check_content(course, report)
    for unit in course.units():
        for reader in unit_readers.values():
            if reader.kind == unit.kind:
                reader.check(unit, course, report)
    # Mistakes first: a text that is wrong may not use yet what it will.
    if not report.errors:
        warn_of_unused(course, report)


def overdue_facts(course: CourseSource, today: date) -> tuple[FactSource, ...]:
    """Return the cited facts whose review date has come."""
    cited = structure_checks.cited_facts(course)
    cited_facts = [fact for fact in course.facts.values() if fact.tag in cited]
    return tuple(fact for fact in cited_facts if fact.is_overdue(today))


@dataclass
class _CourseReader:
    """Read a tree of files once.

    read: the paths of the files that were read, or tried.
    unread: the paths of those that could not be read.
    pointers: the fields of lessons, whose objectives are checked at the end.
    """

    tree: SourceTree
    report: Report
    read: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    pointers: list[Fields] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keys = Keys(self.report)

    def course(self) -> CourseSource | None:
        """Return the whole course, or None (reported) if course.yaml cannot be read."""
        root = self.tree.folder("")
        fields = self.fields(root, COURSE_FILE)
        if fields is not None:  # before the modules, so that a key taken twice is theirs to change
            read_objectives(fields, self.keys, required=True)
        cites_nothing = fields is not None and fields.boolean("plain", default=False)
        parts = self.parts(root, needs_sources=not cites_nothing)
        self.report_unread_files()
        if fields is None:
            return None
        return self.assemble(fields, **parts)

    def parts(self, root: SourceFolder, *, needs_sources: bool) -> CourseParts:
        """Return what stands beside course.yaml.

        needs_sources: the files of references, facts and terms must exist.
        """
        assets = pictures.read_pictures(self.tree, self.report)
        self.read |= {file for file in self.tree.files if file.startswith("img/")}
        read_file = self.fields if needs_sources else self.optional_fields
        references = read_references(read_file(root, REFERENCES_FILE), self.report)
        known = None if REFERENCES_FILE in self.unread else references
        facts = read_facts(read_file(root, FACTS_FILE), known, self.report)
        glossary = read_glossary(read_file(root, GLOSSARY_FILE), self.report)
        modules = self.modules()
        guide = self.guide()
        return CourseParts(
            references=references,
            facts=facts,
            glossary=glossary,
            modules=modules,
            guide=guide,
            assets=assets,
            changes=read_changes(self.optional_fields(root, CHANGES_FILE)),
        )

    def assemble(self, fields: Fields, **parts: Unpack[CourseParts]) -> CourseSource:
        """Return the course of these fields.

        parts: what other files hold.
        """
        unread = frozenset(self.unread | self.tree.undecodable | self.tree.refused)
        course = CourseSource(
            slug=fields.key("slug"),
            title=fields.text("title", max_length=200),
            short_title=fields.text("short_title", max_length=80),
            language=fields.text("language", max_length=16),
            promise=fields.text("promise"),
            audience=tuple(fields.texts("audience")),
            objectives=read_objectives(fields, self.keys, required=True),
            pass_mark=fields.integer("pass_mark", minimum=1, maximum=100),
            disclosures=fields.text("disclosures"),
            funding=fields.text("funding"),
            accreditation=fields.text("accreditation", required=False),
            method=fields.text("method"),
            limits=tuple(fields.texts("limits")),
            wont=tuple(fields.texts("wont")),
            released_on=fields.date("released_on") or NO_DATE,
            reviewed_on=fields.date("reviewed_on", required=False),
            expires_on=fields.date("expires_on") or NO_DATE,
            **parts,
            digest=self.tree.digest(),
            files=self.tree.files,
            unread=unread,
            safety_correction=fields.text("safety_correction", required=False, max_length=600),
            **read_course_words(fields),
            **read_activity(fields, parts["facts"]),
            excerpts=read_excerpts(fields, parts["modules"], is_whole=not unread),
        )
        fields.done()
        structure_checks.check_course_fields(course, fields)
        self.check_objectives(course)
        return course

    def check_objectives(self, course: CourseSource) -> None:
        for fields in self.pointers:
            for key in fields.keys("objectives"):
                if not course.may_have_objective(key):
                    known = course.objective_keys()
                    close = did_you_mean(key, known) or "; add it to module.yaml"
                    fields.mistake("objectives", f'there is no objective "{key}"{close}')

    def fields(self, folder: SourceFolder, name: str) -> Fields | None:
        """Return the fields of a file, or None (reported) if it cannot be read."""
        path = folder.folder(name)
        self.read.add(path)
        file = folder.files.get(name)
        fields = read_fields(path, file.text, self.report) if file else None
        if fields is None:
            self.unread.add(path)
        if path not in self.tree.files:
            self.report.add(path, 1, MISSING)
        return fields

    def optional_fields(self, folder: SourceFolder, name: str) -> Fields | None:
        """Return the fields of a file that a course may do without; None without it."""
        self.read.add(folder.folder(name))
        return self.fields(folder, name) if name in folder.files else None

    def modules(self) -> tuple[ModuleSource, ...]:
        """Return the modules, by the names of their folders; report it if there is none."""
        folders = [name for name in self.tree.folders_in("") if name not in OTHER_FOLDERS]
        if not folders:
            text = "the course has no module; make a folder such as 01-orientation"
            self.report.add(COURSE_FILE, 1, text)
        modules = [self.module(name) for name in folders]
        return tuple(module for module in modules if module is not None)

    def claim_key(self, kind: str, fields: Fields) -> None:
        """Report the key of these fields if another of this kind has it already."""
        key = fields.text("key", required=False)
        self.keys.claim(kind, key, fields.file, fields.line("key"))

    def module(self, name: str) -> ModuleSource | None:
        """Return the module in a folder, or None (reported) if module.yaml cannot be read."""
        folder = self.tree.folder(name)
        fields = self.fields(folder, MODULE_FILE)
        units = self.units(folder)
        if fields is None:
            return None

        self.claim_key("module", fields)
        module = ModuleSource(
            key=fields.key("key"),
            title=fields.text("title", max_length=200),
            summary=fields.text("summary", required=False),
            objectives=read_objectives(fields, self.keys, required=False),
            units=units,
            folder=name,
            digest=self.tree.digest(name),
        )
        fields.done()
        return module

    def units(self, folder: SourceFolder) -> tuple[UnitSource, ...]:
        """Return the units of a module, by the names of their files and folders."""
        folders = self.tree.folders_in(folder.path)
        lessons = [file for file in folder.files if file.endswith(".md")]
        entries = sorted([*folders, *lessons])
        if not entries:
            text = "the module is empty; write a lesson, such as 010-welcome.md"
            self.report.add(folder.folder(MODULE_FILE), 1, text)

        units = [self.unit(folder, entry) for entry in entries]
        return tuple(unit for unit in units if unit is not None)

    def unit(self, folder: SourceFolder, entry: str) -> UnitSource | None:
        """Return the unit in a file or a folder of a module, or None (reported)."""
        if entry in folder.files:
            return self.lesson(folder.files[entry])
        return self.other_unit(folder.folder(entry))

    def lesson(self, file: SourceFile) -> UnitSource | None:
        self.read.add(file.path)
        parts = read_page(file, self.report)
        if parts is None:
            self.unread.add(file.path)
            return None

        fields, body, line = parts
        self.claim_key("unit", fields)
        self.pointers.append(fields)
        unit = UnitSource(
            kind=LESSON,
            key=fields.key("key"),
            title=fields.text("title", max_length=200),
            revision=fields.integer("revision", minimum=1, maximum=10_000),
            objectives=tuple(fields.keys("objectives")),
            required=fields.boolean("required", True),
            sample=fields.boolean("sample", False),
            file=file.path,
            line=line,
            text=self.parsed(file, body, line),
        )
        fields.done()
        return unit

    def parsed(self, file: SourceFile, body: str, line: int) -> ParsedText:
        """Return the text under the fields; report it if it is empty."""
        if not body.strip():
            self.report.add(file.path, line, "there is no text; write it under the fields")
        return parse(body, line)

    def other_unit(self, path: str) -> UnitSource | None:
        """Return the unit that another app reads from a folder, or None (reported)."""
        folder = self.tree.folder(path)
        reader = reader_of(folder)
        self.read |= files_of_unit(folder, reader)
        if reader is None and any(
            f"{path}/{name}" in self.tree.undecodable for name in unit_readers
        ):
            return None
        if reader is None:
            known = " or ".join(sorted(unit_readers)) or "(none is installed)"
            text = f"a folder in a module holds a file that says what it is; write {known}"
            self.report.add(path, 1, text)
            return None

        unit = reader.read(folder, self.report)
        if unit is None:
            self.unread.add(path)
        else:
            self.keys.claim("unit", unit.key, unit.file, unit.line)
        return unit

    def guide(self) -> tuple[GuidePageSource, ...]:
        """Return the pages of the guide, by the names of their files."""
        pages = []
        for file in self.tree.folder("guide").files.values():
            self.read.add(file.path)
            page = self.guide_page(file) if file.path.endswith(".md") else None
            if page is not None:
                pages.append(page)
        return tuple(pages)

    def guide_page(self, file: SourceFile) -> GuidePageSource | None:
        parts = read_page(file, self.report)
        if parts is None:
            return None

        fields, body, line = parts
        key = fields.key("key")
        title = fields.text("title", max_length=200)
        self.keys.claim("page of the guide", key, file.path, fields.line("key"))
        text = self.parsed(file, body, line)
        fields.done()
        return GuidePageSource(key, title, text, file.path, line)

    def report_unread_files(self) -> None:
        known = self.read | self.tree.undecodable
        for path in self.tree.files:
            if path not in known:
                text = "nothing reads this file; remove it, or move it to where it belongs"
                self.report.add(path, 1, text)
