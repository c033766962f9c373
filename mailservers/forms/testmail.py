"""The fields of a test mail that are not settings of the server."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mailservers.forms.passwords import PasswordField
from mailservers.models import Company
from mailservers.validators import say_control_characters_once, validate_single_line


class TestForm(forms.Form):
    """Where the test mail goes, and the tester's own login where the server wants each employee's own."""

    recipient = forms.EmailField(
        label=_("Send the test e-mail to"), required=False, max_length=254, validators=[validate_single_line]
    )
    test_username = forms.CharField(
        label=_("Your own user name"),
        required=False,
        max_length=320,
        validators=[validate_single_line],
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )
    test_password = PasswordField(label=_("Your own password"), required=False)

    __test__ = False  # not a test of pytest's

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company = company
        say_control_characters_once(self, "test_username", "test_password")
        self.fields["recipient"].widget.attrs["placeholder"] = company.general_email

    def clean_recipient(self) -> str:
        """The address to send to: the one typed here, else the company's."""
        recipient = self.cleaned_data["recipient"] or self.company.general_email
        if not recipient:
            raise forms.ValidationError(
                format_html(
                    gettext(
                        "The company has no general e-mail address yet. Set it under "
                        '<a href="{}">Company</a>, or enter another recipient here.'
                    ),
                    reverse("company"),
                ),
                code="no_recipient",
            )
        return recipient

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("test_username")) != bool(cleaned.get("test_password")):
            missing = "test_password" if cleaned.get("test_username") else "test_username"
            self.add_error(missing, _("Enter both your user name and your password, or neither."))
        return cleaned
