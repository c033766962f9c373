"""What servers say when somebody has to log in first."""

from ..rule import SENDING, Rule
from .vocabulary import AUTHENTICATION, REQUIRED

NOT_LOGGED_IN = (
    r"auth(enticat\w+)?\b( \S+){0,3} (is |was )?(required|requested|needed|necessary|mandatory|first|expected)",
    r"(requires?|need|needs|require|requiring)( \S+){0,5} (auth(enticat\w+)?\b|log ?in|to log ?in|sign in|credentials)",
    r"(must|should|have to|please|need to)( \S+){0,4} (auth|authenticate|log ?in|log ?on|sign in)\b",
    r"(must|should|have to|need to) (\S+ )?be (authenticated|signed in|logged in)\b",
    r"turn on( \S+){0,2} auth\w*",
    r"(only|allowed|possible) (\S+ )?(with|after|when|if) (\S+ )?auth",
    r"(receive|check|fetch|retrieve|download|read)( \S+){0,3} (mail|e-?mail|messages)( \S+)? (before|first)",
    r"pop3?[ -]before[ -]smtp",
    r"(failed|fails|failure|unable) to (authenticate|log ?in)\b",
    r"(not|un|non)[ -]?(yet )?(been )?(auth(enticat\w+)?\b|logged[ -]in|signed in)\b",
    r"(log ?in|auth(enticat\w+)?\b|sign in)\W+(\S+ ){0,2}(first|before)",
    r"auth\w* turned on",
    r"authori[sz]ation required|without authori[sz]ation",
    r"permissions? to submit",
    r"(use|with)( \S+){0,3} (smtp[- ]auth\w*|port 587)",
    r"(not|without|\w+n't|no) (been )?(auth(enticat\w+)?\b|log ?in|logging in|logged in)\b",
    r"(send|use|issue|give) (the )?auth\b",
    r"anonymous( \S+){0,4} (not|mail|deni|disallow|prohib)",
    r"(only|restricted to)( \S+){0,3} (auth(enticat\w+)?\b|logged[ -]in) (user|client|sender|connection)",
    r"smtp[ -]auth(enticat\w+)?\b (required|must|turn|not)",
    rf"(smtp-auth|{AUTHENTICATION})( \S+){{0,3}} {REQUIRED}",
    rf"{REQUIRED}( \S+){{0,3}} {AUTHENTICATION}",
    r"(log|meld|melden sie|zaloguj)( (u|je|sich|sie))?( eerst| bitte| zuerst)? (in|aan|an|sie)\b",
    r"(eerst|zuerst|vorher) (inlog|aanmeld|anmeld|einlogg)\w*",
    r"(in te loggen|aan te melden|anzumelden|einzuloggen)",
    r"(debe|devi|deve|bisogna)( \S+){0,2} autentic",
    r"(nicht|bitte) (angemeldet|anmelden|authentifizier|authentisier)",
    r"(veuillez|merci de)( \S+){0,2} (authentifi|identifi|connect)",
    r"(non|pas) authentifie",
    r"niet (ingelogd|aangemeld|geauthenticeerd)",
    r"(requiere|debe|necesita)( \S+){0,3} autentic",
    r"(需要|请先|未).{0,6}(认证|登录|登陆|验证|授权)",
)
UNAUTHENTICATED_MAIL = (r"(spf|dkim|dmarc)\b", r"unauthenticated (e-?)?(mail|message) from", r"mail is unauthenticated")

LOGIN_MISSING_RULES = (
    Rule(
        "login-required",
        words=NOT_LOGGED_IN,
        phases=SENDING,
        unless=(
            *UNAUTHENTICATED_MAIL,
            r"received as unauth",
            r"logged in as",
            r"to (enable )?receiv",
            r"resolver\.",
            r"to this group",
            r"(match|same as|equal|correspond)",
        ),
    ),
    Rule(
        "credentials-rejected",
        words=(r"auth(enti\w+)?( credentials?)? (fail\w*|invalid\w*)",),
        phases=SENDING,
        unless=(r"(mail|message|sender|from|domain|dns|spf|dkim|dmarc|policy)\b", r"recipient"),
    ),
)
