"""Refusals of the place the mail comes from: lists, reputation, reverse DNS, EHLO names; and servers too busy."""

from ...conversation import Phase
from ..rule import SENDING, Rule
from .vocabulary import AUTHENTICATION, FORBIDDEN, REQUIRED, TOO_MANY

LISTED_DOMAIN = (
    r"(sender|from|return-path|domain)( address| domain)?( \S+){0,2} (is )?(blocked|listed"
    r"|rejected).{0,16}(using|in|by|on) \S*(dbl|rhs|uri|surbl)",
    r"sender domain( is)? listed",
    r"dbl\.spamhaus",
    r"rhsbl",
    r"reputation of (the )?(sending |sender'?s? )?domain",
)
LISTED_LINK = (
    r"(surbl|uribl)\b",
    r"(urls?|uri|links?|hyperlinks?)( \S+){0,6} (black|block|listed|reputation|malicious)",
    r"(black|block)-?(listed|ed) (url|uri|link)",
    r"(url|link)s?( \S+){0,14} complaint",
)
LISTS = (
    r"(zen|sbl|xbl|pbl|css)\.spamhaus",
    r"spamhaus",
    r"spamcop",
    r"sorbs",
    r"uceprotect",
    r"barracuda(central| reputation|networks\.com/reputation)",
    r"(dnsbl|rbl|bl)s?\b",
    r"(is|are|was|been|due to) (currently )?(listed|listing) (at|by|in|on)\b",
    r"(?<!not )listed (at|by|in|on) \S+\.[a-z]{2,}",
    r"(blocked|rejected|refused) (for|because of|due to) (abuse|spamming)",
    r"csi\.cloudmark",
    r"\S*\.(rbl|dnsbl|bl)\.",
    r"blocked using (?!spam|content)",
    r"sender intelligence",
    r"(real-?time )?(black|block|deny|ban) ?-?list",
    r"senderscore",
    r"abuse\.?at|cbl\.abuseat|psbl|mailspike|invaluement|nixspam|ix\.dnsbl",
    r"ipcheck\.",
    r"(sperr|schwarz)liste",
    r"liste noire|liste de blocage|lista de bloqueo",
    r"blok\w*lijst|block\w*liste",
    r"zwarte lijst",
    r"lista (negra|nera)",
    r"黑名单",
)
SENDING_PLACE = (
    r"(your |the |this |client |sending |source |remote |connecting )?(ip( address)?|<ip>|host|network"
    r"|mta|mail ?server|server)"
)
REFUSED = (
    r"(block|bann|blacklist|deni|reject|refus|not (allow|author|permit|accept|whitelist)|unauthori|forbid"
    r"|prohibit|listed|suspend|restrict)"
)
BAD_PLACE = (
    rf"(your|this|sending|source|client|remote|connecting) (ip|host|network|mail ?server|server"
    rf"|mta)( \S+){{0,4}} {REFUSED}",
    rf"countr(y|ies)( \S+){{0,3}} {REFUSED}",
    r"(from|in) (that|this|your) country",
    rf"(?<![=&])ips?('s)?( address)?( \S+){{0,7}} (is |was |has been |are |temporarily )*{REFUSED}",
    rf"\W?<ip>\W*(is |was |has been |are )?(currently |temporarily |permanently )?((on|in)\b|{REFUSED})",
    rf"{REFUSED}\w*( \S+){{0,3}} (your |sending |this |source |client )?(ip\b|ip address|<ip>)",
    r"(banned|unauthori[sz]ed|blocked|untrusted|suspicious|invalid|unknown|unrecogni[sz]ed|unregistered|bad) (sending "
    r"|sender |source |client |remote )?ip\b",
    r"(banned|unauthori[sz]ed|blocked|untrusted|suspicious) host\b",
    r"(invalid|unknown|unrecogni[sz]ed|unregistered) (sending|source|client|remote) host\b",
    r"(client |remote )?host( address| name)?( \S+)? (rejected|blocked|refused|denied|banned)",
    r"(remote ?)?host( \S+){0,3} suspicious",
    r"sending mta\b",
    r"bypass\w*( \S+){0,4} relay",
    r"(part of )?(their|your) network is on our block",
    r"(poor|bad|low|negative|untrusted|insufficient|no) .{0,20}reputation",
    r"(slecht|schlecht|mauvais|mala|cattiv|zla)\w* (\S+ )?reputa",
    r"reputation.{0,30}(poor|bad|low|block|reject|refus|deni|limit)",
    rf"{REFUSED}\w* (by|for|because of|due to)( \S+){{0,3}} reputation",
    rf"connection( is| was| has been)? {REFUSED}\w* (by|for|because|due)",
    r"(ip|sender|host|mta|server)('s)? reputation",
    r"(dial-?up|dynamic|residential|generic|consumer)( \S+)? (ip|name|screen|range|host|address|pool|ptr|rdns|user)",
    r"dial-?up",
    r"(connection|access|service)s?( \S+){0,2} (from|for|to) \S*<ip>\S*( \S+){0,2} (deni|refus|reject|block"
    r"|bann|not allow)",
    r"connect(ion|ions|ing)?( \S+){0,5} (refus|reject|den(ied|y)|block|prohibit|not (be )?accept).{0,24}(from|ip|host)",
    r"(too many|much) spams? from (your|this) ip",
    r"too many (invalid|unknown|bad)( \S+){0,3} from (this|your|<ip>|host)",
    r"<ip>\W+you are (not|being|blocked|banned)",
    r"(^|your |this |sender |client )ip( address)? (is|has|was|have|is being)\b",
    r"ip( address)?( \S+){0,5} dynamic",
    r"ip check( \S+)? (fail|error)",
    r"unauthori[sz]ed( \S+){0,3} \S{0,8}<ip>",
    r"access to( \S+){0,9} (reject|deni|refus|block)",
    r"not (in|on) (the |our |your |any )?(\S+ )?(white|allow)-? ?list",
    r"mismatch\w*( \S+){0,2} ip\b",
    r"messages from \S*<ip>\S* (were|was|are|will)",
    r"ip( address)?( \S+){0,4} not (in|from|on|part of) (our|this|the)\b",
    r"(<ip>|ip|server|host)\W*( \S+){0,3} (sent|sends|sending)( \S+){0,3} spam",
    r"spam source|(currently|are|is) sending spam",
    r"ip( address)? (is )?(in|on) (the|an?|our)\b",
    r"(your|this) (\S+ )?ip( address)?( \S+){0,3} spam",
    r"mail from \S*<ip>",
    r"not allowed to connect",
    r"no access from (mail ?)?server",
    r"accepting ((e-?)?mail|messages|connections) from your",
    r"open ?(proxy|relay)|insecure (mail )?relay",
    r"(bad|black) ip\b|black (\S+ )?(address|sender)\b",
    r"smtp server of your (isp|provider)",
    r"(confirm|confirmation)( \S+){0,3} mail server|server requires confirmation",
    r"reputation (problem|issue|fail)",
    r"over ipv6",
    rf"network( \S+)? {REFUSED}",
    r"geo(graphic|-?ip|-?location|-?block)",
    r"mail from ip\b",
    r"not accept(ing)? (e?-?mails?|messages|connections|traffic) from (your|this(?! sender)|<ip>|\S*<ip>)",
    r"traffic( \S+){0,4} this ip\b",
    r"(^| )ip=",
    r"(users? complaints|complaint rate)",
    r"all messages from \S+ will be (permanently )?deferred",
    rf"(ip-?adres\w*|(adresse|direccion|indirizzo|endereco|adres) ip)( \S+){{0,6}} {FORBIDDEN}",
    rf"(ihre?n?|votre|uw|je|su|tuo|seu|twoj) (mail)?(server|serveur|servidor)( \S+){{0,4}} {FORBIDDEN}",
    r"(adresse|serveur) (ip )?(source )?(bloque|refuse|rejete|interdit)",
    r"(ip-?adresse|absender-?ip).{0,24}(gesperrt|blockiert|gelistet|abgelehnt)",
    r"ip-?adres.{0,24}(geblokkeerd|geweigerd|niet toegestaan)",
    r"(direccion )?ip.{0,20}(bloquead|rechazad|listad)",
    r"(发信|该)? ?ip.{0,12}(拒绝|禁止|异常|被|不在|封)",
    r"hl:(rep|ihu|ipb|mep)",
    r"(dt:rbl|wm:bli)",
)
REVERSE_DNS = (
    r"(reverse|inverse)[ -]?(dns|lookup|host|ip)",
    r"r-?dns\b",
    r"ptr\b",
    r"cannot find your (reverse )?host",
    r"forward dns",
    r"ip must resolve",
    r"possibly forged",
    r"unverif[iy]able( \S+)? ip",
    r"unresolvable (\S+ )?host ?name",
    r"(no|missing|invalid|bad) (reverse|ptr|rdns)",
    r"ip ?name (lookup|mismatch|possibly forged)",
    r"unable to (verify|resolve|determine) (your|the|its)?.{0,12}\b(host ?name|ip)\b",
)
GREYLIST = (
    r"gr[ea]y-? ?list\w*",
    r"postgrey",
    r"gl0\d\b",
    r"(first|initial) (contact|encounter|attempt|delivery attempt|connection|time)",
    r"unknown (sender )?triplet",
    r"deferred for \d+",
    r"delayed? (by|for) (\d|anti-?spam)",
    r"not (known )?yet\b|not yet (authori[sz]ed|whitelisted|passed)",
    r"(liste grise|lista gris|lista grigia|szara lista)",
)
COME_BACK = (
    r"(try|retry|come back|resend|reconnect|please wait)( \S+){0,6} (in|after|within|for|until) (\d|a few|some"
    r"|several)( ?\S+){0,3} ?(s|sec|min|hour)",
    r"(reessay\w*|revenez|versuch\w*|probeer|riprov\w*|intente|tente|sprobuj)( \S+){0,4} (in|over|dans|tra|en|em|za"
    r"|na) \d",
    r"(in|after|nach|na|dans|en|tra|za) \d+ ?(s|sec|sek|min)\S* ?.{0,24}(try|retry|versuch|opnieuw|reessay|riprov)",
)
TOO_MUCH = (TOO_MANY, r"(rate|quota|limit)\b")
EHLO_NAME = (
    r"(helo|ehlo)(ip|/(helo|ehlo))?( \S+){0,6} (reject|refus|denied|invalid|bad|not (valid|accept|allow|found"
    r"|resolv|fully|fqdn)|must|has no|forged|mismatch|require|incorrect|unacceptable|suspicious|syntax)",
    r"(bad|invalid|forged|illegal|suspicious|incorrect|wrong|unresolvable|bogus) (helo|ehlo)",
    r"(helo|ehlo) (name|argument|command|host|hostname)( \S+){0,3} (is|does|do|must|should|not)",
    r"(reject|refus|access denied)\w*.{0,24}(helo|ehlo)\b",
    r"(fully|fqdn|qualified)( \S+){0,5} (helo|ehlo)\b",
)
TOO_MANY_CONNECTIONS = (
    r"(too many|exceeded|maximum|max|limit|concurrent|simultaneous|parallel)( \S+){0,6} (connection|session|thread)s?",
    r"(connection|session|thread|concurrency)s?( \S+){0,3} (limit|exceeded|maximum|too high)",
    r"too many (connect|client|process)",
    r"(server|system) (task|process) limit",
    r"trop de connexion",
    r"zu viele (gleichzeitig\w* )?(verbindung|sitzung)",
    r"te veel (gelijktijdige )?(verbinding|sessie)",
    r"demasiadas conexiones",
    r"并发连接|连接数",
    r"hl:(icc|ifc|itc)",
)
BUSY = (
    r"(server|service|system|host|we are|we're|too)( is| are| currently| temporarily| too)* (busy|overload)",
    r"(busy|overloaded)\b",
    r"load (average|too high|is too|limit)",
    r"(system|server) load",
    r"(insufficient|low on|out of|not enough|lack of) (system )?(resources|memory|disk|storage|system storage)",
    r"(service|server|system)( is)? (currently |temporarily )?(un|not )available",
    r"not accepting (network )?(messages|mail|connections)( at this time| now| currently)?",
    r"(shutting|going) down",
    r"(server|systeem) (is )?(te )?(druk|overbelast)",
    r"(ue?berlastet|veuillez (re)?essayer)",
)

BLOCKING_RULES = (
    Rule("spam-refused", words=LISTED_LINK),
    Rule("address-blocked/domain", words=LISTED_DOMAIN),
    Rule(
        "server-busy",
        words=TOO_MANY_CONNECTIONS,
        unless=(
            r"fail|bad (log|auth)",
            r"(send|sent) too many|number of (messages|mails)",
            r"too (many|much) (mails?|messages|e-?mails|requests)",
            r"per (day|hour|session|connection)",
            r"frequen|daily",
        ),
    ),
    Rule("greylisted", words=(r"gr[ea]y-? ?listed",), codes=("5",), phases=(Phase.RCPT, Phase.DATA, Phase.MESSAGE)),
    Rule(
        "greylisted",
        words=GREYLIST,
        codes=("4",),
        unless=TOO_MUCH,
        phases=(Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.MESSAGE, Phase.GREETING),
    ),
    # Without the word itself: only where greylisting happens, and under its numbers or none.
    Rule(
        "greylisted",
        words=COME_BACK,
        codes=("4",),
        enhanced=("", "4.0.0", "4.1.x", "4.2.x", "4.7.x"),
        unless=TOO_MUCH,
        phases=SENDING,
    ),
    Rule(
        "login-required/client-rejected",
        words=(r"client host rejected\W+access",),
        traits=("anonymous", "auth-offered"),
    ),
    Rule(
        "ehlo-refused",
        words=EHLO_NAME,
        unless=(r"first", r"send (helo|ehlo)", r"(helo|ehlo) required", r"spamhaus|blocked using", r"callback|callout"),
    ),
    Rule(
        "address-blocked",
        words=LISTS,
        unless=(r"not in (our|any) (black|block)", r"verif\w+ fail", r"may (be|feed)"),
    ),
    Rule("address-blocked/reverse-dns", words=REVERSE_DNS, unless=(r"relay(?! host)", r"sender (address|domain)")),
    Rule(
        "address-blocked/reverse-dns",
        words=(
            r"dns\b",
            r"not be resolved|can't be resolved",
        ),
        phases=(Phase.GREETING,),
    ),
    Rule("address-blocked", words=BAD_PLACE, phases=(Phase.GREETING,), unless=(r"rate[ -]limit",)),
    Rule(
        "address-blocked",
        words=BAD_PLACE,
        unless=(
            r"relay(ing)? (access )?(denied|not|prohib)",
            r"(permitted|allowed|authori[sz]ed) to relay",
            r"too (much|many) (mail|messages|to\b)",
            r"(as a |blank )from|from:? address|callback|callout",
            r"sender address",
            r"rate limit|slower|slow down",
            r"volume",
            r"(please|must) authenticate\b",
            rf"{AUTHENTICATION} {REQUIRED}",
        ),
    ),
)

BUSY_RULES = (
    Rule(
        "server-busy/storage",
        words=(r"insufficient (system )?(storage|disk)", r"out of disk"),
        codes=("4",),
        phases=(Phase.MAIL, Phase.DATA, Phase.MESSAGE),
    ),
    Rule("server-busy/storage", words=(r"(system|server|spool|disk|partition)( is)? full",)),
    Rule("server-busy", words=BUSY, codes=("4",), unless=(r"client host", r"mailbox busy")),
    Rule("server-busy", enhanced=("4.3.1", "4.3.2", "4.4.5"), codes=("4",)),
)
