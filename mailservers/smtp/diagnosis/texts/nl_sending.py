"""Dutch explanations: sender, recipient, message, and what can happen anywhere."""

from .text import Text

NL_SENDING = {
    "sender-not-allowed": Text(
        "De server accepteert deze afzender niet",
        ("{host} staat niet toe dat je namens dit afzenderadres verstuurt.", "De afzender was {sender}."),
        (
            "Gebruik het e-mailadres van het account zelf als afzender.",
            "Of laat de provider het adres toestaan: als alias, of met het recht “verzenden als”.",
        ),
    ),
    "sender-unverified": Text(
        "De provider wil de afzender eerst bevestigd zien",
        (
            "{host} verstuurt alleen voor adressen of domeinen waarvan is aangetoond dat ze van jullie zijn.",
            "De afzender was {sender}.",
        ),
        (
            "Bevestig het afzenderadres of het domein in het beheerscherm van de provider.",
            "De provider legt uit hoe op {link}.",
            "Gebruik tot die tijd een afzenderadres dat al bevestigd is.",
        ),
    ),
    "sender-unverified/address": Text(
        "De server kon het afzenderadres niet bevestigen",
        ("{host} zocht de mailbox van de afzender op en kon die niet vinden.", "Het ging om {sender}."),
        ("Gebruik een afzenderadres dat bestaat en e-mail kan ontvangen.",),
    ),
    "sender-domain-refused": Text(
        "Het domein van de afzender bestaat niet voor deze server",
        (
            "{host} kan het domein van het afzenderadres niet vinden, of het kan geen e-mail ontvangen.",
            "De afzender was {sender}.",
        ),
        (
            "Controleer het afzenderadres op typefouten.",
            "Klopt het? Vraag de beheerder van het domein om de DNS-records (MX en A) na te kijken.",
        ),
    ),
    "sender-authentication": Text(
        "Het domein van de afzender staat niet in voor deze server",
        (
            "De controle van SPF, DKIM of DMARC mislukte: volgens de eigenaar van het afzenderdomein mag deze "
            "server er niet "
            "voor versturen.",
            "De afzender was {sender}.",
        ),
        (
            "Verstuur met aanmelding via de mailserver van het afzenderdomein zelf.",
            "Of vraag de beheerder van het domein om deze server aan SPF toe te voegen en DKIM in te richten.",
            "De server legt meer uit op {link}.",
        ),
    ),
    "recipient-unknown": Text(
        "Het adres van de ontvanger bestaat niet",
        ("De server kent geen mailbox voor deze ontvanger.", "Het gaat om {recipient}."),
        ("Verbeter het e-mailadres van de ontvanger, of vraag de ontvanger om het juiste adres.",),
    ),
    "recipient-refused": Text(
        "De server weigert deze ontvanger",
        (
            "De server neemt voor deze ontvanger geen e-mail aan: uitgeschakeld, beperkt, of om een andere "
            "reden geweigerd.",
            "Het gaat om {recipient}.",
        ),
        (
            "Controleer het e-mailadres en vraag de ontvanger of het nog werkt.",
            "Gebeurt het bij elke ontvanger? Vraag het dan de beheerder van {host}.",
        ),
    ),
    "recipient-refused/suppressed": Text(
        "De provider verstuurt niet meer naar deze ontvanger",
        (
            "{host} houdt een lijst bij van adressen waar e-mail onbestelbaar was of klachten opriep.",
            "Het gaat om {recipient}.",
        ),
        (
            "Controleer het e-mailadres.",
            "Klopt het? Haal het in het beheer bij de provider van de lijst (suppression list).",
        ),
    ),
    "recipient-refused/unexplained": Text(
        "De server weigert deze ontvanger zonder reden te noemen",
        ("De server neemt voor deze ontvanger geen e-mail aan en noemde geen reden.", "Het gaat om {recipient}."),
        (
            "Controleer het e-mailadres en vraag de ontvanger of het nog werkt.",
            "Gebeurt het bij elke ontvanger? Vraag het dan de beheerder van {host}: alleen de log van de server "
            "zelf zegt waarom.",
        ),
    ),
    "relay-denied": Text(
        "De server stuurt onze e-mail niet door",
        ("{host} bezorgt alleen in zijn eigen mailboxen zolang hij niet weet wie je bent.",),
        (
            "Zet authenticatie aan (Centraal of Per medewerker) en vul een gebruikersnaam en wachtwoord in.",
            "Is aanmelden niet de bedoeling? Vraag de beheerder van {host} om doorsturen vanaf dit "
            "netwerkadres toe te staan.",
            "Controleer of dit de server voor uitgaande e-mail is en niet die voor binnenkomende.",
        ),
    ),
    "relay-denied/logged-in": Text(
        "De server stuurt voor dit account geen e-mail door",
        (
            "Het aanmelden lukte, maar {host} bezorgt daarmee niet bij deze ontvanger.",
            "Vaak is het account, of het domein van de afzender, niet vrijgegeven om naar anderen te versturen.",
        ),
        (
            "Gebruik het e-mailadres van het account zelf als afzender.",
            "Vraag de beheerder van {host} om dit account naar elk adres te laten versturen.",
        ),
    ),
    "mailbox-full": Text(
        "De mailbox van de ontvanger is vol",
        ("In de mailbox van de ontvanger is geen ruimte meer.", "Het gaat om {recipient}."),
        ("Vraag de ontvanger om op te ruimen, of gebruik een ander adres; verstuur het document daarna opnieuw.",),
    ),
    "greylisted": Text(
        "De server vraagt ons om later terug te komen",
        (
            "{host} laat onbekende afzenders even wachten (greylisting); dat is een gewone maatregel tegen spam.",
            "De gevraagde wachttijd is {wait}.",
        ),
        (
            "Meestal hoef je niets te doen: documenten worden vanzelf opnieuw verstuurd.",
            "Herhaal een test na een paar minuten.",
        ),
    ),
    "address-needs-smtputf8": Text(
        "Het adres bevat letters die deze server niet aankan",
        (
            "Er staan letters als é of ü vóór de @ in een adres; {host} ondersteunt dat niet (SMTPUTF8).",
            "Het gaat om {recipient}.",
        ),
        ("Gebruik een adres met alleen gewone letters, of een mailserver die internationale adressen ondersteunt.",),
    ),
    "address-needs-smtputf8/sender": Text(
        "Het afzenderadres bevat letters die deze server niet aankan",
        ("In het afzenderadres staan letters als é of ü; {host} ondersteunt dat niet (SMTPUTF8).",),
        ("Gebruik een afzenderadres met alleen gewone letters.",),
    ),
    "message-too-big": Text(
        "Het bericht is te groot voor deze server",
        (
            "{host} accepteert geen bericht van deze omvang.",
            "De grens is {limit}.",
            "Het bericht is {size} groot.",
        ),
        (
            "Verstuur minder of kleinere bijlagen; onderweg worden bijlagen een derde groter.",
            "Of vraag de beheerder van {host} om de grens te verhogen.",
        ),
    ),
    "rate-limited": Text(
        "De verzendlimiet is bereikt",
        (
            "{host} neemt in een bepaalde tijd een beperkt aantal berichten aan, en dat aantal is bereikt.",
            "De genoemde grens is {limit}.",
        ),
        (
            "Wacht tot de periode voorbij is; wat later nog kan, wordt vanzelf opnieuw geprobeerd.",
            "Verlaag het aantal berichten per minuut voor deze server, of vraag de provider om een hogere limiet.",
            "De provider legt de limieten uit op {link}.",
        ),
    ),
    "spam-refused": Text(
        "De server ziet het bericht aan voor spam",
        ("{host} vond er iets in, of in het verzendgedrag, dat op spam lijkt.",),
        (
            "Bekijk onderwerp, tekst en links; ook een heel korte testtekst kan de reden zijn.",
            "Vraag de beheerder van {host} welke regel het was; laat de detail-log zien.",
            "De server legt meer uit op {link}.",
        ),
    ),
    "policy-refused": Text(
        "Een regel op de server verbiedt dit bericht",
        ("{host} is zo ingesteld dat berichten als dit worden geweigerd.",),
        (
            "Vraag de beheerder van {host} welke regel het is; laat de detail-log zien.",
            "De server legt meer uit op {link}.",
        ),
    ),
    "policy-refused/header": Text(
        "De server weigert de manier waarop de afzender is geschreven",
        ("{host} heeft een regel voor de afzenderregel (From) waar dit bericht niet aan voldoet.",),
        (
            "Vul voor deze server één gewoon afzenderadres in.",
            "Vraag de beheerder van {host} welke regel het is; laat de detail-log zien.",
        ),
    ),
    "content-refused": Text(
        "De server weigert de inhoud",
        ("{host} accepteert iets in het bericht niet: een soort bijlage, of de manier waarop het is opgebouwd.",),
        (
            "Verstuur de bijlage als pdf, niet als programma, script, macrodocument of archief.",
            "De server legt meer uit op {link}.",
            "Vraag de beheerder van {host} wat er precies is geweigerd; laat de detail-log zien.",
        ),
    ),
    "content-refused/virus": Text(
        "De server vond een virus in het bericht",
        ("{host} ziet een bijlage aan voor schadelijke software.",),
        (
            "Laat de bijlage en de computer waar die vandaan komt controleren voordat je haar ergens heen stuurt.",
            "Is ze onschuldig? Vraag dan de beheerder van {host} om naar het oordeel van de scanner te kijken.",
        ),
    ),
    "too-many-recipients": Text(
        "Te veel ontvangers in één keer",
        ("{host} accepteert niet zo veel ontvangers voor één bericht.", "De genoemde grens is {limit}."),
        ("Verdeel de ontvangers over meer berichten.",),
    ),
    "connection-lost": Text(
        "De server verbrak de verbinding",
        (
            "{host} verbrak de verbinding {moment}, zonder uitleg.",
            "Dat kan een storing zijn, een firewall ertussen, of een server die ons weigert zonder het te zeggen.",
        ),
        (
            "Probeer het over een paar minuten opnieuw.",
            "Controleer of poort en beveiliging bij elkaar horen: 465 met SSL, 587 met STARTTLS.",
            "Blijft het gebeuren? Laat de detail-log aan de beheerder van {host} zien.",
        ),
    ),
    "timeout": Text(
        "De server deed er te lang over",
        ("{host} liet te lang op zich wachten, {moment}.",),
        (
            "Probeer het over een paar minuten opnieuw; de server kan traag of druk zijn.",
            "Blijft het gebeuren? Vraag het de beheerder van {host}, en je netwerkbeheerder naar firewalls ertussen.",
        ),
    ),
    "protocol-error": Text(
        "De server houdt zich niet aan de regels van SMTP",
        ("{host} stuurde iets wat op dat moment geen betekenis heeft; daarom zijn we gestopt.", "Technisch: {detail}."),
        ("Controleer mail serveradres en poort.", "Laat de detail-log aan de beheerder van {host} zien."),
    ),
    "protocol-error/refused-command": Text(
        "De server begreep ons niet",
        ("{host} weigerde een gewone SMTP-opdracht als fout of niet op volgorde.",),
        (
            "Vaak is het een firewall of virusscanner die mailverkeer verandert: probeer SSL met poort 465.",
            "Laat de detail-log aan de beheerder van {host} zien.",
        ),
    ),
    "temporary-refusal/unexplained": Text(
        "De server weigert op dit moment, zonder reden te noemen",
        ("{host} gaf een tijdelijke fout en noemde geen reden.", "Later opnieuw proberen kan helpen."),
        (
            "Documenten worden vanzelf opnieuw geprobeerd.",
            "Blijft het zo? Vraag het de beheerder van {host}: alleen de log van de server zelf zegt waarom.",
        ),
    ),
    "temporary-refusal": Text(
        "De server weigert op dit moment",
        ("{host} gaf een tijdelijke fout waarvan we de oorzaak niet herkennen.", "Later opnieuw proberen kan helpen."),
        (
            "Documenten worden vanzelf opnieuw geprobeerd.",
            "Blijft het zo? Laat de detail-log aan de beheerder van {host} zien.",
        ),
    ),
    "permanent-refusal": Text(
        "De server weigert het bericht",
        (
            "{host} weigerde definitief, om een reden die we niet herkennen; de eigen woorden van de server "
            "zeggen wat het "
            "bezwaar is.",
        ),
        ("Lees wat de server zegt; in de detail-log staat meer.", "Laat de log aan de beheerder van {host} zien."),
    ),
    "permanent-refusal/unexplained": Text(
        "De server weigert zonder reden te noemen",
        ("{host} weigerde definitief en noemde geen reden.",),
        (
            "Vraag het de beheerder van {host}: alleen de log van de server zelf zegt waarom; laat de detail-log zien.",
            "Controleer het afzenderadres en probeer een bericht zonder bijlagen.",
        ),
    ),
    "permanent-refusal/loop": Text(
        "Het bericht blijft rondgaan",
        ("Servers sturen dit bericht steeds naar elkaar door; {host} is ermee gestopt.",),
        ("Vraag de beheerder van het domein van de ontvanger om doorsturen en MX-records na te kijken.",),
    ),
    "cancelled": Text("Gestopt", ("Het gesprek is gestopt voordat het klaar was.",), ("Begin desgewenst opnieuw.",)),
}
