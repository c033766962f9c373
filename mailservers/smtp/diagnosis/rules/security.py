"""What servers say when they want TLS, or better TLS, or cannot start it."""

from ...conversation import Phase
from ..rule import Rule
from .vocabulary import REQUIRED

OLD_TLS = (
    r"tls ?v?1\.[01]\b.{0,20}not supported",
    r"(support|use|require).{0,12}tls ?v?1\.[23]",
    r"(weak|high-strength|stronger?) (\S+ )?(ciphers?|encryption|tls)",
    r"(tls|ssl) (version|protocol).{0,20}(old|unsupp|outdated|not supp|too low)",
)
ENCRYPTION = r"(tls|ssl|starttls|encrypt(ed|ion)|secure connection|session encryption)"
PROTECTED = (
    r"((start)?tls|ssl|verschlue?ssel\w*( verbindung)?|versleutel\w*|(beveiligde|versleutelde) verbinding|chiffrement"
    r"|(connexion|session|liaison) (securisee|chiffree)|conexion (segura|cifrada)|connessione (sicura|cifrata)"
    r"|conexao segura|szyfrowan\w+)"
)
WANTS_TLS = (
    rf"(must|should|need to|please|has to) (first )?(issue|use|do|send|start|enable).{{0,16}}{ENCRYPTION}",
    rf"{ENCRYPTION}( \w+){{0,4}}( is| are)? (requi|require|needed|mandatory|obligat|necessary|first)",
    rf"(requires?|requiring|need|needs) (the use of )?(an? )?{ENCRYPTION}",
    rf"(without|before|prior to|unless|until|only (over|via|with)) (using )?(an? )?{ENCRYPTION}",
    r"(insecure|unencrypted|plain-?text|clear-?text|non-secure|unsecured?).{0,20}(connection|session|channel)",
    rf"{PROTECTED}( \S+){{0,3}} {REQUIRED}",
    rf"{REQUIRED}( \S+){{0,3}} {PROTECTED}",
    rf"(gebruik|bitte|utilisez|utilice|usa|use)( \S+){{0,2}} {PROTECTED}",
    r"(plain-?text|clear-?text|unencrypted|insecure) connections?",
    r"(plain|clear) text connections?",
    r"nur.{0,20}verschlue?ssel",
    r"(ssl|tls|加密).{0,6}(连接|登录|方式)",
)
LOGIN_WANTS_TLS = (
    r"plain-?text (auth|log ?in|password|mechanism)",
    r"(auth\w*|log ?in|password|mechanism)( \w+){0,4} (over|on|via|in).{0,8}(non-|un|in|plain|clear)(secur"
    r"|encr|-?text)",
    r"encryption required for.{0,12}auth",
    r"auth\w* (unavailable|not available|disabled)\W.{0,12}(tls|ssl|encrypt)",
    r"(secure|encrypted|tls|ssl) connection( \S+){0,3} (log ?in|auth|sign ?in)",
    r"(auth|log ?in)\w*.{0,40}(until|unless|without|before|only).{0,20}(tls|ssl|encrypt)",
)

SECURITY_RULES = (
    Rule("tls-too-old", words=OLD_TLS),
    Rule("auth-needs-tls", words=LOGIN_WANTS_TLS, phases=(Phase.AUTH,)),
    Rule("auth-needs-tls", enhanced=("x.7.11",), phases=(Phase.AUTH,), unless=(r"disabled",)),
    Rule("starttls-required", words=WANTS_TLS, unless=(r"tls (is )?not available", r"handshake"), traits=("!oauth",)),
    Rule("starttls-required", enhanced=("5.7.10",), phases=(Phase.MAIL, Phase.RCPT, Phase.AUTH, Phase.EHLO)),
)
