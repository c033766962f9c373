"""Light, dark or automatic: a cookie, set by a form."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_pages_follow_the_device_until_somebody_chooses(client: Client) -> None:
    assert b"data-theme" not in client.get("/login/").content
    answer = client.post("/theme/", {"theme": "dark", "next": "/login/"})
    assert (answer.status_code, answer["Location"]) == (302, "/login/")
    assert b'<html lang="nl" data-theme="dark">' in client.get("/login/").content
    client.post("/theme/", {"theme": "auto", "next": "/login/"})
    assert b"data-theme" not in client.get("/login/").content


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", ["purple", '"><script>', ""])
def test_a_cookie_that_names_no_theme_is_ignored(client: Client, cookie: str) -> None:
    client.cookies["easyflex_theme"] = cookie
    assert b"data-theme" not in client.get("/login/").content


def test_an_unknown_theme_is_not_kept(client: Client) -> None:
    assert client.post("/theme/", {"theme": "purple"}).cookies == {}


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_the_choice_leads_back_to_our_own_pages_only(client: Client, back: str) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": back})["Location"] == "/"


def test_looking_at_the_address_changes_nothing(client: Client) -> None:
    assert client.get("/theme/").status_code == 405
