"""The WSGI entry point for gunicorn or any other server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "easyflex.settings")
application = get_wsgi_application()

# A WSGI server runs no system checks; this one must not be skipped. It needs the apps to be loaded first.
from mailservers.checks import refuse_to_start_without_keys  # noqa: E402

refuse_to_start_without_keys()
