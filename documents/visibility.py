"""Whose documents somebody sees, whether with their content, and which they may act on."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from employees.models import Employee

from .models import Document

Person = Employee | AbstractBaseUser | AnonymousUser


def visible_to(person: Person) -> QuerySet[Document]:
    """The documents that exist as far as `person` is concerned: their own, or everyone's with that permission."""
    if person.has_perm("documents.view_all"):  # type: ignore[union-attr]
        return Document.objects.all()
    return Document.objects.filter(sender=person.pk)


def may_read(person: Person, document: Document) -> bool:
    """Whether `person` may see subject, text and attachments of a document visible to them."""
    return _owns(person, document) or person.has_perm("documents.view_content_all")  # type: ignore[union-attr]


def may_act_on(person: Person, document: Document) -> bool:
    """Whether `person` may retry or cancel a document visible to them."""
    if person.has_perm("documents.manage_all"):  # type: ignore[union-attr]
        return True
    return _owns(person, document) and person.has_perm("documents.send")  # type: ignore[union-attr]


def _owns(person: Person, document: Document) -> bool:
    return document.sender_id is not None and document.sender_id == person.pk
