"""The HTTP API, version 1: the same deeds as the pages, in JSON."""
