"""Rules for single-line text that people type or paste."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from mailservers.models.server import BLANK_LETTERS

ANY_SPACES = re.compile(r"[^\S\n\r\t\v\f\x1c-\x1f\x85\u2028\u2029]+")  # spaces of every width, no line breaks

# For the message of an e-mail field, wherever one address is typed.
NO_EMAIL_ADDRESS = _("This is not a valid e-mail address. Enter one such as name@company.com.")


def with_plain_spaces(text: str) -> str:
    """The text with every look-alike space as an ordinary one, single, and none around it. Line breaks stay."""
    return ANY_SPACES.sub(" ", text.translate(BLANK_LETTERS)).strip(" ")


def validate_single_line(text: str) -> None:
    """Refuse line breaks and other control characters, which would be commands of their own to a server."""
    if any(unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in text):
        raise ValidationError(
            _("This contains a line break or another control character. Type it again on one line."),
            code="control_character",
        )


def say_control_characters_once(form: forms.BaseForm, *names: str) -> None:
    """Let `validate_single_line` alone say it of these fields, not Django's own words about NUL as well."""
    for name in names:
        field = form.fields[name]
        others = [each for each in field.validators if not isinstance(each, ProhibitNullCharactersValidator)]
        field.validators = [each for each in others if each is not validate_single_line] + [validate_single_line]


def validate_visible(text: str) -> None:
    """Refuse characters that show nothing, with which two different names could look the same."""
    if any(unicodedata.category(char) == "Cf" for char in text):
        raise ValidationError(
            _("This contains an invisible character, probably from copying. Type it again."), code="invisible_character"
        )
