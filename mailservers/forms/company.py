"""The form of the company."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mailservers.models import Company
from mailservers.validators import NO_EMAIL_ADDRESS, say_control_characters_once, with_plain_spaces


class CompanyForm(forms.ModelForm):
    """Name, general e-mail address and default server."""

    class Meta:
        model = Company
        fields = ["name", "general_email", "default_server"]
        help_texts = {
            "general_email": _("Test e-mails are sent to this address."),
            "default_server": _("For employees who have not chosen a work location."),
        }
        error_messages = {
            "name": {"required": _("Enter the name of the company.")},
            "general_email": {"invalid": NO_EMAIL_ADDRESS},
            "default_server": {"invalid_choice": _("This mail server does not exist any more. Choose another one.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        say_control_characters_once(self, "name")
        self.fields["general_email"].widget.attrs["autocomplete"] = "email"
        self.fields["default_server"].empty_label = _("None")  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return with_plain_spaces(self.cleaned_data["name"])
