"""Composing a document and following it in Postvak uit."""

from pathlib import Path
from typing import Any

from playwright.sync_api import FilePayload, expect

from documents.models import Document
from tests.browser.conftest import Agency, OpenWindow
from tests.browser.test_accessibility import findings


def test_a_document_with_an_attachment_is_composed_and_appears_in_the_outbox(
    agency: Agency, window: OpenWindow, tmp_path: Path
) -> None:
    payslip = tmp_path / "loonstrook week 47.pdf"
    payslip.write_bytes(b"%PDF-1.4 a payslip")
    visitor = window("medewerker").go("/documents/new/")
    visitor.field("to").fill("j.smit@voorbeeld.example")
    visitor.field("subject").fill("Loonstrook week 47")
    visitor.field("body").fill("Zie de bijlage.")
    visitor.field("attachments").set_input_files(payslip)
    visitor.button("Versturen").click()

    visitor.page.wait_for_url("**/documents/*/")
    document = Document.objects.get()
    assert document.subject == "Loonstrook week 47"
    expect(visitor.page.locator("#main")).to_contain_text("loonstrook week 47.pdf")
    visitor.go("/documents/")
    expect(visitor.hook("document-row")).to_contain_text("Loonstrook week 47")


def test_a_mistake_keeps_everything_that_was_typed_and_the_file(
    agency: Agency, window: OpenWindow, tmp_path: Path
) -> None:
    payslip = tmp_path / "loonstrook.pdf"
    payslip.write_bytes(b"%PDF-1.4 a payslip")
    visitor = window("medewerker").go("/documents/new/")
    visitor.field("to").fill("geen adres")
    visitor.field("subject").fill("Loonstrook")
    visitor.field("body").fill("Beste Jan")
    visitor.field("attachments").set_input_files(payslip)
    visitor.button("Versturen").click()
    expect(visitor.hook("form-errors")).to_be_focused()
    expect(visitor.field("to")).to_have_value("geen adres")
    expect(visitor.field("body")).to_have_value("Beste Jan")
    expect(visitor.hook("kept-attachments")).to_contain_text("loonstrook.pdf")

    visitor.field("to").fill("jan@voorbeeld.example")
    visitor.button("Versturen").click()
    visitor.page.wait_for_url("**/documents/*/")
    expect(visitor.page.locator("#main")).to_contain_text("loonstrook.pdf")


def payload(name: str, size: int) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": b"x" * size}


def test_a_second_choice_of_attachments_adds_to_the_first(agency: Agency, window: OpenWindow) -> None:
    visitor = window("medewerker").go("/documents/new/")
    visitor.field("to").fill("j.smit@voorbeeld.example")
    visitor.field("subject").fill("Loonstrook")
    chosen = visitor.hook("chosen-files")
    visitor.field("attachments").set_input_files([payload("a.pdf", 1536)])
    visitor.field("attachments").set_input_files([payload("b.pdf", 10), payload("c.pdf", 20)])
    expect(chosen.get_by_role("listitem")).to_have_count(3)
    expect(chosen.get_by_role("listitem").first).to_contain_text("a.pdf 1,5\u00a0KB")
    expect(chosen.get_by_role("status")).to_contain_text("Samen 1,5\u00a0KB; hooguit")
    assert findings(visitor) == []

    chosen.get_by_role("button", name="Verwijderen b.pdf").click()
    expect(chosen.get_by_role("button", name="Verwijderen c.pdf")).to_be_focused()
    visitor.button("Versturen").click()
    visitor.page.wait_for_url("**/documents/*/")
    document = Document.objects.get()
    assert [file.filename for file in document.attachments.all()] == ["a.pdf", "c.pdf"]


def test_a_file_that_cannot_go_along_is_refused_the_moment_it_is_chosen(
    agency: Agency, window: OpenWindow, settings: Any
) -> None:
    settings.DOCUMENT_MAX_MB = 1
    visitor = window("medewerker").go("/documents/new/")
    chosen = visitor.hook("chosen-files")
    visitor.field("attachments").set_input_files(
        [payload("leeg.pdf", 0), payload("groot.pdf", 1_200_000), payload("goed.pdf", 700_000)]
    )
    expect(chosen.get_by_role("alert")).to_contain_text("“leeg.pdf” is leeg (0 bytes).")
    expect(chosen.get_by_role("alert")).to_contain_text("“groot.pdf” gaat niet mee")
    expect(chosen.get_by_role("listitem")).to_have_count(1)

    visitor.field("attachments").set_input_files([payload("ook goed.pdf", 600_000)])
    expect(chosen.get_by_role("alert")).to_contain_text("De bijlagen zijn samen 1,2\u00a0MB")
    assert findings(visitor) == []
    chosen.get_by_role("button", name="Verwijderen goed.pdf", exact=True).click()
    expect(chosen.get_by_role("alert")).to_be_hidden()
