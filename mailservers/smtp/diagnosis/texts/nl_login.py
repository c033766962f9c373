"""Dutch explanations: logging in."""

from .text import Text

NL_LOGIN = {
    "auth-not-offered": Text(
        "Aanmelden kan hier niet",
        ("Er zijn een gebruikersnaam en wachtwoord ingevuld, maar op poort {port} laat {host} niemand aanmelden.",),
        (
            "Gebruik poort 587 met STARTTLS of 465 met SSL: daar kun je bij mailservers wel aanmelden.",
            "Heeft deze server geen aanmelding nodig? Kies dan bij authenticatie “Geen”.",
        ),
    ),
    "auth-needs-tls": Text(
        "De server wil geen wachtwoord over een onbeveiligde verbinding",
        ("Bij {host} kun je pas aanmelden als de verbinding beveiligd is.",),
        (
            "Kies STARTTLS: de server biedt dat op poort {starttls_port} aan.",
            "Een andere beveiligde poort kan ook: meestal 587 met STARTTLS of 465 met SSL.",
        ),
    ),
    "mechanism-unsupported": Text(
        "Er is geen aanmeldmethode die beide kanten kennen",
        (
            "{host} accepteert de gebruikte aanmeldmethode niet.",
            "De server biedt aan: {offered}.",
            "Wij probeerden {mechanism}.",
        ),
        (
            "Controleer of STARTTLS of SSL is gekozen: zonder beveiliging verbergen servers vaak de gewone methoden.",
            "Vraag de beheerder van {host} om PLAIN of LOGIN over TLS toe te staan.",
        ),
    ),
    "credentials-rejected": Text(
        "De server weigert de gebruikersnaam of het wachtwoord",
        (
            "{host} accepteert deze aanmelding niet.",
            "De gebruikersnaam was {username}.",
            "Waarschijnlijk is het wachtwoord gewijzigd of staat er een typefout in een van beide.",
        ),
        (
            "Vul gebruikersnaam en wachtwoord opnieuw in; de gebruikersnaam is vaak het volledige e-mailadres.",
            "Log ermee in op de webmail van de provider om te zien of ze kloppen.",
            "Bij tweestapsverificatie willen veel providers een app-wachtwoord in plaats van je eigen wachtwoord.",
        ),
    ),
    "app-password-needed": Text(
        "De provider wil een app-wachtwoord",
        ("{host} accepteert je gewone wachtwoord niet in programma's, meestal omdat tweestapsverificatie aan staat.",),
        (
            "Maak in de beveiligingsinstellingen van je account een app-wachtwoord aan (soms: autorisatiecode).",
            "Vul dat hier in, in plaats van je gewone wachtwoord.",
            "De provider legt uit hoe op {link}.",
        ),
    ),
    "basic-auth-disabled": Text(
        "Aanmelden met een wachtwoord kan bij deze provider niet meer",
        (
            "{host} heeft het aanmelden met gebruikersnaam en wachtwoord (basisverificatie) uitgeschakeld.",
            "Een ander wachtwoord helpt niet.",
        ),
        (
            "Microsoft 365: een beheerder kan het voorlopig weer toestaan, of met OAuth of een relayconnector "
            "laten versturen.",
            "Of gebruik een andere mailserver, die wachtwoorden accepteert of er geen nodig heeft.",
            "De provider legt meer uit op {link}.",
        ),
    ),
    "smtp-auth-disabled": Text(
        "Versturen vanuit programma's staat uit voor deze mailbox",
        ("{host} staat deze mailbox, of de hele organisatie, niet toe om met een aanmelding via SMTP te versturen.",),
        (
            "Laat het aanzetten bij de instellingen van de mailbox; bij Microsoft 365: beheercentrum > "
            "Gebruikers > E-mail > "
            "E-mail-apps beheren > Geverifieerde SMTP.",
            "Kijk bij andere providers in de webmail naar “POP3/IMAP/SMTP-toegang toestaan”.",
            "Niet elk abonnement bevat dit: kies dan een ander abonnement of een andere mailserver.",
            "De provider legt meer uit op {link}.",
        ),
    ),
    "account-locked": Text(
        "Het account is geblokkeerd, of wil eerst een bevestiging",
        ("{host} laat op dit moment niemand op dit account aanmelden.", "De gebruikersnaam was {username}."),
        (
            "Log in op de webmail van de provider en volg de aanwijzingen daar.",
            "Na te veel verkeerde wachtwoorden: wacht een uur voordat je weer test.",
            "Is het account of abonnement verlopen? Verleng het, of gebruik een ander account.",
            "De provider legt meer uit op {link}.",
        ),
    ),
    "account-locked/sending": Text(
        "Het account mag niet versturen",
        ("De provider heeft dit account voor versturen geblokkeerd of nog niet vrijgegeven.",),
        (
            "Vraag de provider waarom, en wat er moet gebeuren voordat het wordt vrijgegeven.",
            "De provider legt meer uit op {link}.",
            "Is het account misbruikt? Wijzig dan eerst het wachtwoord.",
        ),
    ),
    "oauth-token-rejected": Text(
        "De server weigert het toegangstoken",
        (
            "{host} accepteert het OAuth-toegangstoken niet: het is verlopen of voor iets anders uitgegeven.",
            "De server meldde: {status}.",
            "De server vraagt om de scope {scope}.",
        ),
        ("Vraag een nieuw toegangstoken aan met het recht om via SMTP te versturen, voor dezelfde gebruikersnaam.",),
    ),
    "auth-temporary": Text(
        "De server kan aanmeldingen nu niet controleren",
        ("{host} beantwoordde de aanmelding met een tijdelijke fout; het wachtwoord kan best goed zijn.",),
        ("Probeer het over een paar minuten opnieuw.", "Blijft het zo? Vraag de provider of er een storing is."),
    ),
    "login-required": Text(
        "De server wil dat je je eerst aanmeldt",
        ("{host} neemt alleen e-mail aan van wie zich heeft aangemeld.",),
        (
            "Zet authenticatie op Centraal of Per medewerker en vul een gebruikersnaam en wachtwoord voor deze "
            "server in.",
        ),
    ),
    "login-required/client-rejected": Text(
        "De server weigert wie zich niet heeft aangemeld",
        (
            "{host} weigerde ons, terwijl je je er wel kunt aanmelden.",
            "Zo doet een server die alleen voor versturen is bedoeld bij iedereen die niet is aangemeld.",
        ),
        (
            "Zet authenticatie op Centraal of Per medewerker en vul een gebruikersnaam en wachtwoord in.",
            "Is aanmelden niet de bedoeling? Vraag dan de beheerder van {host} om het adres van dit netwerk "
            "toe te laten.",
        ),
    ),
}
