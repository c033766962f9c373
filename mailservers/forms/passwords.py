"""The password field of every form here: never sent back to a page."""

from typing import Any

from django import forms

from mailservers.validators import validate_single_line

LONGEST = 500


class PasswordField(forms.CharField):
    """A password exactly as typed, spaces included; the page never gets it back."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"autocomplete": "new-password", "spellcheck": "false", "autocapitalize": "none"}
        super().__init__(
            strip=False,
            max_length=LONGEST,
            widget=forms.PasswordInput(render_value=False, attrs=attributes),
            validators=[validate_single_line],
            **kwargs,
        )
