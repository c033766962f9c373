from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """The demo: an agency to play with, and a mail server of its own that shows every kind of result."""

    name = "demo"
    verbose_name = _("Demo")
