"""The WSGI entry point for gunicorn or any other server."""

import os

from django.core.wsgi import get_wsgi_application

from easyflex.starting import in_words

CANNOT_START = 3  # gunicorn then ends, instead of starting another worker that could not start either

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "easyflex.settings")
with in_words(exit_code=CANNOT_START):
    application = get_wsgi_application()

    # A WSGI server runs no system checks; this one must not be skipped. It needs the apps to be loaded first.
    from mailservers.checks import refuse_to_start_without_keys

    refuse_to_start_without_keys()
