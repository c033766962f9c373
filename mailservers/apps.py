from django.apps import AppConfig
from django.core.checks import register


class MailserversConfig(AppConfig):
    name = "mailservers"

    def ready(self) -> None:
        from mailservers import checks, revisions  # revisions: its receiver notes the settings of each login

        register(checks.keys_fit_the_stored_secrets)
        register(checks.network_settings_are_networks)
        assert revisions.SESSION_KEY
