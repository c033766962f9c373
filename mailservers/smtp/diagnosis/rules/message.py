"""What servers say about the message itself, and about how much is sent."""

from ...conversation import Phase
from ..rule import SENDING, Rule
from .recipient import SUPPRESSED, TO
from .vocabulary import FORBIDDEN, LIMIT, MAILS, PER_TIME, TOO_MANY, USED_UP

PERIOD = (
    r"(per|each|this|an?|every|in|within)? ?(24|day|hour|minute|second|month|week|daily|hourly|monthly"
    r"|today|tag|stunde|jour|heure|dag|uur|maand|\d+ ?(s|sec|min|hour|h))\w*"
)
MANY_RECIPIENTS = (
    r"(too many|too much|maximum|max|excess\w*)( \S+){0,4} (recipient|rcpt|addressee)s?",
    r"(recipients|rcpts)( \S+){0,3} (limit|count|exceed|maximum|too many)",
    r"(recipient|rcpt)( list| number)? (limit|count|numbers)",
    r"(limit|exceed\w*)( \S+){0,5} (recipients|rcpts?)",
    r"trop de destinataires",
    r"zu viele empf\w*nger",
    r"te veel (ontvangers|geadresseerden)",
    r"demasiados destinatarios",
    r"收件人.{0,6}(过多|太多|数量)",
    r"rp:(drc|rcl)",
)
TOO_FAST = (
    r"rate[ -]?(limit|exceed|too|control)\w*",
    r"throttl\w*",
    r"(unusual|excessive|sending|message|exceed\w*|submission|sender|maximum|high|allowed|mail)( \S+){0,3} rate\b",
    rf"(limits?|quotas?|exceed\w*|maximum|max|too many|allowed|reached)( \S+){{0,8}} {PERIOD}\b",
    rf"{PERIOD}( \S+){{0,4}} (limit|quota|maximum|allowance|exceed)",
    r"(sending|send|message|messages|mail|e-?mail|e-?mails|account|outgoing|outbound|relay|user|submission"
    r"|plan|smtp)('s)?( \S+){0,2} (limit|limits|quota|allowance|cap)\b",
    r"(limit|quota|credits?|allowance)s?( \S+){0,3} (exceed|reached|exhaust|used up|overrun|surpass)\w*",
    r"submissionquota",
    rf"{TOO_MANY}( \S+){{0,2}} {MAILS}(?! data)",
    r"per time unit|(send|sent)( \S+){0,3} too many",
    rf"{MAILS}( \S+){{0,2}} {PER_TIME}",
    rf"{PER_TIME}( \S+){{0,4}} {USED_UP}",
    rf"more than \d+ (\S+ )?{MAILS}",
    r"(in|within|during) the (last|past) (\S+ )?(hour|day|minute)",
    r"used (all|up)\b",
    r"quota for (the|this|your) (\S+ )?(period|month|day)",
    r"(too (fast|quickly|frequent)|slow down|slower)",
    r"(unexpected|high|unusual|large|excessive) volume",
    r"(mail|message) flood",
    r"(mail|message|e-?mail)s?( \S+){0,3} temporarily deferred",
    r"receiv(ing|ed) (mail|messages|too)( \S+)? (at a rate|too|much|many)",
    r"messages? per (session|connection)",
    rf"\d+ (\S+ )?(messages|mails|e-?mails|recipients) (\S+ )?{PERIOD}\b",
    rf"sent( \S+){{0,3}} {PERIOD}\b",
    r"frequen\w+( \S+)? (limit|over|exceed|too high)",
    r"(exceeded|reached)( \S+){0,3} (limit|quota|credits)",
    r"credits",
    r"(not enough|insufficient|no|out of) (\S+ )?(credit|balance|funds)",
    r"(maxim|hoe?chst)\w*( \S+)? (anzahl|aantal)|nombre maxim\w+|numer[oa] m[ae]\S+im[oa]|maksymaln\w+ liczb",
    rf"{LIMIT}( \S+){{0,9}} {USED_UP}",
    rf"{USED_UP}\w*( \S+){{0,3}} {LIMIT}\b",
    r"(超过|超出|频率).{0,10}(限制|上限|频率|过快|过高)",
    r"(mi:(dmc|sfq|stc|ccl|cel)|rp:(cel|qrc|trc|ccl))",
)
TOO_BIG = (
    r"(message|mail|e-?mail|size|attachment|body|content|data|file|header)s?( \S+){0,6} (too (big|large|long)"
    r"|exceed|larger|bigger|over)",
    r"exceed\w*( \S+){0,6} (\w*size|bytes|octets|kb|mb|databytes)",
    r"size( \S+){0,4} (limit|exceed|maximum|too)",
    r"(max|maximum|fixed|limit)\w*( \S+){0,3} size",
    r"too (big|large)|oversized?",
    r"too much( \S+)? data",
    r"(more|larger|bigger) than( \S+){0,2} (bytes|octets|kb|mb|kib|mib|\d{6,})",
    r"(nachricht|mail|e-mail)( \S+){0,4} zu gro",
    r"(message|courriel|mail|taille)( \S+){0,6} (trop (gros|grand|volumineux|long)|depasse|atteinte)",
    r"(bericht|mail|e-mail)( \S+){0,4} te groot",
    r"(mensaje|correo|tamano|tamanho|dimensione|messaggio|mensagem)( \S+){0,4} (demasiado|exced\w+|supera\w*|troppo"
    r"|eccessiv\w+)",
    r"邮件.{0,6}(过大|太大|大小)",
)
VIRUS = (
    r"viral\b",
    r"\w*virus(es)?\b",
    r"(anti-?)?mal ?ware|malicious (attachment|file|content|code)|trojan|worm|infected|eicar|clamav|ransom",
)
MALFORMED = (
    r"(subject|date|message-id):?( \S+){0,3} (invalid|mandatory|missing|required|contains?|empty)",
    r"(must|should) (have|contain|include)( \S+){0,3} headers?\b",
    r"not rfc ?\d* (compliant|conform)",
    r"(not|n't) (comply|conform)( \S+){0,4} (standard|rfc)",
    r"(duplicate|missing|multiple|invalid|malformed)( \S+){0,3} headers?",
    r"(message|mail) is malformed",
    r"(mime|header|attachment)_\w+",
    r"(not|non)[ -](rfc|compliant)",
    r"invalid (mime |message )?structure",
    r"not (permitted|allowed) in( \S+){0,2} headers?",
    r"(bare|stray) <?(lf|cr|newline|line|carriage)",
)
BAD_CONTENT = (
    r"(attachment|file|extension|executable|zip|archive|macro)s?( \S+){0,8} (block|not (allow|accept|permit)"
    r"|deni|forbid|prohib|bann|reject|illegal|danger|disallow|refus|unsafe|unsupported|not supported|suspicious"
    r"|filter|dropp|remov)",
    r"(block|illegal|restricted|forbidden|prohibited|banned|rejected|dangerous|unsafe|disallowed|unacceptable|bad"
    r"|unwanted|suspicious|executable|blocked|invalid|unsupported|encrypted|protected|macro"
    r"|double)( \S+){0,2} (attachment|archive|document|file|extension|content)",
    r"reject\w* (\S+ )?content|content reje?ct",
    r"contains an? (\S+ )?(executable|macro)",
    r"banned:|banned (\S+ )?\S*\.(exe|js|vbs|bat|scr|zip|rar|doc\w?|xls\w?)\b",
    r"content( \S+){0,4} (restrict|reject|block|refus|deni|prohib|not (allow|accept|permit)|security)",
    r"(mime|multipart|header|headers|body|line|lines|html|tag)( \S+){0,6} (error|unacceptable|nest|defect"
    r"|unterminated|corrupt|incomplete"
    r"|invalid|malformed|missing|bad"
    r"|not allowed|illegal|violat|too long|required|duplicate|lacks|contain|broken|syntax|exceed|longer)",
    r"(missing|invalid|malformed|bad|illegal|duplicate|no|multiple|improper|broken|lacks|lacking"
    r"|without)( \S+){0,6} (header|headers|mime|message-id|date|subject|from:|to:)",
    r"(improper\w*|unnecessar)\S*( \S+){0,3} (content|encod)",
    r"(invalid|bad|illegal) (\S+ )?data\b",
    r"(line|lines)( \S+){0,4} (length|long|998|1000)",
    r"attachment( \S+)? (count|number|limit)",
    r"(sensitive|forbidden|banned|prohibited|bad|offensive|blocked) (words?|phrases?|language)\b",
    r"(words|phrases)( \S+){0,5} (blocked|banned|forbidden|not (allow|accept|permit))",
    r"(mime|multi-?part)( \S+){0,3} (reject|danger)",
    r"(rfc ?-?(2822|5322|822|5321))( \S+){0,3}",
    r"(danger|unzulae?ssig)\w* (anhang|datei)|anhang.{0,24}(nicht|abgelehnt|verboten)",
    r"(bijlage|bestand).{0,24}(niet|geweigerd|geblokkeerd)",
    rf"(pieces? jointes?|allegat[oi]|adjuntos?|anexos?|zalacznik\w*|bijlagen?|\w*anhang|anhange"
    r"|dateityp|bestandstype|type de fichier|tipo d[ei] (archivo|file|arquivo)|typ pliku)"
    rf"( \S+){{0,5}} {FORBIDDEN}",
)
FROM_HEADER = (r"multiple( \S+){0,3} from\b",)
SPAM = (
    r"(message|mail) (was |has been )?filtered",
    r"(anti-?)?spam(my|ming|med)?\b",
    r"\w*spam",
    r"junk",
    r"unsolicited|gtube\b",
    r"uce\b|ube\b",
    r"bulk",
    r"phish\w*|fraud|scam",
    r"suspicio(us|n)",
    r"(score|probability)( \S+){0,4} (too high|exceed|above|over|reject|high)",
    r"(high|bad|negative) score",
    r"dt:spm",
    r"pattern detection",
    r"(message|mail|e-?mail)( \S+){0,3} (looks|appears|seems|considered|classified|identified as)",
    r"(bayes|rspamd|cloudmark|vade|dcc|razor|pyzor)\b",
    r"courrier indesirable|indesirable",
    r"ongewenste (mail|e-?mail|reclame)",
    r"(unerwue?nscht\w*|unverlangt\w*) (\S+ )?(mail|e-?mail|werbung|nachricht)\w*",
    r"correo no (deseado|solicitado)",
    r"posta indesiderata|pourriel",
    r"(lixo eletr\w+|mensagem indesejada)",
    r"niechcian\w+ wiadomosc",
    r"垃圾",
)
POLICY = (
    r"polic(y|ies)\b",
    r"administrative(ly)? (prohib|refus|reject|block|deni)\w*",
    r"(local|security|compliance|company|organi[sz]ation|content|transport) (polic|rule|restriction)",
    r"(rejected|blocked|denied|refused|restricted|prohibited|bounced|bounces) (by|due to|because of"
    r"|for)( \S+){0,4} \w*(rule|policy|admin|filter|organi|restriction|reason|transport)",
    r"(acl|rule|filter)( \S+){0,2} (reject|block|deni|violat)",
    r"(prohibited|forbidden|not permitted|not allowed|restricted|banned|disallowed)",
    r"(message|mail|e-?mail|envelope|transaction|connection|delivery|content)( \S+){0,3} (blocked|not accepted"
    r"|prohibited|refused|restricted)",
    r"access denied|access to this (mail )?system",
    r"transport rule|dlp\b",
    r"blocked senders?",
    r"\S*:blocked",
    r"(richtlinie|politique|beleid|politica)",
)

LOOP = (
    r"(mail|routing|forwarding|delivery) loop",
    r"loop (was )?(found|detected)|looping",
    r"too many (hops|received)",
    r"received:?\W*( \S+){0,2} (headers?|lines)( \S+){0,2} (exceed|too many|maximum)",
    r"(hop count|\d+ hops|maximum hops|depth exceeded)",
)

VIRUS_RULES = (
    Rule("permanent-refusal/loop", words=LOOP, codes=("5",), phases=SENDING),
    Rule("temporary-refusal", words=LOOP, codes=("4",), phases=SENDING),
    Rule("policy-refused/header", words=FROM_HEADER, phases=(Phase.DATA, Phase.MESSAGE)),
    Rule(
        "temporary-refusal",
        words=VIRUS,
        also=(r"scan\w*( \S+){0,3} (fail|error|unavail|down|time)", r"(unavailable|timed? ?out|try again|not ready)"),
        codes=("4",),
        phases=SENDING,
    ),
    Rule("content-refused/virus", words=VIRUS, phases=SENDING, unless=(r"anti-?virus (is )?(un|not)", r"spam")),
    Rule("content-refused", words=(r"content( \S+){0,4} security",), phases=SENDING),
)
LIMIT_RULES = (
    Rule(
        "too-many-recipients",
        enhanced=("x.5.3",),
        phases=SENDING,
        unless=(r"rate\b", PER_TIME, r"last (hour|day)", r"messages?\b", r"bounce", r"own|sender"),
    ),
    Rule(
        "rate-limited",
        words=(
            r"receiv(ing|ed) (mail|messages|too) (at a rate|too|much|many)",
            r"too much mail(?! data)",
            r"exceeded the rate",
        ),
        phases=SENDING,
    ),
    Rule(
        "too-many-recipients",
        words=MANY_RECIPIENTS,
        phases=SENDING,
        unless=(
            r"(per |24|daily|hourly|this |an? )?(day|hour|minute|daily|hourly|month)",
            r"fail|unknown|invalid|rate",
            PER_TIME,
            r"again after|trial",
        ),
    ),
    Rule("rate-limited", words=MANY_RECIPIENTS, also=(PER_TIME, r"again after|trial|last (hour|day)"), phases=SENDING),
    Rule(
        "rate-limited",
        words=TOO_FAST,
        unless=(
            r"(mailbox|inbox|storage|disk)( \S+)? (full|quota|limit|size)",
            r"(?<!same )\w*(size|length|line|headers?|attachments?|nesting|mime|taille"
            r"|tamano|tamanho|dimension\w*|groo?(tt|ss)e"
            r"|rozmiar\w*)\b",
            r"over ?quota",
            r"spam\w* from",
            r"score\b",
            r"exceeds the recipient",
        ),
    ),
)
SIZE_RULES = (
    Rule(
        "message-too-big",
        words=TOO_BIG,
        phases=SENDING,
        unless=(
            r"(line|header)s?( \S+){0,3} (too long|length|is)",
            r"reputation|spam\w*\b|score|rate\b|sender|attachment count",
            r"mailbox( \S+){0,2} full|quota",
        ),
    ),
    Rule(
        "message-too-big", enhanced=("x.3.4", "x.2.3"), phases=SENDING, unless=(r"policy", r"mailpolicy", r"executable")
    ),
)
MESSAGE_RULES = (
    Rule("recipient-refused/suppressed", words=SUPPRESSED, phases=TO),
    Rule("content-refused", words=MALFORMED, phases=(Phase.DATA, Phase.MESSAGE)),
    Rule("content-refused", words=MALFORMED, also=(r"headers?\b",), phases=(Phase.MAIL,)),
    Rule("spam-refused", words=SPAM, phases=(Phase.DATA, Phase.MESSAGE)),
)
CONTENT_RULES = (
    Rule("spam-refused", words=SPAM, phases=(Phase.MAIL, Phase.RCPT)),
    Rule("content-refused", words=BAD_CONTENT, phases=(Phase.DATA, Phase.MESSAGE), unless=(r"for policy reasons",)),
    Rule("content-refused", enhanced=("x.6.x",), phases=(Phase.DATA, Phase.MESSAGE)),
    Rule("spam-refused", words=(r"for policy reasons",), enhanced=("5.7.9",), phases=SENDING),
    Rule("policy-refused", words=POLICY, phases=(Phase.MAIL, Phase.DATA, Phase.MESSAGE)),
    Rule(
        "policy-refused",
        words=POLICY,
        phases=(Phase.RCPT,),
        unless=(r"recipient address rejected", r"recipient rejected", r"(recipient|delivery)( is)? not", r"mailbox"),
    ),
)
