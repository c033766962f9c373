"""A connection that is kept open for many messages, with as few round trips as the server allows.

For the outbox:

    connection = Connection(settings, login, policy=policy, cancelled=lambda: stop_wanted)
    opening = connection.open(deadline_s=30)        # a Conversation: outcome "accepted" means ready to send
    for delivery in connection.deliver(envelopes):  # any iterator of Envelope; pulled one ahead of the results
        delivery.envelope, delivery.envelope.tag    # the very object that came out of `envelopes`
        delivery.outcome                            # "accepted" | "temporary" | "permanent" | "unknown"
        delivery.recipients                         # RecipientResult for each, also those refused while others went
        delivery.queue_id, delivery.reply, delivery.failure, delivery.attempted
        delivery.conversation(opening)              # the whole Conversation, made only when asked for
    connection.is_open                              # False: open a new one (after 421, loss, protocol errors)
    connection.plain                                # True: it answered oddly; open the next with plain=True
    connection.round_trip_s                         # shortest time between a command and its reply
    connection.quit()

Each envelope that `deliver` takes gets exactly one Delivery, in order. "unknown" means that the connection was lost
after the final dot: the server may have the message (RFC 1047). When the connection breaks, everything taken and not
answered is reported and the iteration ends; `attempted` is False for a message the server can know nothing of. To
stop early let `envelopes` end; a new `deliver` may follow on the same connection. Nothing is raised for anything
that a server or the network does. `message_deadline_s` is the time for one message, its transfer at SLOWEST_RATE
added.

With PIPELINING the envelope goes in one packet and the next envelope behind the body, so that a message costs one
round trip; with CHUNKING a body is sent by BDAT, a small one together with its envelope (RFC 2920, 3030).
"""

from collections.abc import Callable, Iterable, Iterator
