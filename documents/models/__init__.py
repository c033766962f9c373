"""What the outbox knows: documents with their recipients and attachments, lanes, and the claims of workers.

The row is the job: a `Document` is what a person sent, and what a worker claims.

    Document ──< Recipient            to whom, and what the server said to each
       │ 1──1 Letter                  the message in wire form, without its attachments
       ├──< Attachment >── Content    a file in wire form, stored once per content
       ├──< Attempt >── SmtpLog       each try with its conversation
       └──> Lane ──< Seat >── Lease   one server's settings with one login; connections; a worker's claim

Pages and commands read these rows freely. They change them only through `documents.intake` (new documents) and
`documents.transitions` (retry, cancel), never with `save()`: a worker may be busy with the same row.
"""

from .attachment import Attachment, Content
from .attempt import Attempt
from .document import Document, Letter, Recipient, Status
from .lane import Lane, Lease, Seat

__all__ = [
    "Attachment",
    "Attempt",
    "Content",
    "Document",
    "Lane",
    "Lease",
    "Letter",
    "Recipient",
    "Seat",
    "Status",
]
