"""Notions that servers express in many languages, as parts of patterns; accents are already gone."""

NOT = r"(not|no|non|nicht|niet|geen|kein\w*|pas|nie|nao|\w+n't)"
ALLOWED = (
    r"(allow|permit|authori[sz]|accept|whitelist|erlaub|gestattet|zulassig|zugelassen|akzeptier|berechtig"
    r"|toegestaan|toegelaten|geaccepteerd|gemachtigd|gerechtigd|autori[sz]|permis|accept|acepta|admi[ts]"
    r"|consentit|ammess|accettat|permess|permitid|aceit|dozwolon|akceptowan|uprawnion)"
)
REFUSED = (
    r"(deni|denied|refus|reject|prohib|forbid|disallow|block|bann|blacklist|verweiger|verboten|abgelehnt|abgewiesen"
    r"|unzulassig|blockiert|gesperrt|geweiger|verboden|geblokkeer|afgewezen|interdit|rejet|bloqu|rechazad|denegad"
    r"|prohibid|vietat|rifiutat|negat|respint|bloccat|negad|recusad|rejeitad|odrzucon|niezgodn|odmow|zabronion|zablokowan)"
)
FORBIDDEN = rf"({REFUSED}|{NOT}( \S+){{0,2}} {ALLOWED})"
MISSING = (
    r"(unknown|not found|nonexist|non-exist|unbekannt|nicht (gefunden|vorhanden|bekannt|bekend)|existiert nicht"
    r"|gibt es nicht|ungultig|onbekend|bestaat niet|niet (gevonden|bekend)|ongeldig|inconnu|introuvable"
    r"|inexistant|n'existe|invalid|desconocid|desconhecid|no existe|no encontrad|ine[xs]istente?|sconosciut"
    r"|non (esiste|esistente|trovat|valid)|nao (existe|encontrad)|nie (istnieje|ma|znaleziono)|nieznan|nieprawidlow)"
)
MAILBOX = (
    r"(empf\w*nger|benutzer\w*|\w*adresse|postfach|konto|mailbox|teilnehmer|gebruiker|ontvanger|e-?mail-?adres|adres"
    r"|geadresseerde|postvak|postbus|destinataire|utilisateur|compte|boite|usuario|destinatario|direccion|buzon|cuenta"
    r"|utente|indirizzo|casella|utilizador|endereco|caixa|conta|uzytkowni\w+|odbiorc\w+|skrzynk\w+|konta)"
)
SENDER = r"(absender|expediteur|emetteur|afzender|remitente|mittente|nadawc)"
LIMIT = (
    r"(\w*limits?|\w*quotas?|quotum|\w*limiet|\w*kontingent|limites?|cupo|cota|limitu?|credits?|allowance"
    r"|\w*thresholds?)"
)
USED_UP = (
    r"(exceed|reach|exhaust|used up|overrun|surpass|spent|overschreden|bereikt|opgebruikt|u?e?berschritten|erreicht"
    r"|ausgeschopft|aufgebraucht|depass|atteint|epuise|superad|excedid|alcanzad|agotad|sobrepasad|superat|raggiunt"
    r"|esaurit|ultrapassad|atingid|esgotad|przekrocz|wyczerp|osiagni)"
)
TOO_MANY = (
    r"(too (many|much)|zu viele?|te veel|trop (de|d')|demasiad[oa]s?|tropp[ie]|zbyt (wiele|duzo)|muit[oa]s|excesso de)"
)
MAILS = (
    r"(messages?|mails?|e-?mails?|sends|requests?|nachrichten|berichten|envois|courriels?|mensajes|correos|envios"
    r"|messaggi|wiadomosci|mensagens)"
)
SENT_MAIL = (
    r"(send|sent|sending|outgoing|outbound|relays|number of|\w*versand\w*|\w*verzend\w*|uitgaand\w*|d'envoi|envoi"
    r"|sortant|envios?|saliente|invio|in uscita|wysyl\w*)"
)
PER_TIME = (
    r"(daily|hourly|monthly|per (time|second|minute|hour|day|week|month)|24 ?h\w*|today|(this|an) hour|horaires?"
    r"|quotidien|journalier|mensuel|diari[oa]|mensual|orari[oa]|giornalier[oa]|mensile|stundlich|taglich|dagelijks|per (uur|dag)"
    r"|dzienn\w+|godzinow\w+)"
)
OFF = (
    r"(switched off|turned off|is off|disabled|deactivated|deaktiviert|ausgeschaltet|abgeschaltet|gesperrt"
    r"|nicht (aktiviert|freigeschaltet|erlaubt|verfugbar|enthalten)|staat uit|uitgeschakeld|uitgezet|gedeactiveerd"
    r"|niet (toegestaan|ingeschakeld|geactiveerd|actief|beschikbaar)|desactiv|pas (active|autorise|inclus|disponible)"
    r"|non (active|autorise|abilitat|attiv|consentit)|disabilitat|disattivat|deshabilitad|desativad|desabilitad"
    r"|no (habilitad|activad|permitid|esta)|wylaczon|nieaktywn)"
)
LOCKED_WORDS = (
    r"(gesperrt|deaktiviert|blockiert|abgelaufen|geblokkeerd|vergrendeld|uitgeschakeld|opgeschort|verlopen|bloque"
    r"|suspendu|desactive|verrouille|expire\b|bloquead|suspendid|desactivad|caducad|bloccat|sospes|disattivat"
    r"|scadut|suspens|desativad|expirad|zablokowan|zawieszon|wygas)"
)
