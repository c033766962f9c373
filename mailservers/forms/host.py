"""The address field of a server's form: a login that was pasted along never gets back to a page."""

from typing import Any

from django import forms

from mailservers.hosts import without_login


class HostField(forms.CharField):
    """An address as people paste it; whatever page holds it again, it holds it without user name and password."""

    def prepare_value(self, value: Any) -> Any:
        return without_login(value)[0] if isinstance(value, str) else value
