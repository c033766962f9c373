"""API tokens: shown once, kept as a digest, as good as their employee."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from employees import tokens
from employees.models import ApiToken
from tests.factories import make_employee

pytestmark = pytest.mark.django_db


def test_a_token_acts_as_its_employee() -> None:
    employee = make_employee()
    _, text = tokens.create(employee, "Payroll")
    assert tokens.authenticate(text) == employee


def test_the_token_itself_is_not_stored() -> None:
    token, text = tokens.create(make_employee(), "Payroll")
    stored = ApiToken.objects.values().get()
    assert text not in str(stored)
    assert text.startswith(token.hint)


def test_the_token_of_somebody_inactive_is_refused() -> None:
    _, text = tokens.create(make_employee(is_active=False), "Payroll")
    assert tokens.authenticate(text) is None


def test_a_deleted_token_is_refused() -> None:
    token, text = tokens.create(make_employee(), "Payroll")
    token.delete()
    assert tokens.authenticate(text) is None


def test_its_use_is_noted_at_most_once_a_minute() -> None:
    token, text = tokens.create(make_employee(), "Payroll")
    tokens.authenticate(text)
    token.refresh_from_db()
    first = token.last_used_at
    tokens.authenticate(text)
    token.refresh_from_db()
    assert token.last_used_at == first

    ApiToken.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    tokens.authenticate(text)
    token.refresh_from_db()
    assert token.last_used_at >= first


class AnythingElse(TestCase):
    @given(st.text(max_size=200))
    def test_is_nobody_s_token(self, text: str) -> None:
        assert tokens.authenticate(text) is None
