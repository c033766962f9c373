#!/usr/bin/env python
"""Django's command line; `./dev manage …` runs it in the project's own environment."""

import os
import sys
from contextlib import nullcontext

from django.core.management import execute_from_command_line

from easyflex.starting import in_words

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "easyflex.settings")
    with nullcontext() if "--traceback" in sys.argv else in_words(exit_code=1):
        execute_from_command_line(sys.argv)
