"""The words of every explanation, one module per language."""

from types import ModuleType

from . import en, nl

LANGUAGES: dict[str, ModuleType] = {"en": en, "nl": nl}
