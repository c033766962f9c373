"""The menu: the manual's paths, for whom each is."""

import pytest
from django.test import Client
from django.urls import reverse

from easyflex.navigation import MENU
from employees.models import Role
from tests.factories import make_company, make_employee

SEEN = {
    Role.ADMINISTRATOR: ["start", "document_new", "documents", "mailservers", "logs", "company", "employees"],
    Role.EMPLOYEE: ["start", "document_new", "documents", "logs"],
    Role.SUPPORT: ["start", "documents", "mailservers", "logs"],
}
OWN = ["work_location", "my"]


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_what_it_may_open(client: Client, role: Role) -> None:
    client.force_login(make_employee(role=role))
    navigation = client.get("/my/").context["navigation"]
    shown = [entry["url"] for group in navigation for entry in group["entries"]]
    assert shown == [reverse(name) for name in SEEN[role] + OWN]
    assert all(client.get(address).status_code == 200 for address in shown)


@pytest.mark.django_db
def test_the_menu_has_the_paths_of_the_manual(client: Client) -> None:
    client.force_login(make_employee(role=Role.ADMINISTRATOR))
    navigation = client.get("/my/").context["navigation"]
    paths = {f"{group['label']} > {entry['label']}": entry["url"] for group in navigation for entry in group["entries"]}
    assert paths["BI > Mailservers"] == "/mailservers/"
    assert paths["Mijn gegevens > Werklocatie"] == "/my/work-location/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/mailservers/new/", "/mailservers/"),
        ("/my/", "/my/"),
        ("/my/work-location/", "/my/work-location/"),
        ("/", "/"),
    ],
)
def test_the_menu_marks_the_deepest_entry_that_fits(client: Client, path: str, current: str) -> None:
    client.force_login(make_employee(role=Role.ADMINISTRATOR))
    navigation = client.get(path).context["navigation"]
    assert [entry["url"] for group in navigation for entry in group["entries"] if entry["current"]] == [current]


@pytest.mark.django_db
def test_the_training_mail_server_is_in_the_menu_of_the_demo_only(client: Client) -> None:
    client.force_login(make_employee())
    assert b"Oefenmailserver" not in client.get("/my/").content
    make_company(demo=True)
    assert b"Oefenmailserver" in client.get("/my/").content


def test_every_entry_of_the_menu_has_an_address() -> None:
    for group in MENU:
        for entry in group.entries:
            assert reverse(entry.address)
