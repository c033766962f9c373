"""A name that somebody typed."""

from typing import Any

from django import forms

from mailservers.validators import validate_single_line, validate_visible, with_plain_spaces


class NameField(forms.CharField):
    """One line, nothing invisible in it, single ordinary spaces."""

    default_validators = [validate_single_line, validate_visible]

    def to_python(self, value: Any) -> str:
        return with_plain_spaces(super().to_python(value) or "")
