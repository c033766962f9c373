"""Dutch explanations: finding the server, TLS, greeting."""

from .text import Text

NL_CONNECTION = {
    "host-unknown": Text(
        "Dit serveradres bestaat niet",
        ("Er is op internet geen computer met de naam {host}.", "Meestal is het een typefout."),
        (
            "Vergelijk het mail serveradres met wat je e-mailprovider heeft opgegeven; vaak begint het met “smtp.”.",
            "Is de naam alleen binnen een kantoornetwerk bekend? Test dan vanaf dat netwerk.",
        ),
    ),
    "host-no-address": Text(
        "Bij deze servernaam hoort geen adres",
        ("De naam {host} bestaat, maar er hoort geen adres bij. Er is dus niets om verbinding mee te maken.",),
        ("Controleer de naam: voor versturen is er meestal een aparte naam, zoals smtp.{host}.",),
    ),
    "dns-failure": Text(
        "De servernaam kon niet worden opgezocht",
        ("Het opzoeken van {host} leverde geen antwoord op. De naam kan kloppen: het opzoeken zelf ging mis.",),
        (
            "Probeer het over een paar minuten opnieuw.",
            "Blijft het misgaan? Vraag je netwerkbeheerder of het opzoeken van namen (DNS) op deze server werkt.",
        ),
    ),
    "connection-refused": Text(
        "Op deze poort luistert niets",
        ("{host} is bereikbaar, maar weigert verbindingen op poort {port}.", "Waarschijnlijk klopt de poort niet."),
        (
            "Gebruik 587 met STARTTLS of 465 met SSL; poort 25 is voor versturen vaak gesloten.",
            "Klopt de poort wel? Vraag de beheerder van {host} of de mailserver draait.",
        ),
    ),
    "no-route": Text(
        "Het netwerk kan de server niet bereiken",
        ("Er is vanaf hier geen route naar {host}.", "Geprobeerd is het adres {address}."),
        (
            "Controleer of deze computer een werkende internetverbinding of VPN heeft.",
            "Vraag je netwerkbeheerder of verkeer naar {host}, poort {port}, is toegestaan.",
        ),
    ),
    "connect-timeout": Text(
        "De server antwoordt niet",
        (
            "{host} gaf op poort {port} helemaal geen antwoord.",
            "Meestal houdt een firewall het verkeer zonder melding tegen; met poort 25 doen veel netwerken dat.",
        ),
        (
            "Probeer poort 587 met STARTTLS of poort 465 met SSL.",
            "Vraag je netwerkbeheerder om uitgaand verkeer naar {host}, poort {port}, toe te staan.",
        ),
    ),
    "network-forbidden": Text(
        "Dit adres mag niet worden gebruikt",
        (
            "{host} ligt in een netwerk waarmee deze toepassing geen verbinding mag maken.",
            "Het adres is {address}.",
            "Dat beschermt interne systemen tegen misbruik.",
        ),
        (
            "Controleer het mail serveradres.",
            "Is dit echt je mailserver? Vraag dan wie deze toepassing beheert om het netwerk toe te staan.",
        ),
    ),
    "tls-on-plain-port": Text(
        "Deze poort begint niet met SSL",
        (
            "Wij begonnen met SSL, maar {host} spreekt op poort {port} gewone SMTP.",
            "De server begon met: {first_bytes}",
        ),
        (
            "Biedt deze poort STARTTLS aan? Kies dan STARTTLS.",
            "Wil je SSL houden? Gebruik dan de poort waarop {host} met SSL begint; meestal is dat 465.",
        ),
    ),
    "plain-on-tls-port": Text(
        "Deze poort verwacht SSL",
        ("Op poort {port} praat {host} pas als er een SSL-verbinding is; wij begonnen zonder.",),
        ("Kies SSL bij poort {port}, of gebruik STARTTLS met poort 587.",),
    ),
    "plain-on-tls-port/silent": Text(
        "Deze poort verwacht waarschijnlijk SSL",
        (
            "{host} nam op poort {port} de verbinding aan, maar begroette ons niet.",
            "Zo zwijgt een server die op SSL wacht, en daar is deze poort voor bedoeld.",
        ),
        ("Kies SSL bij poort {port}, of gebruik STARTTLS met poort 587.",),
    ),
    "tls-too-old": Text(
        "Er is geen veilige TLS-versie die beide kanten kennen",
        (
            "{host} en deze toepassing konden het niet eens worden over een TLS-versie.",
            "Gebruikt werd {version}.",
            "TLS 1.0 en 1.1 zijn onveilig en worden niet meer geaccepteerd.",
        ),
        ("Vraag de beheerder van {host} om TLS 1.2 of nieuwer aan te zetten.",),
    ),
    "tls-failed": Text(
        "De beveiligde verbinding kwam niet tot stand",
        ("Het opzetten van TLS met {host} op poort {port} mislukte.", "Technisch: {detail}."),
        (
            "Controleer of poort en beveiliging bij elkaar horen: 465 met SSL, 587 met STARTTLS.",
            "Kloppen ze? Laat dan de detail-log aan de beheerder van {host} zien.",
        ),
    ),
    "tls-failed/certificate": Text(
        "Het certificaat van de server is afgekeurd",
        (
            "Het certificaat van {host} doorstond de controle niet.",
            "Technisch: {detail}.",
            "Het is uitgegeven door {issuer}.",
        ),
        ("Laat de detail-log aan de beheerder van {host} zien.",),
    ),
    "tls-failed/own-authority": Text(
        "De eigen certificaatautoriteit is niet te lezen",
        ("Wat is ingevuld als certificaat van de eigen autoriteit, is geen leesbaar certificaat.",),
        ("Plak de volledige tekst, van -----BEGIN CERTIFICATE----- tot en met -----END CERTIFICATE-----.",),
    ),
    "certificate-expired": Text(
        "Het certificaat van de server is verlopen",
        ("Het certificaat van {host} is niet meer geldig.", "Het was geldig tot {not_after}."),
        (
            "Vraag de beheerder van {host} om het certificaat te vernieuwen.",
            "Controleer datum en tijd van de computer waarop deze toepassing draait.",
        ),
    ),
    "certificate-expired/not-yet-valid": Text(
        "Het certificaat van de server is nog niet geldig",
        (
            "Het certificaat van {host} gaat pas later in.",
            "Het is geldig vanaf {not_before}.",
            "Het certificaat klopt niet, of een van de klokken.",
        ),
        (
            "Controleer datum en tijd van de computer waarop deze toepassing draait.",
            "Kloppen die? Meld het dan aan de beheerder van {host}.",
        ),
    ),
    "certificate-name": Text(
        "Het certificaat hoort bij een andere naam",
        (
            "De server legitimeerde zich met een certificaat dat niet op naam van {host} staat.",
            "Het geldt voor: {names}.",
        ),
        (
            "Gebruik een naam uit het certificaat als mail serveradres, als die van je provider is: {names}.",
            "Vraag anders de beheerder van {host} om de juiste naam, of om een certificaat met deze naam.",
        ),
    ),
    "certificate-name/address": Text(
        "Een certificaat staat op een naam, niet op dit adres",
        ("Je vulde het adres {host} in; het certificaat van de server bevat dat niet.", "Het geldt voor: {names}."),
        ("Vul de naam van de server in, niet het adres, bijvoorbeeld: {names}.", "Vraag de naam van de server op."),
    ),
    "certificate-self-signed": Text(
        "De server heeft zijn eigen certificaat gemaakt",
        (
            "Het certificaat van {host} is door de server zelf ondertekend; niemand staat ervoor in.",
            "Er staat: {subject}, geldig tot {not_after}.",
        ),
        (
            "Vraag de beheerder van {host} om dit certificaat als bestand en plak het bij eigen certificaatautoriteit.",
            "Beter: vraag om een certificaat van een erkende uitgever, zoals Let's Encrypt.",
        ),
    ),
    "certificate-unknown-authority": Text(
        "Het certificaat komt van een onbekende uitgever",
        (
            "Het certificaat van {host} is uitgegeven door een autoriteit die deze computer niet kent.",
            "De uitgever is {issuer}.",
            "Dat kan de eigen autoriteit van de organisatie zijn, of de server stuurt een tussencertificaat niet mee.",
        ),
        (
            "Is het de eigen autoriteit van je organisatie? Plak dan haar certificaat bij eigen certificaatautoriteit.",
            "Zo niet, vraag de beheerder van {host} om de volledige certificaatketen te installeren.",
        ),
    ),
    "not-smtp": Text(
        "Dit is geen mailserver om mee te versturen",
        (
            "Wat op {host}, poort {port}, antwoordt, spreekt geen SMTP.",
            "Het lijkt op {service}.",
            "Het begon met: {first_bytes}",
        ),
        ("Controleer mail serveradres en poort. Gebruik voor versturen 587 met STARTTLS of 465 met SSL.",),
    ),
    "greeting-refused": Text(
        "De server wijst ons aan de deur af",
        ("{host} weigerde het gesprek voordat het begon.",),
        (
            "Controleer of dit de server voor uitgaande e-mail is en niet die voor binnenkomende.",
            "Vraag de beheerder van {host} waarom deze verbinding wordt geweigerd; laat de detail-log zien.",
        ),
    ),
    "address-blocked": Text(
        "De server neemt geen e-mail aan vanaf dit netwerk",
        (
            "{host} weigert het internetadres waarvandaan deze toepassing verstuurt.",
            "Het adres staat op een blokkeerlijst, heeft een slechte reputatie of is op de server niet toegelaten.",
        ),
        (
            "De uitleg van de server staat op {link}.",
            "Verstuur met aanmelding via de server van je provider, op poort 587 of 465.",
            "Vraag je netwerkbeheerder om het adres van de lijst te laten halen, of de provider om het toe te laten.",
        ),
    ),
    "address-blocked/domain": Text(
        "Het domein van de afzender staat op een blokkeerlijst",
        ("{host} weigert e-mail van deze afzender: het domein staat op een lijst of heeft een slechte reputatie.",),
        (
            "De uitleg van de server staat op {link}.",
            "Vraag de beheerder van het domein om uit te zoeken waarom, en het van de lijst te laten halen.",
            "Gebruik tot die tijd een ander afzenderadres.",
        ),
    ),
    "address-blocked/reverse-dns": Text(
        "Het adres van dit netwerk heeft geen goede naam",
        (
            "{host} neemt alleen e-mail aan van adressen met een kloppende omgekeerde naam (PTR-record).",
            "Het adres waarvandaan deze toepassing verstuurt heeft die niet.",
        ),
        (
            "Verstuur met aanmelding via de server van je provider, op poort 587 of 465.",
            "Of vraag je netwerkbeheerder om de omgekeerde naam in te stellen.",
        ),
    ),
    "server-busy": Text(
        "De server heeft het nu te druk",
        ("{host} neemt nu geen werk meer aan: er zijn te veel verbindingen, of de server is even buiten dienst.",),
        (
            "Je hoeft niets te wijzigen; wachtende documenten worden vanzelf opnieuw geprobeerd.",
            "Gebeurt het vaak? Verlaag het aantal gelijktijdige verbindingen voor deze server.",
        ),
    ),
    "server-busy/storage": Text(
        "De server heeft nu geen ruimte",
        ("{host} heeft te weinig schijfruimte of geheugen en kan dit bericht nu niet aannemen.",),
        ("Documenten worden vanzelf opnieuw geprobeerd.", "Duurt het lang? Meld het aan de beheerder van {host}."),
    ),
    "ehlo-refused": Text(
        "De server accepteert de naam niet waarmee wij ons voorstellen",
        (
            "Elk mailprogramma noemt eerst zijn eigen naam (EHLO); {host} weigerde die.",
            "De naam was {ehlo_name}.",
        ),
        (
            "Vraag wie deze toepassing beheert om voor EHLO een bestaande, volledige computernaam in te stellen.",
            "Is de server van jullie zelf? Maak de controle dan soepeler voor wie is aangemeld.",
        ),
    ),
    "starttls-missing": Text(
        "De server biedt geen STARTTLS aan",
        (
            "{host} biedt op poort {port} geen beveiliging aan; daarom zijn we gestopt voordat er iets is verstuurd.",
            "Ook een firewall of virusscanner ertussen kan het aanbod verbergen.",
        ),
        ("Probeer SSL met poort 465.", "Vraag anders de beheerder van {host} welke poort beveiligd is."),
    ),
    "starttls-missing/already-encrypted": Text(
        "De server biedt op deze poort geen STARTTLS aan",
        ("{host} biedt op poort {port} geen STARTTLS aan; die poort is bedoeld voor SSL vanaf het begin.",),
        ("Kies SSL bij deze poort, of poort 587 met STARTTLS.",),
    ),
    "starttls-refused": Text(
        "De server kon de beveiligde verbinding niet starten",
        ("{host} biedt STARTTLS aan, maar weigerde toen we erom vroegen.",),
        (
            "Probeer SSL met poort 465.",
            "Meld het aan de beheerder van {host}: de TLS-instellingen of het certificaat vragen aandacht.",
        ),
    ),
    "starttls-required": Text(
        "De server wil eerst een beveiligde verbinding",
        ("{host} neemt alleen e-mail aan over een beveiligde verbinding.",),
        (
            "Kies STARTTLS: de server biedt dat op poort {starttls_port} aan.",
            "Een andere beveiligde poort kan ook: meestal 587 met STARTTLS of 465 met SSL.",
        ),
    ),
    "starttls-injection": Text(
        "Iets bemoeide zich met de beveiligde verbinding",
        (
            "Tussen de afspraak over STARTTLS en het beveiligen van de verbinding kwamen onverwachte gegevens binnen.",
            "Dat is een bekende aanval of een kapotte server; er is niets verstuurd.",
        ),
        ("Gebruik SSL met poort 465.", "Meld het aan de beheerder van {host} en aan je netwerkbeheerder."),
    ),
}
