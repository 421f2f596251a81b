"""A second, smaller set in new forms, written after the recognisers had been tuned on the first: split `unseen 2`."""

from random import Random
from typing import Any

from bench.pii_unseen import evasions, lines, render
from bench.pii_unseen_values import MAKERS, MONTHS, ascii_name, shape, shapes, slot

GIVEN = {
    "en": "Bethany Clayton Desiree Elliot Felicia Grant Harlan Ingrid Jolene Keith Lorraine Mitchell Nadine Orlando Priscilla Rusty Savannah Tobias",
    "gb": "Callum Dorothy Evelyn Fergus Gwyneth Hugo Imran Josephine Kirsty Leighton Morag Neville Olwen Percival Rosalind Stuart Verity Yasmin",
    "es": "Adrián Blanca Cristóbal Dolores Esteban Fátima Gregorio Isidora Julián Lourdes Manuela Nicanor Olga Pascual Rocío Salvador Trinidad Virginia",
    "de": "Alwin Bettina Carsten Doris Edeltraud Falk Gerlinde Horst Ilse Jochen Kerstin Lothar Marlies Norbert Ottilie Rainer Sieglinde Volker",
    "fr": "Amandine Baptiste Colette Damien Estelle Firmin Gaëlle Honoré Isabelle Jocelyne Killian Lucienne Mathieu Nadège Odile Philippe Rémi Solange",
}
FAMILY = {
    "en": "Abbott | Buchanan | Chambers | Donovan | Espinoza | Forsyth | Goldstein | Holloway | Ingram | Kaminski | Lindqvist | McAllister | Novak | Pruitt | Roth | Sandoval | Truong | Whitehead",
    "gb": "Ackroyd | Braithwaite | Chaudhry | Davenport | Fothergill | Gilchrist | Hathersage | Iqbal | Kendrick | Lockwood | Macpherson | Oyelaran | Penhaligon | Rowntree | Stapleton | Tattersall | Uddin | Wetherby",
    "es": "Aguirre | Benavente | Carrasco | Echeverría | Figueroa | Goicoechea | Herrero | Izquierdo | Junquera | Larrañaga | Mansilla | Nogales | de la Torre | Pedraza | Rebolledo | Sepúlveda | Trujillo | Zorrilla",
    "de": "Achterberg | Bergmann | Clausen | Dombrowski | Ehlers | Feuerstein | Gottschalk | Hufnagel | Jankowski | Köhler | Lichtenberg | Möllers | Nussbaum | Osterkamp | Pohl | Rösler | von Thun | Zimmermann",
    "fr": "Aubert | Bonnefoy | Cazalis | Desjardins | Escoffier | Ferrand | Grandjean | Hamon | Joubert | Kervella | Laborde | Mercier | Noblet | de La Tour | Poirier | Quéré | Sauvage | Thévenet",
}
STREETS = {
    "en": "Birchwood Ave | W 5th Street | Mountain View Rd | Court Street | Eagle Point Drive | Ocean Pkwy | Stonebridge Ln | NE Halsey St | Rosewood Trail",
    "gb": "Albion Street | Park Row | Priory Lane | The Paddock | Waterloo Road | Ferndale Avenue | Old Kent Road | St Mary's Terrace | Elm Tree Close",
    "es": "calle Serrano | Avenida de la Constitución | Plaza Mayor | C/ del Pez | Paseo de la Castellana | Camino de Ronda | Cuesta de San Vicente | Rambla Nova | Calle Velázquez",
    "de": "Friedrichstraße | Am Sonnenhang | Mozartweg | Ludwigsplatz | Birkenallee | Hohe Straße | Wilhelm-Busch-Weg | Marktgasse | Elbchaussee",
    "fr": "rue Victor Hugo | avenue des Champs | boulevard de la Liberté | impasse des Roses | quai Voltaire | rue de l'Église | chemin du Lavoir | cours Mirabeau | place Bellecour",
}
CITIES = {
    "en": "Portland/OR 972## | Savannah/GA 314## | Salt Lake City/UT 841## | Reno/NV 895##",
    "gb": "York/YO1 #@@ | Cardiff/CF## #@@ | Sutton Coldfield/B7# #@@ | Aberdeen/AB## #@@",
    "es": "Zaragoza/500## | Valencia/460## | Santiago de Compostela/157## | Jaén/230##",
    "de": "Hamburg/203## | Rothenburg ob der Tauber/915## | Leipzig/041## | Garmisch-Partenkirchen/824##",
    "fr": "Toulouse/310## | Lille/590## | Saint-Germain-en-Laye/781## | Montpellier/340##",
}


def _given(rng: Random, lang: str) -> str:
    return rng.choice(GIVEN[lang].split())


def _family(rng: Random, lang: str) -> str:
    return rng.choice(FAMILY[lang].split(" | "))


@slot("PB", "PERSON")
def _person(rng: Random, lang: str) -> str:
    first, last = _given(rng, lang), _family(rng, lang)
    return rng.choice(
        [
            f"{first} {last}",
            f"{first} {last}",
            f"{first} {last} {_family(rng, lang)}"
            if lang == "es"
            else f"{first} {_given(rng, lang)[0]} {last}",
            f"{first} {_given(rng, lang)} {last}",
        ]
    )


MAKERS["GB"] = ("PERSON", _given)
MAKERS["SB"] = ("PERSON", _family)


@slot("UB", "USERNAME")
def _user(rng: Random, lang: str) -> str:
    first, last = ascii_name(_given(rng, lang)), ascii_name(_family(rng, lang))
    return rng.choice(
        [
            f"{last}.{first}",
            f"{first[:3]}{last[:4]}{rng.randint(1, 9)}",
            f"{first}{last[0]}_{rng.randint(1, 99)}",
            f"{first[0]}{first[1]}{rng.randint(1000, 9999)}",
            f"{last}_{first[0]}",
            f"ext-{first}.{last}",
        ]
    )


@slot("EB", "EMAIL")
def _mail(rng: Random, lang: str) -> str:
    name = f"{ascii_name(_given(rng, lang))}.{ascii_name(_family(rng, lang))}"
    return rng.choice(
        [
            f"{name}@posteo.net",
            f"{name}+shop@sub.kunden-portal.eu",
            f"{name} AT fastmail DOT com",
            f"{name.upper()}@ICLOUD.COM",
            f"{name}@bücher-welt.de",
            f"{name}_2@t-online.co",
        ]
    )


PHONES = {
    "en": (
        "%1%.%##.#### ext ##",
        "+1 %1% %## ####",
        "1 (%1%) %##-####",
        "(%1%)%##-####",
        "+1(%1%)%######",
        "%1% - %## - ####",
    ),
    "gb": (
        "+44 1%## ######",
        "0%%% %## ####",
        "07### ######",
        "+44 (0) 7### ######",
        "(020) 8### ####",
        "01%## ## ## ##",
    ),
    "es": (
        "+34 9## ## ## ##",
        "6##.###.###",
        "6##-##-##-##",
        "(91) ### ## ##",
        "0034-6##-###-###",
        "7## ######",
    ),
    "de": (
        "+49-30-%######",
        "0151/%#######",
        "(0 30) %## ## ##",
        "+49 (171) %######",
        "089 %#####",
        "0800 %######",
    ),
    "fr": (
        "+33.6.##.##.##.##",
        "06-##-##-##-##",
        "(0)6 ## ## ## ##",
        "0033 6########",
        "01 %#.##.##.##",
        "+33 (0) 1 %# ## ## ##",
    ),
}
MAKERS["TB"] = ("PHONE", lambda rng, lang: shape(rng, rng.choice(PHONES[lang])))


@slot("AB", "ADDRESS")
def _address(rng: Random, lang: str) -> str:
    street, city, n = (
        rng.choice(STREETS[lang].split(" | ")),
        rng.choice(CITIES[lang].split(" | ")),
        rng.randint(1, 180),
    )
    town, code = city.rsplit("/", 1)
    code = shape(rng, code)
    options = {
        "en": [
            f"{n * 11} {street}, {town}, {code}",
            f"{n * 11} {street}\nApt {n}\n{town}, {code}",
            f"{n * 11} {street} Unit {n % 30}B, {town}, {code}, USA",
            f"{n * 11} {street} ({town})",
        ],
        "gb": [
            f"{n} {street}, {town}, {code}",
            f"{n}-{n + 2} {street}, {town} {code}, UK",
            f"Flat {n % 9 + 1}a\n{n} {street}\n{town}\n{code}",
            f"2nd Floor, {n} {street}, {code}",
        ],
        "es": [
            f"{street} {n}, {code} {town}",
            f"{street}, {n} - {n % 7 + 1}º dcha. {code} {town}",
            f"{street} s/n, {code} {town}",
            f"{street} {n}, Esc. 2, {n % 7 + 1}ºC, {town} ({code})",
        ],
        "de": [
            f"{street} {n}, {code} {town}",
            f"{street} {n}-{n + 2}, DE-{code} {town}",
            f"{street} {n} | {code} {town}",
            f"{street} {n}, Hinterhaus\n{code} {town}",
        ],
        "fr": [
            f"{n} {street}, {code} {town}",
            f"{n} ter {street}, Bât B, {code} {town}",
            f"{n}, {street}\nBP 20{n}\n{code} {town} CEDEX 2",
            f"Chez M. X, {n} {street} {code} {town}".replace("Chez M. X, ", ""),
        ],
    }
    return rng.choice(options[lang])


@slot("DB", "DATE_OF_BIRTH")
def _birth(rng: Random, lang: str) -> str:
    d, m, y = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1941, 2009)
    word = MONTHS["en" if lang == "gb" else lang].split()[m - 1]
    return rng.choice(
        [
            f"{d}/{m}/{y}",
            f"{y}.{m:02}.{d:02}",
            f"{d:02} {m:02} {y}",
            f"{d} {word} {y}",
            f"{d:02}-{m:02}-{y % 100:02}",
            f"{word} {d}, {y}" if lang == "en" else f"{d}.{m:02}.{y}",
        ]
    )


shapes("CB", "CREDIT_CARD", "4242 4242 4242 ####")
CARD = MAKERS["CARD"][1]
MAKERS["CB"] = ("CREDIT_CARD", CARD)
shapes(
    "KB",
    "SECRET",
    "^" * 40,
    "*" * 20 + "_" + "*" * 19 + "#Q",
    "*" * 43 + "#=",
    "@@@@#-#@@@@-@@#@@-#@@@@-@@@##",
    "*#*Q" * 9,
)
shapes(
    "VB",
    "SECRET",
    "ghs_" + "*" * 34 + "#Q",
    "sk-proj-" + "*" * 30 + "_" + "*" * 30,
    "xoxp-%#########-%#########-%#########-" + "^" * 32,
    "ASIA" + "@" * 10 + "%@%%@@",
    "ya29.a0A" + "*" * 90,
    "lin_api_" + "*" * 40,
    "glptt-" + "^" * 40,
    "pk_live_" + "*" * 24,
    "sq0atp-" + "*" * 22,
    "AGE-SECRET-KEY-1" + "@#" * 29,
)


@slot("WB", "SECRET")
def _password(rng: Random, lang: str) -> str:
    return rng.choice(
        [
            shape(rng, "~~~~~-@~~~~~-##"),
            shape(rng, "@~~~~##$$"),
            shape(rng, "~~@@##%~!@"),
            shape(rng, "***#*@*#**"),
            shape(rng, "P@@s~~##!"),
            shape(rng, "~~~~~~_####!"),
        ]
    )


shapes(
    "XB",
    "URL_SECRET",
    "mysql://root:⟪***#**K*⟫¤10.0.0.5:3306/qa",
    "https://x-access-token:⟪ghs_" + "*" * 36 + "⟫¤github.com/acme/shop.git",
    "https://api.~~~~~.com/hook?access_token=⟪*****************#*⟫",
    "https://~~~~~.zendesk.io/verify/⟪*******#*****************K*⟫",
    "wss://stream.~~~~~.io/?jwt=⟪*************#*************K⟫",
    "clickhouse://default:⟪*#****K*⟫¤ch.~~~~~.dev:9000/logs",
    "https://outlook.office.com/webhook/⟪^^^^^^^^-^^^^-^^^^-^^^^-^^^^^^^^^^^^⟫",
    "ftp://deploy:⟪**#**K***⟫¤ftp.~~~~~.org/www",
    "https://~~~~.s3.amazonaws.com/a.zip?AWSAccessKeyId=AK&Signature=⟪**********#*******%3D⟫&Expires=1900000000".replace(
        "%3D", "3D"
    ),
    "https://login.~~~~~.com/magic?otp=⟪######⟫&u=4",
)

SENTENCES = """
en We texted {TB} a code, customer says it came after ⟦2 minutes⟧
en phone_number => "{TB}", locale => "⟦en_US⟧"
en {EB} bounced (⟦5.1.1⟧), use {EB}
en To: {PB} <{EB}>⏎Date: ⟦12 May 2026⟧
en Escalate to {TB} if P1, otherwise mail {EB}
en \"mobile\":\"{TB}\",\"optIn\":⟦false⟧
gb Landline {TB}, best after ⟦6pm⟧
gb Called back on {TB}; no answer, case ⟦SUP-991⟧
gb Enquiries: {EB} / {TB}
es Puede localizarme en el {TB} por las ⟦tardes⟧
es tel={TB}&plan=⟦basico⟧
es Correo alternativo: {EB}
de Rückfragen an {EB} oder telefonisch {TB}
de Telefonnr. {TB} fehlt im Export ⟦V2⟧
de Notfallnummer {TB}
fr Contact : {PB}, {TB}, {EB}
fr Numéro de portable {TB} déjà utilisé par ⟦2 comptes⟧
fr Vous pouvez m'appeler au {TB}
en Charge ⟦$12⟧ to {CB}; CVV is on the back
en <PAN>{CB}</PAN><Amount>⟦1200⟧</Amount>
en stored card no: {CB}
en IBAN of the supplier is {IBAN}, ⟦net 30⟧
gb Card on file {CB} expired, renewal ⟦R-22⟧
gb pay_to: {IBAN}
es Pago con {CB} rechazado por importe de ⟦50 €⟧
es Transferir a {IBAN} antes del ⟦15/06/2026⟧
de Gutschrift auf IBAN {IBAN} über ⟦20 €⟧
de Karte {CB} belastet, Auftrag ⟦A-100⟧
fr Carte n° {CB} opposée le ⟦02/02/2026⟧
fr Compte à créditer : {IBAN} (⟦15 €⟧)
en Applicant's SSN ({SSN}) fails rule ⟦R-7⟧
en ssn => {SSN}, state => ⟦TX⟧
en US passport number is {PASS}, visa ⟦B2⟧
en last four only, not {SSN}
gb Their National Insurance number, {NINO}, is wrong on ⟦P60⟧
gb NINO={NINO}
gb NHS {NHS} / ward ⟦7⟧
es con DNI número {DNI} y permiso ⟦B⟧
es Titular: {PB} (NIF {DNI})
es NIE {NIE} pendiente de ⟦renovación⟧
es Núm. Seguridad Social: {NSS}
de Steuernummer (IdNr): {STEUERID}
de Perso-Nr. {PERSO} ungültig seit ⟦2024⟧
de Versicherungsnummer {SVNR} bei ⟦DRV⟧
fr Sécu : {NIR}
fr numéro d'assuré social {NIR}, centre ⟦751⟧
fr passeport numéro {PASS} perdu
en Source {IPV4} hit the rate limit of ⟦100/min⟧
en peer={IP} proto=⟦tcp⟧
en ARP entry {MACC} stale since ⟦10:31⟧
en "hwaddr": "{MACC}", "fw": "⟦1.2.3⟧"
en Traceroute stops at {IP}
gb Router {IP}, firmware ⟦2.0.1.7⟧
es IP de origen {IP}
es MAC del equipo: {MACC}
de IP-Adresse {IP} gesperrt bis ⟦01.06.2026⟧
de Gerät mit MAC {MACC}
fr requête venant de {IP}, code ⟦503⟧
fr équipement {MACC} hors ligne
en pass: {WB}⏎port: ⟦5432⟧
en "clientSecret": "{KB}", "grant": "⟦client⟧"
en Use {WB} as the password for ⟦demo⟧
en The API token we issued is {KB}
en GH_PAT={VB}
en fastlane prints {VB} in ⟦build.log⟧
en --from-literal=password={WB}
en - name: DB_PASS⏎  value: "{WB}"
en x-api-key: {KB}⏎accept: ⟦json⟧
en signed with secret {KB}
en PGPASSWORD={WB} psql -h ⟦db⟧
en I reset it to {WB}, please change the password at first login
gb login ⟦demo⟧, pwd {WB}
gb Key for the sandbox: {VB}
es La contraseña temporal es {WB}
es clave: {WB}, rol: ⟦lector⟧
de Initialpasswort: {WB}
de Das Passwort {WB} läuft in ⟦3 Tagen⟧ ab
de Token {VB} widerrufen
fr mot de passe temporaire : {WB}
fr clé secrète {KB}
fr Identifiants : ⟦demo⟧ / {WB}
en connect with {XB}
en callback={XB}
en The link {XB} expired after ⟦1 h⟧
en backup target {XB} (⟦daily⟧)
de Aufruf von {XB} liefert ⟦401⟧
fr lien {XB} envoyé par mail
en Mail the refund cheque to {AB}
en shipTo: {AB}
en Customer address on file: {AB}
en warehouse -> {AB} in ⟦2 days⟧
en {PB}⏎{AB}
gb Send the replacement to {AB} by ⟦Friday⟧
gb Property: {AB}
gb {PB}⏎{AB}
es Entregar en {AB} entre ⟦10 y 12⟧
es dirección postal {AB}
es {PB}, {AB}
de Bitte liefern an {AB}
de Wohnsitz: {AB}
de {PB}, {AB}
fr À livrer : {AB} avant ⟦midi⟧
fr Nouvelle adresse {AB}
fr {PB}, {AB}
en Patient DOB is {DB}, MRN on wristband
en date_of_birth={DB};consent=⟦2026-01-05⟧
en I was born {DB} and the form says ⟦"too young"⟧
en age check: dob {DB}, expected ⟦21⟧
gb {PB} (d.o.b. {DB}) registered ⟦01/02/2026⟧
gb Set Birthday to {DB} and save
es Fecha nacimiento {DB}
es nacida el {DB} en ⟦Lugo⟧
es F.Nacimiento: {DB}
de Geburtstag: {DB}, Kunde seit ⟦2019⟧
de {PB}, geb. am {DB}
de geboren: {DB}
fr né(e) le {DB}
fr Date naissance : {DB}, inscription ⟦05/09/2025⟧
fr DDN {DB}
en Morning {GB}, the ⟦build⟧ is red again
en - {PB}, ⟦Finance⟧
en Raised by: {PB}
en Escalated to {PB} in ⟦Tier 2⟧
en {PB} says the ⟦Checkout⟧ page hangs
en Interview with {PB} on ⟦3 March 2026⟧
en "requestedBy": "{PB}", "status": "⟦open⟧"
en Hi Mrs. {SB},
en driver: {PB}, route ⟦12⟧
en Ask {GB} for access to ⟦Jira⟧
en UPDATE users SET full_name='{PB}' WHERE id=⟦7⟧
en {PB}'s subscription renews on ⟦1 May 2026⟧
en Met {PB} and {PB} about ⟦pricing⟧
en Regards⏎{PB}
gb Mr {PB} disputes the ⟦late fee⟧
gb Dr {SB} cannot sign ⟦form 4⟧
gb Hello {GB} - any news on ⟦ticket 12⟧?
gb Witness: {PB}
es Buenos días, {GB}:
es Firmado: {PB}
es La clienta {PB} pide ⟦reembolso⟧
es Don {PB} no recibe el ⟦SMS⟧
es Saludos,⏎{PB}
es Autor: {PB}; revisado en ⟦abril⟧
de Guten Morgen {GB}, bitte ⟦Build⟧ prüfen
de Frau {SB} wartet auf ⟦Rückruf⟧
de Kunde {PB} meldet ⟦Absturz⟧
de Gruß⏎{PB}
de Erstellt von {PB} am ⟦02.03.2026⟧
de Patientin: {PB}
fr Bonsoir {GB},
fr Monsieur {SB} attend son ⟦avoir⟧
fr La cliente {PB} demande un ⟦échange⟧
fr Bien cordialement,⏎{PB}
fr Auteur : {PB}
fr Validé par {PB} le ⟦4 mai 2026⟧
en loginId: {UB}, locale: ⟦en⟧
en Sign in as "{UB}" and check ⟦Inbox⟧
en uid={UB} gid=⟦100⟧
en commit by {UB} on branch ⟦main⟧
en "userName":"{UB}","locked":⟦true⟧
en User {UB} was added to group ⟦Readers⟧
en /home/{UB}/⟦app.log⟧
en the username {UB} is too long (max ⟦12⟧)
gb Windows login {UB} disabled
es El usuario {UB} queda bloqueado tras ⟦3⟧ intentos
es login: {UB}
de Benutzerkennung {UB} sperren
de Nutzer {UB} hat Rolle ⟦Admin⟧
fr compte {UB} désactivé depuis ⟦2 jours⟧
fr login {UB}, profil ⟦invité⟧
"""
NEGATIVES = """
en Rollback to {~%.%#.%} and rerun job {~#####}.
en Article no. {~####-##-####} is discontinued.
en Claim reference {~@@-#######-@} is pending.
en Warranty until {~31/12/202#}, purchased {~0#/0%/2024}.
en pod web-{~^^^^^^^^^^}-{~~~~~~} restarted {~#} times
en etag "{~^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^}"
en correlation-id: {~^^^^^^^^-^^^^-4^^^-a^^^-^^^^^^^^^^^^}
en git checkout {~^^^^^^^^}
en Chrome {~1##.0.%###.1##} crashes on Windows 11
en The Grant Manager opens Bill Review and picks Mark All.
en Click Sign Up, then Skip For Now.
en Will May or June suit the launch?
en Rose, Jasmine and Olive are colour names.
en Use Case Diagram and Data Flow Chart are attached.
en The Lincoln and Madison offices share a printer.
en Lake View and Hill Top are tariff names.
en Password must differ from the last 5 passwords.
en Tokens are rotated every {~##} days.
en token count: {~#####}
en The secret question is optional.
en Key figures for Q{~%}: {~###}.{~#} M
en card layout with 3 columns, card id {~####}
en Phone support is open 24/7.
en Dial tone is missing in build {~####}.
en email template {~###} has a typo
en Account {~########} was merged with account {~########}.
en The account is locked after 3 attempts.
en owner: backend, reviewer: qa
en by: system
en user story US-{~####} depends on US-{~####}
en born in the cloud, cloud-native
en Date of issue {~0%/0%/2025}, date of expiry {~0%/0%/2030}
en range 192-255, mask /24
en Step 1.2.3.4: open Settings
en ratio 4:3, time {~1#:##:##}
en Batch of {~###-##-####-#} units
en Model {~@@##-####/#@}
en Grid position {~##.####}, {~##.####}
en fee {~#,###.##}, VAT 20 %, total {~#,###.##}
en Avenue and Street are separate fields.
en Main Street is the theme name.
gb Ref {~@@######} for the meter at unit 4
gb Council House Repairs form v{~#}
es Artículo {~########} sin stock hasta mayo
es La calle es un campo obligatorio
es Usuario o contraseña incorrectos
es Ticket {~#######} cerrado el {~0%/0%/2026}
de Vorgang {~########} vom {~0%.0%.2026}
de Straße, Ort und Land sind leer
de Passwort vergessen?
de Losnummer {~## ### ###}
fr Mot de passe oublié ?
fr Dossier {~########} clos le {~0%/0%/2026}
fr Rue et ville sont obligatoires
fr Identifiant ou mot de passe incorrect
"""


def unseen_second() -> list[dict[str, Any]]:
    """All rows, always the same."""
    rng = Random(90210)
    rows = [render(rng, "pos", line) for line in lines(SENTENCES) for _ in range(3)]
    rows += [render(rng, "neg", line) for line in lines(NEGATIVES) for _ in range(3)]
    rows += evasions(rng, lines(SENTENCES))
    return [{**row, "split": "unseen 2"} for row in rows]
