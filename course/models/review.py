"""Models of sign-offs: reviewers who say that a module is right as it stands."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.models.edition import Course, Module


class ModuleReviewQuerySet(models.QuerySet["ModuleReview"]):
    def of(self, module: Module) -> Self:
        """Return the sign-offs of the module as it stands, in its edition's course."""
        return self.filter(
            course=module.edition.course_id, module_key=module.key, digest=module.digest
        )


class ModuleReview(models.Model):
    """A reviewer signed off a module as it stood, with their own account. Append-only.

    digest: of the module's folder; a changed byte voids the sign-off.
    reviewer: None once the account is erased.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="reviews")
    module_key = models.SlugField(max_length=80)
    digest = models.CharField(max_length=64)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewer_name = models.CharField(max_length=200)
    reviewer_profession = models.CharField(max_length=200)
    disclosure = models.TextField()
    signed_on = models.DateField()
    signed_at = models.DateTimeField(default=timezone.now)

    objects = ModuleReviewQuerySet.as_manager()

    class Meta:
        permissions = [("sign_module", _("Sign a module off as its clinical reviewer"))]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "module_key", "digest", "reviewer"],
                name="course_modulereview_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.module_key}: {self.reviewer_name}"
