"""What servers say about logins: refused, switched off, locked."""

from ...conversation import Phase
from ..rule import SENDING, Rule
from .vocabulary import LOCKED_WORDS, MAILBOX, OFF, SENT_MAIL, TOO_MANY

AUTH = (Phase.AUTH,)
LOGIN_OR_SENDING = (Phase.AUTH, *SENDING)

APP_PASSWORD = (
    r"app(lication)?s?[ -]?specific",
    r"app(lication)?[ -]?(pass|token|code)",
    r"(authori[sz]ation|auth) code to log",
    r"(enter|use|using).{0,16}authori[sz]ation code",
    r"授权码|客户端专用密码|专用密码",
    r"(device|client|external|smtp)[ -]specific pass|device password",
    r"(secure )?mail key",
    r"(two|2|multi|second)[ -]?(factor|step|fa\b)",
    r"2fa\b|mfa\b|otp\b",
    r"invalidsecondfactor",
    r"parol.{0,4} prilozh",
    r"\S*no=1001256",
    r"парол\S+ (для )?(внешн\S+ )?приложен",
    r"mots? de passe (d'|d )?(une )?applic",
    r"(app|anwendungs?)\S{0,3}(spezifisch\w* )?(passw|kennw)",
    r"contrasena (de|para) (la )?aplic",
    r"(app-?|toepassings)wachtwoord",
    r"password (specifica )?(per|di|de|delle) (le |l')?app",
    r"senha d[eo] ap",
    r"hasl\w+ (dla |do )?aplikacji",
    r"password for (external|third|mail|this)\S*( \S+){0,2} (app|client|program)",
    r"(external|third[ -]party) (app|client|mail)\w*.{0,16}password",
)
SWITCHED_OFF = (
    r"(disabled|deactivated|not (yet )?(enabled|activated|allowed|permitted|available|active|open|included|part of"
    r"|supported)|turned off|switched off|not in use|blocked|restricted|forbidden)"
)
SMTP_AUTH_OFF = (
    r"smtp_?(client)?_?auth\w* is disabled",
    r"smtp_auth_disabled",
    rf"smtp[ -]?(auth\w*|access|service|log ?in|submission|sending|client|usage|protocol)?( \S+){{0,5}} {SWITCHED_OFF}",
    r"(enable|activate|turn on|open|switch on|unlock)( \S+){0,5} (smtp|pop3?|imap)\b",
    r"(pop3?|imap4?)([/ ,-]\w+)*( \S+){0,4} (disabled|not (activated|enabled|allowed)|deactivated)",
    r"(does not|doesn't|do not|no|not have|has no|without|lacks?)( \S+){0,2} (access|permission|right|privilege)s?"
    r"( \S+){0,4} (service|smtp)",
    r"(not|isn't|is not) (allowed|permitted|authori[sz]ed|entitled|enabled|eligible)( \S+){0,2} (use|using"
    r"|access|for|log ?in (via|to|through))( \S+){0,3} smtp",
    rf"access( \S+){{0,2}} (third[- ]party|external|mail|client)( \S+){{0,5}} {SWITCHED_OFF}",
    r"(available|included|only)( \S+){0,3} (paid|premium|business|pro)\b",
    rf"(third[- ]party|external|client|program)s?( \S+){{0,3}} access( \S+){{0,3}} {SWITCHED_OFF}",
    r"smtp access( \S+)? denied",
    r"smtp service( is)? (closed|stopped)",
    r"(may|can|must|could) ?not use smtp",
    r"no smtp\b(?! service)",
    r"smtp( \S+){0,2} (must|needs to|has to|should) be (enabled|activated|switched on)",
    r"user has no permission",
    rf"(\w*smtp\w*|(extern|esterni|externo|tercer)\w*|mail-?program\w*|program\w* poczt\w+).{{0,48}}\b{OFF}",
    rf"{OFF}\w*( \S+){{0,3}} (\S*/)?smtp\b",
    r"(plan|package|subscription|edition|abonnement|tarif|pakket|paket)( \S+){0,6} (not|n't|doesn't|niet|nicht|no)"
    r" (include|support|allow|cover|offer|come|inbegrepen|enthalten)",
    r"smtp.{0,12}(未开启|未开通|关闭|没有开启)",
    r"(服务|service).{0,6}(未开启|未开通|is not open)",
)
BASIC_AUTH_OFF = (
    r"basic auth\w*( \S+){0,3} (disabled|not (supported|allowed|enabled|available)|blocked|retired|deprecated"
    r"|removed|no longer)",
    r"(password|legacy|user ?name/?password|basic)[ -]?(based )?(auth\w*"
    r"|log ?ins?)( \S+){0,4} (no longer|disabled|deprecated|not (supported|allowed|permitted)|blocked|discontinued)",
    r"(less ?secure|lesssecure) ?app",
    r"(modern auth\w*|oauth ?2?(\.0)?|xoauth2)( \S+){0,4} (required|only|must|mandatory|instead|needed)",
    r"(requires?|must use|please use|only (supports?|accepts?|allows?)|switch to|migrate to)( \S+){0,2} (oauth"
    r"|xoauth|modern auth)",
    r"(not|\w*n't) meet( \S+){0,3} criteria",
)
ACCOUNT = (
    r"(account|access|id|organi[sz]ation|tenant|company|contract|service|profile|licen[cs]e|user(name)?|mailbox|login"
    r"|sign-?in|customer|domain|subscription|subaccount|sender)"
)
LOCKED = (
    r"(locked|suspended|disabled|deactivated|inactive|blocked|banned|frozen|expired|restricted|terminated"
    r"|closed|abnormal|not active)"
)
ACCOUNT_LOCKED = (
    rf"{ACCOUNT}s?( \S+){{0,5}} (is|has|has been|was|are|been|temporarily|got|currently) (\S+ ){{0,2}}{LOCKED}",
    rf"{ACCOUNT} ({LOCKED}|lockout)\b",
    r"(locked|disabled|suspended|blocked|deactivated|inactive|restricted) ?(user|account|mailbox|login)\b",
    r"locked out|lockout",
    rf"{TOO_MANY}( \S+){{0,2}} (\w*pogingen|\w*versuche|tentatives|intentos|tentativi|tentativas|prob\b)",
    r"conditional access|blocked by( \S+){0,4} policy",
    r"account( is)? (under review|not (yet )?activated|pending|on hold)",
    r"too (many|much)( \S+){0,4} (fail|bad|invalid|incorrect|unsuccessful|wrong|auth|log ?in|password|attempt)",
    r"(auth\w*|log ?in)s?( \S+){0,3} (attempts?|failures?|errors?)( \S+){0,2} (exceed|limit|too many|block|reached)",
    r"(maximum|max|limit|exceed\w*)( \S+){0,4} (log ?in|auth\w*|password) (attempt|fail|error)",
    r"(log ?in|auth\w*) (rate|frequency|limit)",
    r"(log ?in|sign ?in|auth\w*)( \S+){0,2} (via|with|through|from|in) your (web )?browser",
    r"continuesignin|weblogin",
    r"(verify|validate|confirm|activate|unlock|reactivate|secure) your (account|identity|mailbox)",
    r"(unusual|suspicious|abnormal)( \S+){0,2} (activity|log ?in|sign-?in|attempt|behaviou?r)",
    rf"\w*({MAILBOX}|account|zugang|acces|acceso|accesso|abonnement)( \S+){{0,6}} {LOCKED_WORDS}",
    r"(帐号|账号|账户|用户).{0,8}(异常|锁定|冻结|停用|禁用)",
)
SENDER_LOCKED = (
    r"bad outbound sender",
    r"useraction verdict|accountdisabled",
    r"banned sender",
    r"(your|sending|sender|outbound|outgoing)( \S+)? (account|mailbox|tenant|domain|user|subscription"
    r"|organi[sz]ation|company|privileges|rights)"
    r"( \S+){0,4} (suspend|disab|locked|block|restrict|deactivat|inactive|paused"
    r"|not (yet )?(been )?activ|banned|hold)",
    r"sending( (from|for|by|of)( \S+){1,3})? (is |has been |was )?(temporarily )?(paused|suspen|disabled|block"
    r"|restrict|on hold)",
    r"(outgoing|outbound) (mail|e-?mail|messages?)( \S+){0,8} (suspen|disab|block|restrict|hold)",
    r"(activate|verify|validate|confirm|reactivate) your( \S+)? account",
    r"domain( \S+)? (is |has been )?(\S+ly )?(disabled|suspended|not allowed to send)",
    r"mail server (has been|is|was) suspended",
    r"account( \S+){0,6} (pause|paused|hold)\b",
    rf"(uitgaand\w*|ausgehend\w*|sortant\w*|saliente\w*|in uscita|envio\w*|envoi\w*|invio|wysyl\w+|\w*versand"
    rf"|\w*verzend\w*)( \S+){{0,6}} {LOCKED_WORDS}",
    rf"{LOCKED_WORDS}( \S+){{0,4}} {SENT_MAIL}",
    r"(suspended|blocked|banned|disabled|restricted|prevented|barred) from (sending|relaying|submitting)",
    r"(unusual|suspicious|abnormal)( \S+){0,2} activity",
    r"(outgoing|outbounds?|sending)( \S+){0,2} (blocked|disabled|suspended)",
    r"blocked( \S+){0,2} (outgoing|outbound)",
)
OAUTH = (
    r"(access|bearer|oauth|refresh|security|jwt) ?token",
    r"invalid_token|invalid_grant|token( \S+)? (expired|invalid|revoked)",
    r"(expired|invalid|revoked) token",
)
MECHANISM = (
    r"(unrecogni[sz]ed|unknown|unsupported|invalid|unimplemented|unavailable|bad) (auth\w*|sasl"
    r"|log ?in)? ?(type|mechanism|method|scheme)",
    r"(auth\w*|sasl|security)?[ -]?(mechanism|type|method|scheme|mode)s?( \S+){0,4} (not|un|\w+n't|isn't|too weak"
    r"|invalid|disabled|rejected)",
    r"no (\S+ )?mechanism|no worthy mech",
    r"mechanism (too weak|not available)",
    r"(cram-md5|digest-md5|xoauth2|plain|login|ntlm|gssapi)( \S+){0,2} (is )?(not|un)( ?(supported|available"
    r"|enabled|implemented))",
    r"auth\S* not supported",
    r"only (plain|login|plain and login|cram-md5)",
)
NO_AUTH = (
    r"auth\w*( command| not| is| was| used| when| extension| service)* (not (enabled|available|advertised"
    r"|supported|implemented|offered|allowed|permitted|configured)|unavailable|disabled)",
    r"not advertised",
    r"(unrecogni[sz]ed|unknown|not implemented|unimplemented|unsupported).{0,12}command",
    r"command (is )?(not|un)( ?)(recogni[sz]ed|implemented|supported|known|available|allowed|understood)",
    r"smtp auth\w* not",
)
AUTH_LATER = (
    r"(temporary|temporarily|transient)",
    r"(try|attempt) (it )?(again )?later|try again",
    r"unable to authenticate at (present|this)",
    r"(connection lost|connect) to auth\w* (server|backend)",
    r"auth\w* (server|service|backend|system|database)( \S+){0,3} (un|not |fail|down|error|timed)",
    r"(internal|generic|local|backend|database|system|unexpected) (server )?(error|fail|problem)",
    r"password transition",
    r"time(d)? ?out",
)
AUTH_BROKEN = (
    r"(temporary|temporarily|transient) (auth|error|fail|problem|internal|server|unav)\w*",
    r"(internal|unexpected) (server )?(error|failure)",
    r"unable to authenticate at (present|this)",
    r"(connection lost|connect) to auth\w* (server|backend)",
    r"auth\w* (server|service|backend|system|database)( \S+){0,3} (unavail|down|not respond|timed)",
)
WRONG_LOGIN = (r"(invalid|incorrect|wrong|bad) (user|login|passw|credential)",)
LOGIN_REFUSED = (
    r"(bad|invalid|incorrect|wrong|unknown|unauthori[sz]ed|unauthenticated|mismatch).{0,24}(user|login|passw"
    r"|credential|account|auth)",
    r"(user|login|passw|credential|account|auth\w*)( \S+){0,4} (fail|invalid|incorrect|wrong|bad|unsuccessful"
    r"|not accepted|rejected|refused|denied|mismatch|unknown|not match|error)",
    r"(no such|unknown) user|user (unknown|not found)",
    r"(fail\w*|unable|could not|cannot) (to )?(auth|log ?in|verify)",
    r"access denied|permission denied|denied",
    r"(mot de passe|identifiant|authentification)",
    r"(passwort|kennwort|benutzername|anmeldung|authentifizierung)",
    r"(wachtwoord|gebruikersnaam|aanmelden|inloggen|authenticatie)",
    r"(contrasena|usuario|autenticacion)",
    r"密码|认证失败|验证失败|用户名",
)
LOGIN_RULES = (
    Rule("app-password-needed", words=APP_PASSWORD, phases=LOGIN_OR_SENDING),
    Rule("basic-auth-disabled", words=BASIC_AUTH_OFF, phases=LOGIN_OR_SENDING),
    Rule("basic-auth-disabled", enhanced=("5.7.30",), words=(r"client submission", r"basic"), phases=LOGIN_OR_SENDING),
    Rule(
        "account-locked/sending",
        words=SENDER_LOCKED,
        phases=SENDING,
        unless=(
            r"recipient",
            r"rcpt",
            r"local mailbox",
            r"sandbox",
            r"not validated",
            r"unverified",
            r"without auth",
            r"rate exceeded",
        ),
    ),
    Rule(
        "account-locked/sending",
        words=(
            rf"account( \S+)? (is |has been |was )?(\S+ly )?(not (yet )?(been )?activated|pending|on hold"
            rf"|under review|{LOCKED})",
            r"user suspended",
            r"disabled by (the )?(user|owner|customer)",
            rf"(konto|compte|cuenta|conta|zugang)\b( \S+){{0,4}} {LOCKED_WORDS}",
        ),
        phases=(Phase.MAIL, Phase.DATA, Phase.MESSAGE),
        unless=(
            r"mailbox|destinat|empf\w*nger|odbiorc",
            r"recipient('s)? (\S+ )?account",
            r"account of",
            r"message to|delivery error",
        ),
    ),
    Rule(
        "smtp-auth-disabled",
        words=SMTP_AUTH_OFF,
        phases=LOGIN_OR_SENDING,
        unless=(
            r"relay(ing)? (access )?(denied|not)",
            r"relay access",
            r"your( \S+)? (client|program)",
            r"smtp (delivery|account)",
        ),
    ),
    # A token that has expired is no expired account.
    Rule("oauth-token-rejected", words=OAUTH, phases=AUTH),
    Rule("server-busy", words=(r"service( is)? (\S+ )?(un|not )(active|available)",), codes=("421",), phases=AUTH),
    Rule("account-locked", words=ACCOUNT_LOCKED, phases=AUTH, unless=(r"credits", r"will (be )?lock")),
    # Servers that put off their answer to the login give it at MAIL.
    Rule("account-locked", words=ACCOUNT_LOCKED, codes=("535",), phases=(Phase.MAIL,)),
    Rule("credentials-rejected", words=LOGIN_REFUSED, enhanced=("5.7.139",), phases=(Phase.MAIL,)),
)

LOGIN_DETAIL_RULES = (
    Rule("auth-needs-tls", codes=("538",), phases=AUTH),
    Rule("mechanism-unsupported", words=MECHANISM, phases=AUTH),
    Rule("auth-temporary", words=AUTH_BROKEN, codes=("4",), phases=AUTH),
    Rule("auth-not-offered", words=NO_AUTH, phases=AUTH),
    Rule("auth-not-offered", codes=("500", "502", "503"), phases=AUTH),
    Rule("mechanism-unsupported", codes=("504",), phases=AUTH),
    Rule("account-locked", codes=("525",), phases=AUTH),
    Rule("account-locked", enhanced=("x.7.13",), phases=AUTH),
    Rule("oauth-token-rejected", traits=("oauth",), codes=("5",), phases=AUTH),
    Rule("auth-needs-tls", codes=("523",), phases=AUTH),
    Rule("credentials-rejected", words=WRONG_LOGIN, phases=AUTH),
    Rule("auth-temporary", words=AUTH_LATER, codes=("4",), phases=AUTH),
    Rule("auth-temporary", words=AUTH_BROKEN, codes=("5",), phases=AUTH),
    Rule("credentials-rejected", words=LOGIN_REFUSED, codes=("5",), phases=AUTH),
)
