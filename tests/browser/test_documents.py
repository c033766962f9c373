"""Composing a document and following it in Postvak uit."""

from pathlib import Path

from playwright.sync_api import expect

from documents.models import Document
from tests.browser.conftest import Agency, OpenWindow


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
