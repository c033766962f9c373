"""The agency itself: one row, because one installation serves one agency."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Company(models.Model):
    """Name, general e-mail address (test mails go there) and the server of employees without a work location."""

    name = models.CharField(_("Company name"), max_length=200, blank=True)
    general_email = models.EmailField(_("General e-mail address"), max_length=254, blank=True)
    default_server = models.ForeignKey(
        "mailservers.MailServer",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Default mail server"),
    )
    demo = models.BooleanField(default=False, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("company")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="company_is_one_row")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Company":
        """The one row; an unsaved one before the company was first saved."""
        return cls.objects.select_related("default_server").filter(pk=1).first() or cls(pk=1)
