"""Postvak uit: who sees what, in which words, and what the buttons do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from documents.models import Lane, Status
from employees.models import Role
from mailservers.moments import when
from tests.documents.visitors import make_document, visit
from tests.factories import make_employee, make_mailserver

pytestmark = pytest.mark.django_db


def rows(answer) -> list[str]:
    return [row.title for row in answer.context["rows"]]


def test_an_employee_sees_only_their_own_documents():
    anja, mo = make_employee("anja"), make_employee("mo")
    make_document(anja, subject="Mine")
    make_document(mo, subject="Not mine")
    assert rows(visit(anja).get("/documents/")) == ["Mine"]


def test_an_administrator_sees_everyones_documents_and_can_narrow_them_to_their_own():
    boss = make_employee("boss", role=Role.ADMINISTRATOR)
    make_document(make_employee("mo"), subject="Of Mo")
    make_document(boss, subject="Of the boss")
    browser = visit(boss)
    assert rows(browser.get("/documents/")) == ["Of the boss", "Of Mo"]
    assert rows(browser.get("/documents/?whose=mine")) == ["Of the boss"]


def test_support_sees_state_and_recipient_but_neither_subject_nor_buttons():
    make_document(make_employee("mo"), subject="Dismissal of Jan", status=Status.RETRYING)
    answer = visit(make_employee("sam", role=Role.SUPPORT)).get("/documents/")
    page = answer.content.decode()
    assert "jan@x.example" in page
    assert "Dismissal" not in page
    assert "Retry now" not in page
    assert "/cancel/" not in page


def test_support_cannot_find_out_a_subject_by_searching():
    make_document(make_employee("mo"), subject="Dismissal of Jan")
    assert rows(visit(make_employee("sam", role=Role.SUPPORT)).get("/documents/?q=dismissal")) == []


def test_the_tabs_count_by_status_and_choose_one():
    anja = make_employee("anja")
    make_document(anja, status=Status.SENT)
    make_document(anja, status=Status.SENT)
    make_document(anja, status=Status.FAILED, subject="Bad luck")
    answer = visit(anja).get("/documents/?status=failed")
    assert {tab.value: tab.count for tab in answer.context["tabs"] if tab.count} == {"": 3, "sent": 2, "failed": 1}
    assert rows(answer) == ["Bad luck"]


@pytest.mark.parametrize("query", ["q=smit", "q=Loon", "q=4XyZ8"], ids=["recipient", "subject", "queue number"])
def test_search_finds_by_recipient_subject_and_queue_number(query):
    anja = make_employee("anja")
    make_document(anja, subject="Loonstrook", to="j.smit@x.example", queue_id="4XyZ8", status=Status.SENT)
    make_document(anja, subject="Contract", to="p@x.example")
    assert rows(visit(anja).get(f"/documents/?{query}")) == ["Loonstrook"]


def test_filtering_by_server_keeps_the_others_out():
    boss = make_employee("boss", role=Role.ADMINISTRATOR)
    here, there = make_mailserver("Here"), make_mailserver("There")
    make_document(boss, here, subject="A")
    make_document(boss, there, subject="B")
    assert rows(visit(boss).get(f"/documents/?server={there.pk}")) == ["B"]


@pytest.mark.parametrize(
    "query",
    [
        "status=nonsense",
        "server=99999",
        "server=x",
        "server=99999999999999999999",
        "q=%00",
        "page=0",
        "page=9",
        "whose=zzz",
    ],
)
def test_a_filter_that_makes_no_sense_is_left_out(query):
    anja = make_employee("anja")
    make_document(anja, subject="Still here")
    assert rows(visit(anja).get(f"/documents/?{query}")) == ["Still here"]


def test_a_retrying_document_says_why_and_when_it_is_tried_again():
    anja, server = make_employee("anja"), make_mailserver()
    moment = timezone.now() + timedelta(minutes=5)
    make_document(anja, server, status=Status.RETRYING, reason="greylisted", not_before=moment)
    sentence = visit(anja).get("/documents/").context["rows"][0].sentence
    assert f"Next attempt: {timezone.localtime(moment):%H:%M}" in sentence
    assert len(sentence) > 30


def test_a_queued_document_behind_a_server_that_is_down_says_when_the_lane_is_tried():
    anja, server = make_employee("anja"), make_mailserver()
    document = make_document(anja, server)
    moment = timezone.now() + timedelta(minutes=7)
    Lane.objects.filter(pk=document.lane_id).update(
        state=Lane.State.WAITING, reason="connection-refused", retry_at=moment
    )
    sentence = visit(anja).get("/documents/").context["rows"][0].sentence
    assert f"Next attempt: {timezone.localtime(moment):%H:%M}" in sentence


def test_the_page_asks_again_only_while_something_moves():
    anja = make_employee("anja")
    document = make_document(anja)
    browser = visit(anja)
    assert 'hx-trigger="every' in browser.get("/documents/").content.decode()
    document.__class__.objects.update(status=Status.SENT)
    assert 'hx-trigger="every' not in browser.get("/documents/").content.decode()


def test_htmx_gets_the_moving_part_alone():
    anja = make_employee("anja")
    make_document(anja)
    page = visit(anja).get("/documents/", headers={"HX-Request": "true"}).content.decode()
    assert page.lstrip().startswith('<div id="outbox"')
    assert "<html" not in page


def test_a_running_batch_shows_how_far_it_is():
    anja = make_employee("anja")
    batch = "01900000-0000-7000-8000-000000000001"
    for status in (Status.SENT, Status.FAILED, Status.QUEUED):
        make_document(anja, status=status, batch=batch)
    answer = visit(anja).get("/documents/")
    assert '<progress id="batch-progress" max="3" value="2">' in answer.content.decode()


def test_everything_on_hold_for_a_server_can_be_retried_at_once():
    boss, server = make_employee("boss", role=Role.ADMINISTRATOR), make_mailserver("HQ")
    document = make_document(boss, server, status=Status.HELD, reason="credentials-rejected")
    Lane.objects.filter(pk=document.lane_id).update(state=Lane.State.STOPPED, holds=True, reason="credentials-rejected")
    browser = visit(boss)
    assert "Retry everything on hold" in browser.get(f"/documents/?server={server.pk}").content.decode()
    answer = browser.post(f"/documents/held/{server.pk}/retry/", follow=True)
    assert "1 document of HQ is tried again." in answer.content.decode()
    assert Lane.objects.get(pk=document.lane_id).state == Lane.State.OPEN


def test_only_administrators_retry_everything_on_hold():
    anja, server = make_employee("anja"), make_mailserver("HQ")
    make_document(anja, server, status=Status.HELD)
    assert visit(anja).post(f"/documents/held/{server.pk}/retry/").status_code == 403


def test_a_document_without_a_worker_is_told_to_administrators():
    boss = make_employee("boss", role=Role.ADMINISTRATOR)
    make_document(boss, make_mailserver())
    assert 'data-test="no-worker"' in visit(boss).get("/documents/").content.decode()


def test_a_subject_cannot_bring_markup_into_the_page():
    anja = make_employee("anja")
    make_document(anja, subject="<script>alert(1)</script>")
    assert "<script>alert" not in visit(anja).get("/documents/").content.decode()


def test_what_has_not_changed_is_not_replaced():
    anja = make_employee("anja")
    document = make_document(anja, make_mailserver())
    browser = visit(anja)
    mark = browser.get("/documents/").context["mark"]
    headers = {"HX-Request": "true", "X-Seen": mark}
    assert browser.get("/documents/", headers=headers).status_code == 204
    type(document).objects.update(status=Status.SENT)
    assert "Accepted by" in browser.get("/documents/", headers=headers).content.decode()


@pytest.mark.parametrize("status", Status)
def test_every_row_says_when(status):
    anja = make_employee("anja")
    queued, finished = (timezone.now() - timedelta(minutes=minutes) for minutes in (3000, 10))
    ended = status in (Status.SENT, Status.FAILED, Status.CANCELLED)
    make_document(
        anja, make_mailserver(), status=status, queued_at=queued, reason="", finished_at=finished if ended else None
    )
    answer = visit(anja).get("/documents/")
    (row,) = answer.context["rows"]
    assert row.moment == (finished if ended else queued)
    assert row.when == (when(finished) if ended else f"submitted {when(queued)}")
    assert f">{row.when}</time>" in answer.content.decode()
