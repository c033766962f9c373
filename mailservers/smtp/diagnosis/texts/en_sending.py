"""English explanations: sender, recipient, message, and what can happen anywhere."""

from .text import Text

EN_SENDING = {
    "sender-not-allowed": Text(
        "The server does not accept this sender",
        ("{host} does not let you send with this sender address.", "The sender was {sender}."),
        (
            "Use the e-mail address of the account itself as the sender.",
            "Or have the provider allow the address: as an alias, or with the right to “send as”.",
        ),
    ),
    "sender-unverified": Text(
        "The provider wants the sender confirmed first",
        ("{host} only sends for addresses or domains that you have shown to be yours.", "The sender was {sender}."),
        (
            "Confirm the sender address or domain in the provider's control panel.",
            "The provider explains how at {link}.",
            "Until then, use a sender address that has been confirmed.",
        ),
    ),
    "sender-unverified/address": Text(
        "The server could not confirm the sender address",
        ("{host} checked whether the sender's mailbox exists and found that it does not.", "It was {sender}."),
        ("Use a sender address that exists and can receive mail.",),
    ),
    "sender-domain-refused": Text(
        "The sender's domain does not exist for this server",
        ("{host} cannot find the domain of the sender address, or it cannot receive mail.", "The sender was {sender}."),
        (
            "Check the sender address for typing errors.",
            "Is it right? Ask the administrator of the domain to check its DNS records (MX and A).",
        ),
    ),
    "sender-authentication": Text(
        "The sender's domain does not vouch for this server",
        (
            "The check of SPF, DKIM or DMARC failed: the owner of the sender's domain has not named this server as one "
            "that may send for it.",
            "The sender was {sender}.",
        ),
        (
            "Send through the mail server of the sender's own domain, with a login.",
            "Or ask the administrator of the domain to add this server to SPF and to set up DKIM.",
            "The server explains more at {link}.",
        ),
    ),
    "recipient-unknown": Text(
        "The recipient's address does not exist",
        ("The server knows no mailbox for this recipient.", "It concerns {recipient}."),
        ("Correct the e-mail address of the recipient, or ask them for the right one.",),
    ),
    "recipient-refused": Text(
        "The server refuses this recipient",
        (
            "The server takes no mail for this recipient: switched off, restricted, or refused for another reason.",
            "It concerns {recipient}.",
        ),
        (
            "Check the e-mail address and ask the recipient whether it still works.",
            "Ask the administrator of {host} if it happens with every recipient.",
        ),
    ),
    "recipient-refused/suppressed": Text(
        "The provider no longer sends to this recipient",
        ("{host} keeps a list of addresses where mail bounced or led to a complaint.", "It concerns {recipient}."),
        ("Check the e-mail address.", "Is it right? Take it off the suppression list in the provider's control panel."),
    ),
    "recipient-refused/unexplained": Text(
        "The server refuses this recipient without giving a reason",
        ("The server takes no mail for this recipient and gave no reason.", "It concerns {recipient}."),
        (
            "Check the e-mail address and ask the recipient whether it still works.",
            "Ask the administrator of {host} if it happens with every recipient: only the server's own log tells why.",
        ),
    ),
    "relay-denied": Text(
        "The server does not pass on mail for us",
        ("{host} only delivers to its own mailboxes as long as it does not know who you are.",),
        (
            "Turn authentication on (central or per employee) and enter a user name and password.",
            "Is no login intended? Then ask the administrator of {host} to allow this network's address to relay.",
            "Check that this is the server for sending, not the one for receiving mail.",
        ),
    ),
    "relay-denied/logged-in": Text(
        "The server does not pass on mail for this account",
        (
            "The login worked, but {host} does not deliver to this recipient for it.",
            "Often the account, or the sender's domain, has not been released for sending to others.",
        ),
        (
            "Use the e-mail address of the account itself as the sender.",
            "Ask the administrator of {host} to allow this account to send to any address.",
        ),
    ),
    "mailbox-full": Text(
        "The recipient's mailbox is full",
        ("There is no room left in the recipient's mailbox.", "It concerns {recipient}."),
        ("Ask the recipient to clear some space, or use another address; then send the document again.",),
    ),
    "greylisted": Text(
        "The server asks us to come back later",
        (
            "{host} makes unknown senders wait a while (greylisting); this is a usual measure against spam.",
            "It asks for a wait of {wait}.",
        ),
        ("Nothing has to be done: documents are sent again automatically. Repeat a test after a few minutes.",),
    ),
    "address-needs-smtputf8": Text(
        "The address contains letters this server cannot handle",
        (
            "An address has letters such as é or ü before the @; {host} does not support that (SMTPUTF8).",
            "It concerns {recipient}.",
        ),
        ("Use an address with plain letters only, or a mail server that supports international addresses.",),
    ),
    "address-needs-smtputf8/sender": Text(
        "The sender address contains letters this server cannot handle",
        ("The sender address has letters such as é or ü; {host} does not support that (SMTPUTF8).",),
        ("Use a sender address with plain letters only.",),
    ),
    "message-too-big": Text(
        "The message is too big for this server",
        ("{host} does not accept a message of this size.", "The limit is {limit}.", "The message measures {size}."),
        (
            "Send fewer or smaller attachments; attachments grow by a third on the way.",
            "Or ask the administrator of {host} to raise the limit.",
        ),
    ),
    "rate-limited": Text(
        "The limit on sending has been reached",
        (
            "{host} accepts only so many messages in a given time, and that number has been reached.",
            "The limit mentioned is {limit}.",
        ),
        (
            "Wait until the period is over; what can be sent later is tried again automatically.",
            "Lower the number of messages per minute for this server, or ask the provider for a higher limit.",
            "The provider explains its limits at {link}.",
        ),
    ),
    "spam-refused": Text(
        "The server takes the message for spam",
        ("{host} found content or behaviour in it that looks like spam.",),
        (
            "Check subject, text and links; a very short test text can be the reason too.",
            "Ask the administrator of {host} which rule it was; show the detail log.",
            "The server explains more at {link}.",
        ),
    ),
    "policy-refused": Text(
        "A rule on the server forbids this message",
        ("{host} has been set up to refuse messages like this one.",),
        (
            "Ask the administrator of {host} which rule it is; show the detail log.",
            "The server explains more at {link}.",
        ),
    ),
    "policy-refused/header": Text(
        "The server refuses the way the sender is written",
        ("{host} has a rule about the From line of messages that this one does not meet.",),
        (
            "Enter one plain sender address for this server.",
            "Ask the administrator of {host} which rule it is; show the detail log.",
        ),
    ),
    "content-refused": Text(
        "The server refuses the content",
        ("{host} does not accept something in the message: a type of attachment, or the way it is built.",),
        (
            "Send the attachment as a PDF, not as a program, script, macro document or archive.",
            "The server explains more at {link}.",
            "Ask the administrator of {host} what exactly was refused; show the detail log.",
        ),
    ),
    "content-refused/virus": Text(
        "The server found a virus in the message",
        ("{host} takes an attachment for malicious software.",),
        (
            "Have the attachment and the computer it comes from checked before sending it anywhere.",
            "Is it harmless? Then ask the administrator of {host} to look at the scanner's verdict.",
        ),
    ),
    "too-many-recipients": Text(
        "Too many recipients at once",
        ("{host} does not accept this many recipients for one message.", "The limit mentioned is {limit}."),
        ("Divide the recipients over several messages.",),
    ),
    "connection-lost": Text(
        "The server hung up",
        (
            "{host} broke off the connection {moment}, without an explanation.",
            "That can be a disturbance, a firewall in between, or a server that refuses us without saying so.",
        ),
        (
            "Try again in a few minutes.",
            "Check that port and security belong together: 465 with SSL, 587 with STARTTLS.",
            "If it keeps happening, show the detail log to the administrator of {host}.",
        ),
    ),
    "timeout": Text(
        "The server took too long",
        ("{host} did not answer in time {moment}.",),
        (
            "Try again in a few minutes; the server may be slow or busy.",
            "If it keeps happening, ask the administrator of {host}, and your network administrator about "
            "firewalls in between.",
        ),
    ),
    "protocol-error": Text(
        "The server does not keep to the rules of SMTP",
        ("{host} sent something that makes no sense at this point, so we stopped.", "Technically: {detail}."),
        ("Check server address and port.", "Show the detail log to the administrator of {host}."),
    ),
    "protocol-error/refused-command": Text(
        "The server did not understand us",
        ("{host} refused an ordinary command of SMTP as wrong or out of order.",),
        (
            "A firewall or virus scanner that changes mail traffic is a usual cause: try SSL with port 465.",
            "Show the detail log to the administrator of {host}.",
        ),
    ),
    "temporary-refusal/unexplained": Text(
        "The server refuses for now, without giving a reason",
        ("{host} gave a temporary error and no reason.", "Trying later may help."),
        (
            "Documents are tried again automatically.",
            "If it lasts, ask the administrator of {host}: only the server's own log tells why.",
        ),
    ),
    "temporary-refusal": Text(
        "The server refuses for now",
        ("{host} gave a temporary error whose cause we do not recognise.", "Trying later may help."),
        (
            "Documents are tried again automatically.",
            "If it lasts, show the detail log to the administrator of {host}.",
        ),
    ),
    "permanent-refusal": Text(
        "The server refuses the message",
        ("{host} refused for good, for a reason we do not recognise; its own words say what it objects to.",),
        ("Read what the server says; there is more in the detail log.", "Show the log to the administrator of {host}."),
    ),
    "permanent-refusal/unexplained": Text(
        "The server refuses without giving a reason",
        ("{host} refused for good and gave no reason.",),
        (
            "Ask the administrator of {host}: only the server's own log tells why; show the detail log.",
            "Check the sender address, and try a message without attachments.",
        ),
    ),
    "permanent-refusal/loop": Text(
        "The message goes round in circles",
        ("Servers keep handing this message to each other until {host} gave up.",),
        ("Ask the administrator of the recipient's domain to check forwarding and MX records.",),
    ),
    "cancelled": Text(
        "Stopped", ("The conversation was stopped before it was finished.",), ("Start again if you wish.",)
    ),
}
