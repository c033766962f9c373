"""Notions that servers express in many languages, as parts of patterns; accents are already gone."""

NOT = r"(not|no|non|nicht|niet|geen|kein\w*|pas|nie|neni|inte|ikke|nao|\w+n't)"
ALLOWED = (
    r"(allow|permit|authori[sz]|accept|whitelist|erlaub|gestattet|zulae?ssig|zugelassen|akzeptier|berechtig"
    r"|toegestaan|toegelaten|geaccepteerd|gemachtigd|gerechtigd|autori[sz]|permis|accept|acepta|admi[ts]"
    r"|consentit|ammess|accettat|permess|permitid|aceit|dozwolon|akceptowan|uprawnion|povolen|tillat|tilladt)"
)
REFUSED = (
    r"(deni|denied|refus|reject|prohib|forbid|disallow|block|bann|blacklist|verweiger|verboten|abgelehnt|abgewiesen"
    r"|unzulae?ssig|blockiert|gesperrt|geweiger|verboden|geblokkeer|afgewezen|interdit|rejet|bloqu|rechazad|denegad"
    r"|prohibid|vietat|rifiutat|negat|respint|bloccat|negad|recusad|rejeitad|odrzucon|niezgodn|niedozwolon|odmow"
    r"|zabronion|zablokowan)"
)
FORBIDDEN = rf"({REFUSED}|{NOT}( \S+){{0,2}} {ALLOWED})"
MISSING = (
    r"(unknown|not found|(not|cannot) be (found|located|resolved)|not known|nonexist|non-exist|unbekannt"
    r"|nicht (gefunden|vorhanden|bekannt|bekend)|existiert nicht|gibt es nicht|ungue?ltig|onbekend|bestaat niet"
    r"|niet (worden )?(gevonden|bekend)|ongeldig|inconnu|introuvable|inexistant|n'existe|invalid|desconocid"
    r"|desconhecid|no existe|no (encontrad|(es )?valid)|ine[xs]istente?|sconosciut|non (esiste|esistente|trovat"
    r"|(e )?valid)|nao (existe|encontrad|(e )?valid)|nie (istnieje|ma|znaleziono)|nieznan|nieprawidlow|neexist|neznam"
    r"|okand|ukjent|ukendt|(finns|finnes|findes) (inte|ikke))"
)
MAILBOX = (
    r"(empf\w*nger|benutzer\w*|\w*adresse|postfach|konto(en|t)?|mailbox|teilnehmer|gebruiker|ontvanger|e-?mail-?adres"
    r"|adres|geadresseerde|postvak|postbus|destinataire|correspondant|utilisateur|messagerie|compte|boite|usuario"
    r"|destinatario|destin\.|direccion|buzon|cuenta|utente|indirizzo|casella|utilizador|endereco|caixa|conta"
    r"|uzytkowni\w+|odbiorc\w+|skrzynk\w+|konta|uzivatel|prijemce|schrank\w+|mottagar\w+|mottaker\w*|modtager\w*"
    r"|postboks\w*|brevlada\w*)"
)
SENDER = (
    r"(absender|expediteur|emetteur|afzender|remitente|remetente|mittente|nadawc|odesilatel|avsandar|avsender"
    r"|afsender|d'(expedi|envoi)\w*)"
)
LIMIT = (
    r"(\w*limits?|\w*quotas?|quotum|\w*limiet|\w*kontingent|limites?|cupo|cu?ota|limitu?|credits?|allowance|cap\b"
    r"|\w*thresholds?)"
)
USED_UP = (
    r"(exceed|reach|exhaust|used up|overrun|surpass|spent|hit\b|overschreden|bereikt|opgebruikt|ue?berschritten"
    r"|erreicht|ausgeschoe?pft|aufgebraucht|depass|atteint|epuise|supera|exced|alcanzad|agotad|sobrepasad|raggiunt"
    r"|esaurit|ultrapass|atingi|esgotad|przekrocz|wyczerp|osiagni)"
)
TOO_MANY = (
    r"(too (many|much)|zu ?viele?|te veel|trop (de|d')|demasiad[oa]s?|tropp[ie]|zbyt (wiele|duzo)|muit[oa]s|excesso de)"
)
MAILS = (
    r"(messages?|letters|mails?|e-?mails?|sends|requests?|nachrichten|berichten|envois|courriels?|mensajes|correos"
    r"|envios|messaggi|wiadomosci|mensagens)"
)
SENT_MAIL = (
    r"(send|sent|sending|outgoing|outbound|relays|number of|\w*versand\w*|versenden|\w*verzend\w*|verstur\w+"
    r"|uitgaand\w*|d'envoi|envoi|sortant|envios?|saliente|invio|in uscita|wysyl\w*)"
)
REQUIRED = (
    r"(required?|requires?|needed|mandatory|necessary|vereist|verplicht|nodig|noodzakelijk|erforderlich|notwendig"
    r"|noe?tig|benoe?tigt|pflicht|verwenden|requise?|requier\w+|requerid\w+|obligat\w+|obbligat\w+|obrigat\w+"
    r"|necessaire|necesari\w+|necessari\w+|richiest\w+|exigid\w+|wymagan\w+)"
)
AUTHENTICATION = (
    r"(authentifi\w+|authentisier\w+|authenticatie|autenti\w+|anmeld\w+|aanmeld\w+|inlog\w*|uwierzytelni\w+"
    r"|autoryzacj\w+)"
)
PER_TIME = (
    r"(daily|hourly|monthly|per (time|second|minute|hour|day|week|month)|24 ?h\w*|(short|brief) (period|time)|today"
    r"|(this|an) hour|horaires?|quotidien|journalier|mensuel|diari[oa]|mensual|orari[oa]|giornalier[oa]|mensile"
    r"|stue?ndlich|tae?glich|dagelijks|per (uur|dag)|pro (stunde|tag|minute)|kurzer zeit|korte tijd|cette heure"
    r"|par (heure|jour)|por (hora|dia)|all'ora|al giorno|na godzine|dzienn\w+|tages\w*|stunden\w*|dag\w*limiet"
    r"|uur\w*limiet|godzinow\w+)"
)
OFF = (
    r"(switched off|turned off|is off|disabled|deactivated|deaktiviert|ausgeschaltet|abgeschaltet|gesperrt"
    r"|nicht (aktiviert|freigeschaltet|erlaubt|verfue?gbar|enthalten)|staat uit|uitgeschakeld|uitgezet|gedeactiveerd"
    r"|niet (toegestaan|ingeschakeld|geactiveerd|actief|beschikbaar)|desactiv|pas (active|autorise|inclus|disponible)"
    r"|non (active|autorise|abilitat|attiv|consentit)|disabilitat|disattivat|deshabilitad|desativad|desabilitad"
    r"|(no|nao|non)( esta| e)? (habilitad|abilitat|activad|ativad|permitid|attiv)|wylaczon"
    r"|nie (ma |jest )?wlaczon|nieaktywn)"
)
LOCKED_WORDS = (
    r"(gesperrt|deaktiviert|blockiert|abgelaufen|geblokkeerd|gedeactiveerd|opgeheven|nicht aktiv|niet actief|inactif"
    r"|inactiv|vergrendeld|uitgeschakeld|opgeschort|verlopen|bloque"
    r"|suspendu|desactive|ferme|verrouille|expire\b|bloquead|suspendid|desactivad|caducad|bloccat|sospes|disattivat"
    r"|scadut|suspens|desativad|expirad|zablokowan|zawieszon|wygas|sparr(et|ad|at)|sperret|blokover)"
)
