"""What servers say about the envelope sender, the From address and relaying."""

from ...conversation import Phase
from ..rule import SENDING, Rule
from . import vocabulary
from .login_missing import NOT_LOGGED_IN
from .vocabulary import FORBIDDEN, MISSING

MAIL_DOMAIN_PROOF = (
    r"(spf|dkim|dmarc|arc)\b",
    r"sender policy framework",
    r"unauthenticated (e-?)?(mail|message) from",
    r"sender is unauthenticated",
    r"(mail|message) is unauthenticated",
    r"openspf",
    r"auth\w+ (information|checks|results)",
    r"mi:(spf|dma)",
    r"sending domain does not (pass|meet).{0,24}auth",
    r"sender[ -]?id\b.{0,24}(fail|not perm|reject)",
)
NO_RELAY = (
    r"relay(ing|s|ed)?( \S+){0,3} (deni|denied|not|prohib|disallow|refus|reject|restrict|disab|forbid|off\b)",
    r"(unable|cannot|can't|can not|won't|not (permitted|allowed|authori[sz]ed|able)) (to )?relay",
    r"(do|does|will|did)( not|n't)( \S+){0,2} relay",
    r"(no|invalid|unauthori[sz]ed|illegal|open|anonymous|third[ -]party)( \S+)? relay(ing)?",
    r"(invalid )?credentials for relay",
    r"relay access",
    r"relay check( \S+){0,2} fail",
    r"(den|refus|reject|prohibit)\w* (to )?relay",
    rf"{FORBIDDEN}\w*( \S+){{0,2}} (relais|weiterleit\w*|doorsturen|reenvio|retransmi\w+|inoltro|reencaminhamento)",
    r"(cannot|can't|unable to|will not) (deliver|relay|forward)( \S+){0,2} for",
    r"(not|\w*n't)( \S+){0,3} (to )?(be )?relay(ed|ing)?\b",
    r"as an? (open )?relay\b",
    r"as (an? )?(mail )?gate",
    r"rcpt-?hosts?",
    rf"(relay\w*|relais|doorsturen|weiterleit\w*|reenvio|retransmi\w+|inoltro|reencaminhamento|przekazywani\w+)"
    rf"( \S+){{0,5}} {FORBIDDEN}",
    r"(kein|geen|aucun|nessun|sin|nenhum|bez) (relay|relais)",
    r"(not|\w*n't)( \S+)? (a )?(local|hosted|handled|served|responsible)( \S+)? (domain|here|for)",
    r"(do|does)( not|n't) (handle|host|accept|serve)( \S+){0,2} (mail |e-?mail |messages )?for( \S+)? (that|this|the"
    r"|<|domain|[a-z0-9-]+\.[a-z])",
    r"not (a|an?) (gateway|mx|mail exchanger)",
    r"rp:frl",
    r"(destination|(?<!sender )domain)( is)? not (local|hosted|served|handled)",
    r"(do|does|will)( not|n't) deliver( \S+)? to (that|this|other|remote|external) domain",
    r"to (external|remote|non-local|foreign) (domain|address|recipient|account)",
    r"delivery (is )?not allowed to (this|that) address",
    r"(specified|recipient|destination|rcpt|that) domain( is)? not (allow|permit|accept)",
    r"not (a )?local host",
    r"only (accepts?|receives?) (\S+ )?for (its|our|local)",
)
NOT_RELAYING = (r"local sender", r"(possible|is an?|are) open relay", r"sender('s)? domain( \S+)? not")
SENDER = (
    r"(sender|from|mail ?from|return[ -]?path|originator|envelope[ -]from|reverse[ -]path|absender"
    r"|expediteur|emetteur|afzender|remitente|remetente|mittente|nadawc\w+)"
)
SENDER_CONFIRMATION = (
    rf"{SENDER}\S*( \S+){{0,6}} must be (verif|validat|confirm|regist)",
    rf"{SENDER}( \S+){{0,6}} (not|un|isn't|hasn't|never|must be)( \S+){{0,3}}[ -]?(verif|validat|confirm|regist)",
    rf"({SENDER}|domain)( \S+){{0,6}} (not|isn't|hasn't)( yet)?( been)? authenticated$",
    rf"({SENDER}|domain)( \S+){{0,6}} (await|pending|waiting for)\w*( \S+)? (verif|validat|confirm|authentic)",
    r"(not|un|isn't) ?(yet )?(been )?verified",
    r"verify (your|the|this|a) (\S+ )?(sender|domain|e-?mail|address|from|identity)",
    r"verified (sender|domain|identit|e-?mail|address|from)",
    r"sender (signature|identity)(?!.{0,12}authori)",
    r"unconfigured sending domain",
    r"(domain|sender|address|identity)( \S+)? (must|has to|needs to|should|have to) be( \S+)? (verif|confirm|validat"
    r"|authentic|regist)",
    r"domain( \S+)? (authentication|verification|ownership|setup)( \S+){0,5} (not|incomplete|pending|missing|required)",
    r"(sending )?domain( \S+){0,4} (not|un|isn't)( \S+){0,2}[ -]?(verif|validat|configured|confirm|regist"
    r"|activat|approved|added|linked|setup|set up)",
    r"unregistered (domain|sender)",
    r"domain( \S+){0,3} (not |un)(yet )?(been )?checked",
    r"sandbox",
    r"failed the (identity )?check",
)
SENDER_DOMAIN = (
    rf"{SENDER}\S*( \S+){{0,5}} domain (not found|unknown|does|must (exist|resolve|have)|invalid|has no|is invalid"
    r"|not exist)",
    r"domain of (the |your )?sender|sender's system address",
    r"(requires?|needs?)( \S+)? (valid|existing|resolvable) (sender|from)( \S+)? domain",
    r"malformed dns",
    r"(?<!or )domain may not exist|dns check fail",
    r"(no|not|can't|cannot|unable)( \S+){0,5} mx( \S+){0,2} (sender|from)",
    r"domain( name)? required",
    rf"{SENDER}('s)?( \S+){{0,2}} (domain|host)( \S+){{0,3}}"
    r" (not (found|exist|resolv|valid|known)|doesn't|does not|unknown|invalid|no\b|unresolv|cannot|bad"
    r"|\w*resol\w+ fail)",
    r"(sender|mail from|your|from)( address)?( \S+){0,3} (no|without|lacks?|missing)( \S+)? (mx|a record|dns)",
    r"(unresolvable|non-?existent|unknown|invalid|unroutable|bad|bogus) (\S+ )?(sender|from|return"
    r"|envelope)( \S+)? (domain|host)",
    rf"{SENDER}( \S+){{0,6}} (need fully|fully[ -]qual|not resolve|does not resolve|could not be resolved"
    rf"|unroutable|unrouteable)",
    r"(cannot|can't|could not|unable to) (resolve|find|verify|route to) (your|the|this)?( \S+)? ?(sender|domain|from)",
    r"null ?mx.{0,20}(sender|from)|(sender|from)( \S+){0,5} null ?mx",
    r"no valid (mx|cert).{0,16}(sender|from)",
    rf"{SENDER}( \S+){{0,3}} (must|should|needs to|has to) (contain|have|include)( \S+){{0,2}} (domain|fqdn|fully)",
    rf"(\w*{vocabulary.SENDER}\w*dom[ae]\w*|\w*dom[ae]\w+( \S+){{0,3}} {vocabulary.SENDER}\w*)( \S+){{0,4}} {MISSING}",
    rf"{vocabulary.SENDER}( \S+){{0,3}} dom[ae]\w*( \S+){{0,3}} {MISSING}",
)
SENDER_NOT_CONFIRMED = (
    r"sender( \S+){0,2} verif\w+ (fail|error)",
    rf"{SENDER}( \S+){{0,4}} (verif\w+ failed|undeliverable|unverified address|callout|could not be verified)",
    r"(callout|callback)( \S+){0,3} sender",
    r"(callout|callback) setup",
    r"postmaster verif\w+ fail",
    r"verif\w+ (mail ?from|sender)( \S+)? fail",
    r"(couldn't|could not|cannot|can't|unable to) (check|verify|validate|confirm)( \S+)? sender",
    r"sender( \S+)? (mailbox|address|account)( \S+){0,2} (does not exist|not found)",
    r"(callout|callback) verif\w+( \S+){0,3} sender",
)
SENDER_NOT_OWNED = (
    r"sendasdenied|send as (this|the|denied)",
    r"only (send|mail)( \S+)? (from|as|with)",
    r"not owned by",
    r"not authori[sz]ed to perform",
    r"(permission|right|allow|permit|authori[sz]|entitl)\w*( \S+){0,4} (send|sending|mail|submit"
    r"|use)( \S+){0,4} (as|from|on behalf|sender|with|using|for)\b",
    r"(send|sending|relay\w*) (disallowed |denied |not allowed )?(as|on behalf of) ",
    rf"{SENDER}( \S+){{0,8}} (not|isn't|\w+n't|un)[ -]?( \S+){{0,2}} ?(allow|permit|authori[sz]|match|own|accept"
    rf"|belong|valid|equal|same|conform|local|yours|correspond|approv|hosted|registered|yours?|one of|associated"
    rf"|assigned|linked|an? alias|in (my|our) )",
    rf"{SENDER}( \S+){{0,6}} (must|should|has to|needs to)( \S+){{0,2}} (be|match|equal|belong|correspond|use)",
    rf"{SENDER}( \S+){{0,3}} (reject|denied|refus|invalid|mismatch|forbidden|prohibited|disallow|block|spoof|not perm)",
    rf"(invalid|unauthori[sz]ed|illegal|forged|spoofed|disallowed|mismatch\w*|wrong|unknown|bad|rejected)"
    rf"( envelope)? {SENDER}",
    rf"(not|\w*n't) (allowed|permitted|authori[sz]ed|match)( \S+){{0,5}} {SENDER}",
    r"auth\w+ for( \S+){0,3} address",
    r"(different|another|other) (from|than)( \S+){0,3} (login|auth|user|account|sender)",
    r"(not|\w*n't)( a)? local sender|local user only|only local sender",
    r"(doesn't|does not|must|not) (conform|match|correspond|equal|be (the )?same)( \S+){0,4} (auth|login|user|account)",
    r"(mail|send|from)( \S+){0,3} domain( \S+){0,2} (is )?not (allowed|permitted|authori[sz]ed)",
    r"(anti-?)?spoof(ing|ed)?\b",
    rf"\w*{vocabulary.SENDER}\w*( \S+){{0,6}} ({FORBIDDEN}|{MISSING}|{vocabulary.NOT}\b)",
    rf"{MISSING}\w* (\S+ )?\w*{vocabulary.SENDER}",
    r"发件人.{0,16}(不|必须|错误)",
    r"dt:sum|mi:spb|wm:blu",
)
SENDER_NUMBERS = (Phase.MAIL,)

CONFIRMATION_RULES = (
    Rule(
        "sender-unverified",
        words=SENDER_CONFIRMATION,
        phases=SENDING,
        unless=(r"recipient address", r"unverified address", r"not allowed to use"),
    ),
)
PROOF_RULES = (
    # A header that is there twice is a fault of the message, even when it is a signature.
    Rule("content-refused", words=(r"(duplicate|multiple)( \S+){0,3} headers?\b",), phases=(Phase.DATA, Phase.MESSAGE)),
    Rule(
        "sender-authentication",
        words=MAIL_DOMAIN_PROOF,
        phases=SENDING,
        unless=(r"relay(ing)? (access )?(denied|not)", r"ptr record", r"blocked using", r"unusual rate"),
    ),
    Rule(
        "sender-authentication", enhanced=("5.7.26", "4.7.26", "5.7.23", "5.7.20", "5.7.515", "5.7.509"), phases=SENDING
    ),
)
RELAY_RULES = (
    Rule(
        "sender-not-allowed",
        words=(
            r"relay\w* (disallowed|denied|not allowed|not permitted) (as|for sender)",
            r"sender( is)? not allowed to relay",
        ),
    ),
    Rule("relay-denied/logged-in", words=NO_RELAY, phases=SENDING, traits=("logged-in",), unless=NOT_RELAYING),
    Rule("relay-denied", words=NO_RELAY, phases=(Phase.MAIL,), unless=(*NOT_RELAYING, *NOT_LOGGED_IN)),
    Rule("relay-denied", words=NO_RELAY, phases=(Phase.RCPT, Phase.DATA, Phase.MESSAGE), unless=NOT_RELAYING),
)
CLOSED_GROUP = (
    r"(allowed|permitted|authori[sz]ed) to (send|post|write)( \S+)? to (this|the|that) (recipient|group|list|mailbox"
    r"|user)",
    r"(members?[ -]only|closed)( \S+)? list",
    r"non-?member|not (subscribed to|a (member|subscriber))( \S+)? (list|group)",
)
TROUBLE_HERE = (
    r"(temporary|temporarily|transient)( \S+)? (local|system|internal|server|lookup|dns)( \S+)? (problem|error|fail)",
    r"error in processing",
    r"server configuration (problem|error)",
    r"unable to (quarantine|scan|process|check)",
)
SENDER_RULES = (
    Rule("recipient-refused", words=CLOSED_GROUP, phases=(Phase.RCPT, Phase.DATA, Phase.MESSAGE)),
    Rule("temporary-refusal", words=TROUBLE_HERE, codes=("45",), phases=SENDING),
    Rule(
        "sender-domain-refused",
        words=SENDER_DOMAIN,
        phases=SENDING,
        unless=(r"recipient address rejected", r"verified sender"),
    ),
    Rule(
        "sender-domain-refused",
        words=(
            rf"\w*(domain|domein|domaine|dominio|domen)\w*( \S+){{0,4}} (not found|not exist"
            rf"|does not|doesn't|unresolv|{MISSING})",
            r"(mx|dns)( \S+){0,3} (record|lookup)|mx( \S+)? (not|doesn't) exist",
            r"(no|without|geen|kein\w*|aucun|ningun|nessun) (valid )?(mx|a|dns)\b",
            r"(invalid|unknown|no such) (domain|host)",
            r"[a-z0-9-]+(\.[a-z0-9-]+)+\W* (does not|doesn't|did not|could not be) (exist|resolve)",
        ),
        phases=(Phase.MAIL,),
        unless=(r"verif",),
    ),
    Rule(
        "sender-domain-refused",
        words=SENDER_NOT_CONFIRMED,
        also=(r"no such domain|unroute?able|domain",),
        phases=SENDING,
        unless=(r"recipient",),
    ),
    Rule("sender-unverified/address", words=SENDER_NOT_CONFIRMED, phases=SENDING, unless=(r"recipient",)),
    Rule("sender-domain-refused", enhanced=("x.1.8", "x.7.27"), phases=SENDING, unless=(r"(allow|permit|own|block)",)),
    Rule(
        "sender-not-allowed",
        words=SENDER_NOT_OWNED,
        phases=SENDING,
        unless=(r"recipient (address )?(not|unknown)", r"message from", r"virus|spam\b", r"policy reasons"),
    ),
    Rule(
        "sender-not-allowed",
        words=(
            r"(identity|alias|address|<address>)\W*( \S+){0,2} not (be )?(allow|permit|authori|valid|accept|used)",
            r"address( is)? (invalid|illegal|wrong|malformed)|(invalid|illegal|wrong|malformed) (\S+ )?address",
        ),
        phases=(Phase.MAIL,),
        unless=(r"ip\b", r"policy"),
    ),
)
