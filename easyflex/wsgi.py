"""The WSGI entry point for gunicorn or any other server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "easyflex.settings")
application = get_wsgi_application()
