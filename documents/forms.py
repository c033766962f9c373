"""What a person may type into the compose page and into the filters of the outbox."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from employees.models import Employee
from mailservers.models import MailServer

from .addresses import Mailbox, read_mailboxes
from .content_rules import BODY_LIMIT, SUBJECT_LIMIT, body_problem, document_limit_bytes, subject_problem
from .kept_uploads import KeptUpload, keep, recall, reference
from .models import Document, Recipient, Status


class AddressesField(forms.CharField):
    """Several addresses in one field; cleans to a list of Mailbox and names each that is none."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"rows": 2, "spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"})

    def clean(self, value: Any) -> list[Mailbox]:
        """The mailboxes; raises ValidationError with a sentence for each bad address."""
        mailboxes, refusals = read_mailboxes(super().clean(value))
        if refusals:
            raise ValidationError(refusals)
        if self.required and not mailboxes:
            raise ValidationError(self.error_messages["required"], code="required")
        return mailboxes


class SeveralFilesInput(forms.FileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Every file of that name, not only the last."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class AttachmentsField(forms.FileField):
    """Any number of uploaded files, empty ones included: the form names those."""

    widget = SeveralFilesInput

    def clean(self, value: Any, initial: Any = None) -> list[UploadedFile]:
        """The files as they arrived."""
        return [file for file in value or [] if file is not None]


class ComposeForm(forms.Form):
    """A new document. Uploads are stored as soon as they arrive, whatever else is wrong with the form."""

    to = AddressesField(
        label=_("To"),
        error_messages={"required": _("Enter at least one recipient.")},
        help_text=_("Several addresses: separate them with a comma or a new line."),
    )
    cc = AddressesField(label=_("Cc"), required=False)
    bcc = AddressesField(
        label=_("Bcc"), required=False, help_text=_("These recipients get a copy without the others seeing it.")
    )
    subject = forms.CharField(
        label=_("Subject"), max_length=SUBJECT_LIMIT, strip=False, error_messages={"required": _("Enter a subject.")}
    )
    body = forms.CharField(
        label=_("Text"), required=False, max_length=BODY_LIMIT, widget=forms.Textarea(attrs={"rows": 10}), strip=False
    )
    attachments = AttachmentsField(label=_("Attachments"), required=False)
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        person: Employee,
        skipped: Iterable[str] = (),
        initial: dict[str, Any] | None = None,
        references: Iterable[str] = (),
    ) -> None:
        super().__init__(data, files, initial=initial)
        self.person, self.skipped = person, list(skipped)
        self.lost_uploads = 0
        self.kept: list[KeptUpload] = []
        for text in dict.fromkeys([*references, *(data.getlist("kept") if data is not None else [])]):
            upload = recall(text, person)
            if upload is None:
                self.lost_uploads += 1
            else:
                self.kept.append(upload)
        self.fields["attachments"].help_text = gettext("At most %(limit)s in total.") % {"limit": limit_words()}

    @property
    def kept_references(self) -> list[tuple[KeptUpload, str]]:
        """The stored uploads, each with the reference that the form carries for it."""
        return [(upload, reference(upload, self.person)) for upload in self.kept]

    @property
    def sentences(self) -> dict[str, str | int]:
        """What the page says of chosen files before they are sent, with {name} and {total} to fill in."""
        return {
            "limit_bytes": document_limit_bytes(),
            "total": gettext("%(total)s in total; at most %(limit)s.") % {"total": "{total}", "limit": limit_words()},
            "empty": empty_sentence("{name}"),
            "too_big": too_big_sentence("{name}"),
            "together": together_too_big_sentence("{total}"),
        }

    def clean_subject(self) -> str:
        """Refuses what cannot be in a header."""
        subject: str = self.cleaned_data["subject"]
        if problem := subject_problem(subject):
            raise ValidationError(problem)
        return subject.strip()

    def clean_body(self) -> str:
        """Refuses what no mail program can show."""
        body: str = self.cleaned_data["body"]
        if problem := body_problem(body):
            raise ValidationError(problem)
        return body

    def clean(self) -> dict[str, Any]:
        """Stores the uploads and looks at all attachments together."""
        self._keep_uploads()
        if self.lost_uploads:
            sentence = ngettext(
                "An attachment is no longer available. Choose it again.",
                "%(count)d attachments are no longer available. Choose them again.",
                self.lost_uploads,
            )
            self.add_error("attachments", sentence % {"count": self.lost_uploads})
        for name in self.skipped:
            self.add_error("attachments", too_big_sentence(name))
        total = sum(upload.size_bytes for upload in self.kept)
        if total > document_limit_bytes():
            self.add_error("attachments", together_too_big_sentence(filesizeformat(total)))
        return self.cleaned_data

    def _keep_uploads(self) -> None:
        for file in self.cleaned_data.get("attachments") or []:
            if not file.size:
                self.add_error("attachments", empty_sentence(file.name or ""))
                continue
            upload = keep(file)
            if upload not in self.kept:
                self.kept.append(upload)


def limit_words() -> str:
    """How big the attachments of one document may be together."""
    return f"{settings.DOCUMENT_MAX_MB} MB"


def empty_sentence(name: str) -> str:
    """Why an attachment without contents is refused."""
    return gettext("“%(name)s” is empty (0 bytes). Choose the file again, or leave it out.") % {"name": name}


def too_big_sentence(name: str) -> str:
    """Why one file was dropped while it arrived."""
    facts = {"name": name, "limit": limit_words()}
    return gettext("“%(name)s” was left out: the attachments of a document may be at most %(limit)s in total.") % facts


def together_too_big_sentence(total: str) -> str:
    """Why attachments that are fine one by one are refused together."""
    facts = {"total": total, "limit": limit_words()}
    sentence = gettext("The attachments come to %(total)s; a document may have at most %(limit)s. Leave some out.")
    return sentence % facts


class OutboxFilterForm(forms.Form):
    """What part of the outbox is shown; a value that makes no sense is left out of account."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    server = forms.ModelChoiceField(
        label=_("Mail server"), queryset=MailServer.objects.none(), required=False, empty_label=_("All mail servers")
    )
    whose = forms.ChoiceField(label=_("Sender"), required=False, choices=[("", _("Everyone's")), ("mine", _("My own"))])
    status = forms.ChoiceField(required=False, choices=[("", ""), *Status.choices], widget=forms.HiddenInput)

    def __init__(self, data: Any, *, person: Any) -> None:
        super().__init__(data)
        self.person = person
        servers = self.fields["server"]
        assert isinstance(servers, forms.ModelChoiceField)
        if person.has_perm("documents.view_all"):
            servers.queryset = MailServer.objects.all()
        else:
            own = Document.objects.filter(sender=person, server=OuterRef("pk"))
            servers.queryset = MailServer.objects.filter(Exists(own))
        if not (person.has_perm("documents.view_all") and person.has_perm("documents.send")):
            del self.fields["whose"]

    def chosen(self) -> dict[str, Any]:
        """The values that can be used."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in ("q", "server", "whose", "status")}

    def narrows(self) -> bool:
        """Whether anything but the status is chosen."""
        chosen = self.chosen()
        return any(chosen[name] for name in ("q", "server", "whose"))

    def select(self, documents: QuerySet[Document]) -> QuerySet[Document]:
        """The documents that fit, whatever their status."""
        chosen = self.chosen()
        if chosen["whose"]:
            documents = documents.filter(sender=self.person)
        if chosen["server"]:
            documents = documents.filter(server=chosen["server"])
        if text := chosen["q"].strip():
            documents = documents.filter(self._matches(text))
        return documents

    def _matches(self, text: str) -> Q:
        """Recipients and queue numbers; the subject too for those who may read all they see."""
        somebody = Recipient.objects.filter(document=OuterRef("pk")).filter(
            Q(address__icontains=text) | Q(name__icontains=text)
        )
        found = Q(Exists(somebody)) | Q(queue_id=text) | Q(sender_name__icontains=text)
        readable = Q() if self.person.has_perm("documents.view_content_all") else Q(sender=self.person)
        return found | (Q(subject__icontains=text) & readable)
