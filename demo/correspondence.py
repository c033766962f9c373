"""Documents that the agency has sent: the demo's outbox shows every status by itself once a worker runs."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from documents.contents import NewAttachment
from documents.intake import queue_document
from documents.models import Document
from employees.models import Employee


@dataclass(frozen=True)
class Letter:
    """One document to queue; with `file`, a small PDF of that name goes along."""

    sender: str
    to: str
    subject: str
    body: str
    file: str = ""


PAYSLIP = "Beste {name},\n\nIn de bijlage vind je je loonstrook van week 47. Vragen? Antwoord gerust op deze e-mail.\n"
CONTRACT = "Beste {name},\n\nHierbij je contract. Lees het goed door; volgende week spreken we het samen door.\n"
INVOICE = "Geachte relatie,\n\nIn de bijlage vindt u onze factuur over week 47.\n"

LETTERS = (
    Letter("medewerker", "Daan Kuipers <d.kuipers@post.example>", "Loonstrook week 47",
           PAYSLIP.format(name="Daan"), "loonstrook-week-47.pdf"),
    Letter("medewerker", "Noor Willems <n.willems@post.example>", "Loonstrook week 47",
           PAYSLIP.format(name="Noor"), "loonstrook-week-47.pdf"),
    Letter("medewerker2", "Milan Dekker <m.dekker@post.example>", "Je contract bij De Vries",
           CONTRACT.format(name="Milan"), "contract-milan-dekker.pdf"),
    Letter("beheerder", "Van Dam Logistiek <crediteuren@vandam.example>", "Factuur 2026-1147",
           INVOICE, "factuur-2026-1147.pdf"),
    Letter("m.yilmaz", "Zoë Brouwer <z.brouwer@post.example>", "Rooster voor volgende week",
           "Beste Zoë,\n\nVolgende week werk je van maandag tot en met donderdag, steeds vanaf 7.30 uur.\n"),
    Letter("e.mulder", "Van Dam Logistiek <planning@vandam.example>", "Twee heftruckchauffeurs beschikbaar",
           "Goedemorgen,\n\nVanaf maandag hebben we twee ervaren heftruckchauffeurs voor jullie klaarstaan.\n"),
    # What goes wrong, each in its own way.
    Letter("s.dejong", "Lotte Vos <l.vos@post.example>", "Loonstrook week 47",
           PAYSLIP.format(name="Lotte"), "loonstrook-week-47.pdf"),
    Letter("t.vermeulen", "Bram Peeters <b.peeters@post.example>", "Je contract bij Jansen Bouw",
           CONTRACT.format(name="Bram"), "contract-bram-peeters.pdf"),
    Letter("l.nguyen", "Sara Koster <s.koster@post.example>", "Uitnodiging voor een gesprek",
           "Beste Sara,\n\nGraag spreken we je donderdag om 10.00 uur over de vacature bij Van Dam Logistiek.\n"),
    Letter("p.hendriks", "Finn Scholten <f.scholten@post.example>", "Loonstrook week 47",
           PAYSLIP.format(name="Finn"), "loonstrook-week-47.pdf"),
)  # fmt: skip


def queue_once(employees: Mapping[str, Employee]) -> None:
    """Queue the letters, unless the outbox has been used already."""
    if Document.objects.exists():
        return
    for letter in LETTERS:
        attachments = [NewAttachment(letter.file, pdf(letter.subject, letter.to))] if letter.file else []
        queue_document(
            sender=employees[letter.sender],
            to=[letter.to],
            subject=letter.subject,
            body=f"{letter.body}\nMet vriendelijke groet,\n{employees[letter.sender].name}\nUitzendbureau De Brug\n",
            attachments=attachments,
        )


def pdf(*lines: str) -> bytes:
    """A page with these lines, as a PDF file that any reader opens (ISO 32000-1, 7.5)."""
    words = " ".join(f"({escaped(line)}) Tj T*" for line in lines)
    drawing = zlib.compress(f"BT /F1 14 Tf 22 TL 72 760 Td {words} ET".encode("cp1252", "replace"))
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(drawing), drawing),
    )
    file, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n" % (size, table)
    return file + head + b"<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(file))


def escaped(text: str) -> str:
    """Text inside a PDF string."""
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
