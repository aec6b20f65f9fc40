"""The organisation that runs this deployment and issues its certificates."""

from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.letterhead import Sender
from course import countries

SHOWN_PROVIDER = "provider"  # the name of the copy that pages show, see course.reading.shown


class Provider(models.Model):
    """The provider, one row, edited by staff; certificates copy its words."""

    class Paper(models.TextChoices):
        A4 = "A4", _("A4")
        LETTER = "letter", _("US Letter")

    legal_name = models.CharField(_("legal name"), max_length=200)
    address = models.TextField(_("postal address"), blank=True)
    web = models.URLField(_("web address"), blank=True)
    contact = models.EmailField(_("contact address"), blank=True)
    signatory_name = models.CharField(_("signatory"), max_length=200, blank=True)
    signatory_title = models.CharField(_("signatory's title"), max_length=200, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    paper = models.CharField(_("paper"), max_length=6, choices=Paper, default=Paper.A4)
    accreditation = models.TextField(
        _("accreditation statement"),
        blank=True,
        help_text=_(
            "The words of the accreditor, in full."
            " Empty: this site gives no CE credit, and says so."
        ),
    )
    accredited_from = models.DateField(_("accredited from"), null=True, blank=True)
    accredited_until = models.DateField(_("accredited until"), null=True, blank=True)

    country = models.CharField(
        _("country"),
        max_length=2,
        choices=countries.CHOICES,
        default="US",
        help_text=_("Pages say whom to call there in an emergency."),
    )
    crisis = models.TextField(
        _("what pages say for an emergency"),
        blank=True,
        help_text=_("A sentence a line. Empty: whom to call in the country above."),
    )

    hold_until_reviewed = models.BooleanField(
        _("hold certificates until the content is reviewed"),
        default=False,
        help_text=_(
            "Until two reviewers have signed every module off, completed courses wait"
            " for their certificate."
        ),
    )

    approve_each = models.BooleanField(
        _("approve each certificate"),
        default=False,
        help_text=_("Each completed course waits until an issuer approves its certificate."),
    )
    renewal_months = models.PositiveSmallIntegerField(
        _("months until a certificate is out of date"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Counted from the day of completion. Empty: a certificate stays in date."),
    )
    outside_address = models.EmailField(
        _("address outside of this site"),
        blank=True,
        help_text=_(
            "Somebody who does not run this site. They get the last link of the chain of records"
            " every week, and a notice before one person acts alone."
        ),
    )

    class Meta:
        verbose_name = _("provider")
        verbose_name_plural = _("provider")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="course_provider_one_row"),
        ]

    def __str__(self) -> str:
        return self.legal_name

    def save(self, *args: Any, **fields: Any) -> None:
        super().save(*args, **fields)
        # Whoever saves looks at once, and must not see the copy of before.
        transaction.on_commit(lambda: caches["pieces"].delete(SHOWN_PROVIDER))

    @property
    def sender(self) -> Sender:
        """Return from whom mails come."""
        return Sender(self.legal_name, self.address, self.contact)

    @property
    def is_entered(self) -> bool:
        """Return whether staff have ever saved a provider; False for the stand-in of ``get``."""
        return not self._state.adding

    @property
    def crisis_lines(self) -> list[str]:
        """Return what to do in an emergency, in the active language; a sentence a line."""
        return self.crisis.splitlines() or countries.crisis_lines(self.country)

    @classmethod
    def get(cls) -> "Provider":
        """Return the provider, or a stand-in until staff have entered one.

        The stand-in names the site and gives no credit.
        """
        return cls.objects.filter(pk=1).first() or cls(
            pk=1, legal_name="Waymark", web=settings.BASE_URL, time_zone=settings.TIME_ZONE
        )
