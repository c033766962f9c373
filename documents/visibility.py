"""Whose documents somebody sees, whether with their content, and which they may act on."""

from django.http import HttpRequest

from employees.models import Employee

from .models import Document
from .models.document import DocumentQuerySet


def visitor(request: HttpRequest) -> Employee:
    """Who is asking, in a view that only people who are logged in can reach."""
    assert isinstance(request.user, Employee)
    return request.user


def visible_to(person: Employee) -> DocumentQuerySet:
    """The documents that exist as far as `person` is concerned: their own, or everyone's with that permission."""
    if person.has_perm("documents.view_all"):
        return Document.objects.all()
    return Document.objects.filter(sender=person.pk)


def may_read(person: Employee, document: Document) -> bool:
    """Whether `person` may see subject, text and attachments of a document visible to them."""
    return _owns(person, document) or person.has_perm("documents.view_content_all")


def may_act_on(person: Employee, document: Document) -> bool:
    """Whether `person` may retry or cancel a document visible to them."""
    if person.has_perm("documents.manage_all"):
        return True
    return _owns(person, document) and person.has_perm("documents.send")


def _owns(person: Employee, document: Document) -> bool:
    return document.sender_id is not None and document.sender_id == person.pk
