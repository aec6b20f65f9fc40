"""Models of what an edition shows: passages of lessons, pages of the guide, pictures."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from course.models.edition import Edition, Unit
from course.models.published import Published


class Passage(Published):
    """A block of a lesson; together, in order, they are the text of its page.

    key: its id in the page, to which citations, reading positions and corrections refer.
    kind: that of the block; FOOTNOTES for all footnotes together, which come last and rest on no
    facts. Their ids in the page are those of the single notes ("fn-1").
    critical: the author says that a mistake here can hurt somebody.
    """

    FOOTNOTES = "footnotes"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="passages")
    key = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16)
    text = models.TextField()
    html = models.TextField()
    critical = models.BooleanField()
    facts = models.ManyToManyField("course.Fact", related_name="passages")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["unit", "key"], name="course_passage_key")]

    def __str__(self) -> str:
        return self.key


class Excerpt(Published):
    """What the course page shows from a lesson.

    quote: the words of a finding, which stand in its passage; "" of a figure.
    """

    class Kind(models.TextChoices):
        FINDING = "finding", _("finding")
        FIGURE = "figure", _("figure")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="excerpts")
    kind = models.CharField(max_length=7, choices=Kind)
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="excerpts")
    quote = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind"], name="course_excerpt_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.passage}"


class GuidePage(Published):
    """A page of the downloadable guide."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="guide_pages")
    key = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    html = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="course_guidepage_key")
        ]

    def __str__(self) -> str:
        return self.title


class Asset(Published):
    """A picture; its file is stored once for all editions, under its SHA-256."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="assets")
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    suffix = models.CharField(max_length=5)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "path"], name="course_asset_path")
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def storage_name(self) -> str:
        return f"course/{self.sha256}{self.suffix}"
