"""The ordered table: the first row that matches names the cause.

Words come before numbers, because servers choose their words with more care than their numbers; the most specific
notions come first. What is left is judged by enhanced status code, then by reply code and phase.
"""

from ..rule import Rule
from .blocking import BLOCKING_RULES, BUSY_RULES
from .client import CLIENT_RULES
from .login import LOGIN_DETAIL_RULES, LOGIN_RULES
from .login_missing import LOGIN_MISSING_RULES
from .message import CONTENT_RULES, LIMIT_RULES, MESSAGE_RULES, SIZE_RULES, VIRUS_RULES
from .numbers import CODE_RULES, ENHANCED_RULES, MICROSOFT_RULES, ORDER_RULES
from .recipient import FULL_RULES, LATER_RULES, RECIPIENT_REFUSED_RULES, RECIPIENT_RULES, UTF8_RULES
from .security import SECURITY_RULES
from .sender import CONFIRMATION_RULES, PROOF_RULES, RELAY_RULES, SENDER_RULES

RULES: tuple[Rule, ...] = (
    *CLIENT_RULES,
    *MICROSOFT_RULES,
    *PROOF_RULES,
    *RELAY_RULES,
    *LOGIN_RULES,
    *BLOCKING_RULES,
    *SECURITY_RULES,
    *LOGIN_DETAIL_RULES,
    *CONFIRMATION_RULES,
    *LOGIN_MISSING_RULES,
    *VIRUS_RULES,
    *FULL_RULES,
    *LIMIT_RULES,
    *SENDER_RULES,
    *UTF8_RULES,
    *SIZE_RULES,
    *BUSY_RULES,
    *ORDER_RULES,
    *MESSAGE_RULES,
    *LATER_RULES,
    *RECIPIENT_RULES,
    *CONTENT_RULES,
    *RECIPIENT_REFUSED_RULES,
    *ENHANCED_RULES,
    *CODE_RULES,
)
