"""The pages for what went wrong: in the frame where there is one, by themselves where there may be none."""

import pytest
from django.template.loader import get_template
from django.test import Client

from tests.factories import make_employee


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_is_explained_in_the_frame(client: Client) -> None:
    client.force_login(make_employee())
    answer = client.get("/nothing/here/")
    assert answer.status_code == 404
    assert 'data-test="not-found"' in answer.content.decode()
    assert "Uitloggen" in answer.content.decode()


@pytest.mark.django_db
def test_a_page_for_another_role_says_who_can_help(client: Client) -> None:
    client.force_login(make_employee())
    answer = client.get("/company/")
    assert answer.status_code == 403
    assert "beheerder" in answer.content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_last_resort_needs_neither_request_nor_database(name: str) -> None:
    page = get_template(name).render({})
    assert "<h1>" in page
    assert "css/tokens.css" in page


def test_an_unknown_host_name_gets_a_page_with_words(client: Client) -> None:
    answer = client.get("/login/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "Er is niets mee gedaan" in answer.content.decode()
