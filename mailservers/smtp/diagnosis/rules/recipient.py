"""What servers say about one recipient."""

from ...conversation import Phase
from ..rule import SENDING, Rule
from . import vocabulary

TO = (Phase.RCPT, Phase.DATA, Phase.MESSAGE)
UTF8_NEEDED = (
    r"smtputf8",
    r"(non-?ascii|internationali[sz]ed|utf-?8|8-?bit|eai)( \S+){0,4} (address|local|recipient|sender|mailbox|not supp)",
    r"(address|local[ -]part|recipient|sender|mailbox)( \S+){0,4} (non-?ascii|utf-?8|8-?bit)",
)
FULL = (
    r"(mail ?|in)?(box|folder)( \S+){0,4} (is )?(full|exceed)",
    r"(space|storage|disk)( is| has)? (not (enough|sufficient)|insufficient|exhausted|(been )?used up)",
    rf"{vocabulary.TOO_MANY} {vocabulary.MAILS} (on|in) (\S+ )?(mail|in)?box",
    r"full (mail|in)?box",
    r"(mailbox|inbox|storage|user|recipient|disk(space)?|account|over|maildir|folder)('s)?( \S+){0,4} (over ?)?quota",
    r"over ?quota|overquota",
    r"exhausted( \S+){0,3} (storage|space)",
    rf"speicher\w*( \S+){{0,3}} {vocabulary.USED_UP}",
    rf"(user|mailbox|account|benutzer|postfach|gebruiker|postvak) (has|hat|heeft) {vocabulary.TOO_MANY} "
    rf"{vocabulary.MAILS}",
    r"(domain|mailbox|account|user)( \S+)? size( \S+)? (limit|exceed)",
    r"quota( \S+){0,3} (full|reached|overdrawn|violat|exceed|is over)",
    r"exceed\w*( \S+){0,3} (storage|mailbox|quota|disk)",
    r"(out of|not (have )?(enough|sufficient)|insufficient|no)( \S+){0,2} (storage|space|room)",
    r"(mailbox|storage|disk)( \S+){0,4} (limit|allocation)",
    r"(geen|kein|keinen|plus d'|sin|senza|sem|brak) ?(\S+ )?(ruimte|(speicher)?platz|espace|espacio|spazio|espaco"
    r"|miejsca)",
    rf"({vocabulary.MAILBOX}|speicher|messagerie|bandeja)\w*( \S+){{0,5}} (voll|erschoe?pft|pleine?|vol|lleno|llena"
    rf"|saturee?|pien[oa]|chei[oa]|pelna|przepelnion\w+)\b",
    rf"(quota|{vocabulary.LIMIT})( \S+){{0,4}} {vocabulary.MAILBOX}( \S+){{0,3}} {vocabulary.USED_UP}",
    rf"{vocabulary.MAILBOX}( \S+){{0,4}} ({vocabulary.LIMIT}( \S+){{0,2}} {vocabulary.USED_UP}"
    rf"|{vocabulary.USED_UP}\w*( \S+){{0,3}} {vocabulary.LIMIT})",
    r"邮箱.{0,6}(已满|满|空间不足)|容量",
)
SENDING_QUOTA = (
    r"(send|sending|daily|hourly|rate|messages|outbound|outgoing|monthly|per (day|hour|month))"
    r" (\S+ )?(quota|limit|exceed)",
    r"message (\S+ )?(quota|limit)",
    r"(daily|hourly|monthly)",
    r"(rate-? ?limit|throttl|the rate)",
    r"recipient quota",
    r"limit( \S+){0,2} (send|messages)",
    vocabulary.SENT_MAIL,
    r"queue quota",
    r"polic(y|ies)\b|accounting|billing|subscription",
    r"you( have|'ve)? (exceeded|reached|used)|your (account|plan) has",
    vocabulary.PER_TIME,
)
NAMED = (
    r"(user|recipient|mail-?box|id\b|account|person|address|addressee|customer|destination|receiver|mail ?drop"
    r"|alias|local[ -]?part|rcpt|subscriber|e-?mail name)"
)
MISSING = (
    r"(unknown|unrecogni[sz]ed|not found|not be (found|located)|not? exist\b|doesn't exist|nonexist|non-exist"
    r"|no longer|invalid|not (a )?(valid|known|listed|here|present|local)|unavailable|undeliverable|unroute?able"
    r"|no such|not recogni[sz]ed|not available (on|at|in|here))"
)
UNKNOWN = (
    rf"{NAMED}s?( \S+){{0,7}} {MISSING}",
    rf"(no such|unknown|invalid|nonexistent|non-existent|non-existing|no|bad|undeliverable|illegal|wrong"
    rf"|unroute?able|unavailable) (\S+ )?(local )?{NAMED}",
    r"(does not|doesn't|don't|do not|did not) (exist|have( an?)?( \S+)? (account|mailbox|user))",
    r"(can't|cannot|can not|could not|couldn't) (find|locate|verify|deliver)( \S+){0,4} (user|address"
    r"|recipient|mailbox|account)",
    r"no mail ?box (here|by that|for|available)",
    r"(user|rcpt) ?unknown|recipient ?notfound|bad ?rcpt ?to",
    r"(no one|nobody|no person)( \S+)? (at|by|with) (this|that)",
    r"unknown (local[ -]?part|e-?mail)",
    r"(nessun utente|no existe)",
    r"(domain|host)( \S+){0,3} (unreachable|not reachable|must exist)|unknown host",
    r"not a local (address|user|mailbox)",
    r"not our (customer|user)",
    r"not (known|listed|recogni[sz]ed) (at|on|in|by) (this|our|the)\b",
    r"domain( is)? not (used|configured|set up|enabled) for (e-?)?mail",
    r"user not (local|known|found)|not( an?)? (user|mailbox|account|recipient) (of|on|at) ",
    r"\w+n't exist",
    r"(recipient|^address) verif\w*( \S+){0,4} fail",
    r"(not|isn't|no) in( \S+){0,3} (list|directory|table|user)",
    r"(account|address|mailbox)( \S+){0,4} (closed|deleted|removed|expired|terminated|moved|discontinued)",
    r"(invalid|unknown|bad|nonexistent|unroute?able) (\S+ )?domain",
    r"(domain|host)( \S+){0,5} (not|cannot)( be)? (found|resolved)",
    r"(missing or malformed|domain( \S+)? malformed)",
    rf"not an? (valid|known|existing|active) {NAMED}",
    r"no mx( \S+){0,4} (domain|host|recipient|address)",
    r"no longer (valid|exist|active|available|in use)",
    r"domain (not found|does not exist|unknown)|unknown domain|host unknown|no such domain",
    rf"{vocabulary.MAILBOX}\w*( \S+){{0,6}} {vocabulary.MISSING}",
    rf"{vocabulary.MISSING}\w* (\S+ ){{0,2}}{vocabulary.MAILBOX}",
    r"mailbox name( \S+)? (not allowed|invalid|illegal)",
    r"(用户|收件人|邮箱|帐号|账号).{0,10}(不存在|无效|未找到)",
)
RECIPIENT_CLOSED = (
    rf"{NAMED}s?( \S+){{0,6}} (is |has been |was )*(disabled|inactive|suspended|blocked|locked|frozen"
    rf"|restricted|not active|deactivated|not accept|unable to receive)",
    rf"(disabled|inactive|suspended|blocked|restricted) {NAMED}",
    r"(not|\w+n't|no longer|cannot|refus\w+) (accept\w*|receiv\w*)( \S+){0,3} (mail|message|e-?mail)",
    rf"{NAMED}( \S+){{0,4}} (reject|refus|denied|not allow|not permit|prohib)",
    r"(not|\w*n't) (allowed|permitted|authori[sz]ed) to send( \S+){0,3} (this|the|that)( \S+)? (recipient|group"
    r"|list|address|mailbox|user)",
    r"no valid recipients?|all recipients|valid rcpt|no recipients",
    r"(recipient|mailbox)( \S+){0,3} (only|restricted)",
    r"recipientrestricted|resolver\.rst",
    rf"{vocabulary.MAILBOX}( \S+){{0,5}} ({vocabulary.FORBIDDEN}|{vocabulary.LOCKED_WORDS})",
)
# Senders for others keep lists of addresses that bounced or complained before.
SUPPRESSED = (
    r"(recipient|address)(es)?( \S+){0,8} (inactive|suppress|on( \S+){0,3} (bounce|suppression|complaint|block))",
    r"(inactive|suppressed) (recipient|address)",
    r"suppression list|(previous|earlier|hard) bounce",
)
ABOUT_SENDER = (r"(sender|from address|from:|from header|mail from|your domain|return path)",)

UTF8_RULES = (
    Rule("address-needs-smtputf8/sender", words=UTF8_NEEDED, phases=(Phase.MAIL,)),
    Rule("address-needs-smtputf8", words=UTF8_NEEDED, phases=(Phase.RCPT,)),
    Rule("address-needs-smtputf8", enhanced=("x.6.7", "x.6.9"), phases=SENDING, unless=(r"headers?\b",)),
)
FULL_RULES = (
    Rule(
        "mailbox-full",
        words=FULL,
        phases=TO,
        unless=(*SENDING_QUOTA, r"system (storage|resources)", r"message size|too (big|large)"),
    ),
    Rule("mailbox-full", enhanced=("x.2.2",), phases=SENDING, unless=(*SENDING_QUOTA, r"temporary failure")),
)
TROUBLE = (
    r"(server|system|local)( \S+)? (config\w*|problem|error|failure)",
    r"(lookup|look-up) (failure|error)",
    r"(milter|filter|scanner|content filter|policy service|backend|database)( \S+){0,2} (unavail|down|not ready"
    r"|failed|time)",
)
LATER_RULES = (
    Rule(
        "temporary-refusal",
        words=(r"(denied|refused|rejected)\W+(\S+ ){0,2}(try|retry)",),
        codes=("45",),
        phases=SENDING,
    ),
    Rule("temporary-refusal", words=TROUBLE, codes=("45",), phases=SENDING),
    Rule(
        "permanent-refusal",
        words=(r"internal (\S+ )?(error|failure)", r"(server|system|local) config\w* (problem|error)"),
        codes=("5",),
        phases=SENDING,
    ),
    Rule(
        "greylisted",
        words=(r"(try|retry|come back)( \S+)? (again|later)",),
        enhanced=("4.7.1", "4.2.0"),
        codes=("45",),
        phases=SENDING,
    ),
)
RECIPIENT_RULES = (
    Rule(
        "recipient-refused",
        words=(
            r"(recipient|user)('s)? (preference|setting|choice|rule)",
            r"(recipient|user)( \S+){0,2} (not|doesn't) want",
            r"(blocked|rejected) by( \S+)? recipient",
            r"user (has )?reject",
            r"badrcptto",
        ),
        phases=TO,
    ),
    Rule("recipient-unknown", enhanced=("5.4.1",), phases=TO, words=(r"recipient address(es)? rejected",)),
    Rule(
        "temporary-refusal",
        words=(
            r"temporarily (disabled|inactive|locked)",
            r"(user|mailbox|recipient|account)( \S+){0,2} unavailable",
            r"temporarily (un|not )available",
        ),
        codes=("4",),
        phases=(Phase.RCPT,),
    ),
    Rule(
        "recipient-refused",
        enhanced=("x.2.1",),
        codes=("5",),
        phases=TO,
        unless=(
            *UNKNOWN,
            r"(this|your) (message|mail)\b",
        ),
    ),
    Rule(
        "recipient-refused",
        words=(r"(disabled|inactive|suspended)",),
        also=(r"recipient|mailbox|user|address|account",),
        phases=(Phase.RCPT, Phase.MESSAGE),
    ),
    Rule("recipient-unknown", words=UNKNOWN, phases=TO, unless=(*ABOUT_SENDER, r"configuration")),
    Rule(
        "recipient-unknown",
        enhanced=("x.1.1", "x.1.2", "x.1.3", "x.1.6", "x.1.10", "5.4.4"),
        phases=TO,
        unless=(*ABOUT_SENDER, r"policy violation"),
    ),
)
RECIPIENT_REFUSED_RULES = (Rule("recipient-refused", words=RECIPIENT_CLOSED, phases=TO),)
