"""Sentences of `bench.pii_corpus`: `{v}` holds the value, `{keep:...}` a value that must survive.

SEEN may be tuned on, HELD may not. A sentence starts with its language.
"""

SEEN: dict[str, tuple[str, ...]] = {
    "EMAIL": (
        "en As a {role}, I want a copy of invoice {order} sent to {v} so that I can archive it.",
        "en Enter '{v}' in the {field} field and click Save.",
        "en Bug reported by {v} on {date}: {feature} fails.",
        "es Como {rol}, quiero recibir la factura {order} en {v}.",
    ),
    "PHONE": (
        "en Call the helpdesk at {v} to unlock the account.",
        "en Customer phone: {v}; expected result: validation passes after {n} seconds.",
        "es Llamar al teléfono {v} antes del {date}.",
        "de Die Telefonnummer {v} wird bei Bestellung {order} angezeigt.",
    ),
    "CREDIT_CARD": (
        "en Pay with card {v} and check that order {order} is confirmed.",
        "en | card_number | {v} |\n| amount | {n} |",
        "es Pagar con la tarjeta {v} y comprobar el pedido {order}.",
    ),
    "IBAN": (
        "en Refund {n} EUR to {v} within {n} days.",
        "en As a {role}, I want to register IBAN {v} for direct debit.",
        "es El reembolso se hace a la cuenta {v}.",
    ),
    "NATIONAL_ID": (
        "en As a {role}, I want to look up the person with {v}.",
        "en Given the applicant has {v} on {date}\nWhen the {role} searches\nThen {n} record is shown",
        "es Buscar al cliente con {v} y abrir el pedido {order}.",
    ),
    "IP_ADDRESS": (
        "en The request from {v} is blocked after {n} failed attempts.",
        "en As a {role}, I want to whitelist {v} so that I can reach {product}.",
    ),
    "MAC_ADDRESS": (
        "en Device {v} is listed in the inventory of the {role}.",
        "en Block the hardware {v} and retry {n} times.",
    ),
    "SECRET": (
        "en config.yml contains {v} (see {ticket})",
        "en Precondition: user exists, {v}",
        "es El fichero de configuración contiene {v}",
    ),
    "URL_SECRET": (
        "en Open {v} and verify that the {feature} page loads.",
        "en GET {v}\nExpect status 401",
        "es Abrir {v} y comprobar que carga.",
    ),
    "ADDRESS": (
        "en Ship order {order} to {v}.",
        "en Enter '{v}' in the {field} field and verify the map pin.",
        "es Dirección: {v}",
        "en The customer moved to {v} on {date}.",
    ),
    "DATE_OF_BIRTH": (
        "en Date of birth: {v}",
        "en Given a patient born on {v} who registered on {date}",
        "es Fecha de nacimiento: {v}",
        "de Geburtsdatum: {v}",
        "fr Date de naissance : {v}",
    ),
    "PERSON": (
        "en As a {role}, I want to assign ticket {ticket} to {v} so that it is fixed by {date}.",
        "en My name is {v} and I cannot see {feature}.",
        "en Given customer {v} has {n} open orders",
        "en {v}'s account is locked after {n} attempts.",
        "es Me llamo {v} y no puedo ver el pedido {order}.",
    ),
    "USERNAME": (
        "en Login with username {v} and a wrong password {n} times.",
        "en Given the user '{v}' is logged in to {product}",
        "es Iniciar sesión con el usuario {v} y contraseña errónea {n} veces.",
    ),
}

HELD: dict[str, tuple[str, ...]] = {
    "EMAIL": (
        'en {{"id": {n}, "email": "{v}", "plan": "gold"}}',
        "en Examples:\n| role | address |\n| {role} | {v} |",
        "de Als {rolle} möchte ich die Rechnung {order} an {v} schicken.",
        "fr En tant que {rolefr}, je veux écrire à {v} avant le {date}.",
    ),
    "PHONE": (
        "en Examples:\n| city | phone |\n| Leeds | {v} |",
        "en If the driver is late, ring {v} and quote {ticket}.",
        "fr Appelez le {v} pour annuler la commande {order}.",
        "en The fax {v} is printed under the {field} label.",
        "de Rückruf unter {v} erbeten, Vorgang {order}.",
        "en Text STOP to {v} within {n} minutes.",
    ),
    "CREDIT_CARD": (
        "en Then the statement must not show {v} in clear text",
        "de Mit der Kreditkarte {v} bezahlen und Bestellung {order} prüfen.",
        "fr Payer la commande {order} avec la carte {v}.",
        'en {{"pan": "{v}", "cvv": "123"}}',
    ),
    "IBAN": (
        "de Die Lastschrift geht von {v} ab, Betrag {n} EUR.",
        "fr Virement depuis le compte {v} le {date}.",
        "en iban,amount\n{v},{n}",
        "en Salary of the {role} is paid into {v}.",
    ),
    "NATIONAL_ID": (
        "en The claimant {v} is shown twice in {ticket}.",
        "de Der Kunde mit {v} fehlt im Bericht {ticket}.",
        "fr L'assuré {v} doit être accepté.",
        "en Reject {v} when the record is older than {n} days.",
    ),
    "IP_ADDRESS": (
        "en {date} 10:15:01 sshd: Failed password from {v} port 22",
        "de Der Zugriff von {v} wird nach {n} Versuchen gesperrt.",
        "en ping {v} -c {n}",
    ),
    "MAC_ADDRESS": (
        "en arp table shows {v} twice",
        "de Das Gerät {v} wird nicht erkannt.",
        "en mac;vlan\n{v};{n}",
    ),
    "SECRET": (
        "en Run the job with {v} and expect {n} rows.",
        "de In der Datei steht {v}",
        "fr Le fichier contient {v}",
        "en When I paste {v} into the console\nThen a warning is shown",
    ),
    "URL_SECRET": (
        "en The mail holds [this link]({v}) for {n} hours.",
        "de Der Link {v} läuft nach {n} Stunden ab.",
        'en {{"url": "{v}", "retries": {n}}}',
    ),
    "ADDRESS": (
        "en He lives at {v} and ordered {n} items.",
        "de Die Lieferung geht an {v}.",
        "fr Adresse de livraison : {v}",
        "en Pick up the parcel from {v} before {date}.",
        'en {{"shipTo": "{v}", "qty": {n}}}',
    ),
    "DATE_OF_BIRTH": (
        "en The insured (DOB {v}) joined on {date}.",
        "en | name | birthdate | plan |\n| X | {v} | gold |",
        "es El asegurado nació el {v} y firmó el {date}.",
        "de Der Patient, geboren am {v}, wurde am {date} aufgenommen.",
        "fr Le patient est né le {v}.",
        'en {{"dateOfBirth": "{v}", "joined": "{date}"}}',
    ),
    "PERSON": (
        "en Examples:\n| customer | plan |\n| {v} | gold |",
        "en Kind regards,\n{v}",
        "en The appointment with {v} is moved to {date}.",
        "de Der Vertrag wurde von {v} unterschrieben.",
        "fr Le dossier de {v} est clos depuis le {date}.",
        "en Escalate {ticket} to {v} if {feature} stays broken.",
        'en {{"fullName": "{v}", "age": {n}}}',
        "en Approved by: {v}",
        "en During the demo {v} asked for {feature}.",
    ),
    "USERNAME": (
        "en The login {v} is already taken.",
        "en Owner: @{v} ({ticket})",
        'en {{"username": "{v}", "active": true}}',
        "de Der Benutzername {v} ist vergeben.",
        "fr L'identifiant {v} est bloqué après {n} essais.",
        "en Sign in as {v} and open {product}.",
    ),
}

NEGATIVE_SEEN: tuple[str, ...] = (
    "As a {role}, I want to have the {date} deletions processed.",
    "As a {role}, I want to see order {order} so that I can track it.",
    "Verify that {feature} works in {product} {version}.",
    "Password must be at least {n} characters and contain 1 digit.",
    "The build {version}.{n} was released on {date} at 10:45.",
    "Tracking number {order} must be clickable.",
    "Commit {sha} broke {feature} on {date}.",
    "Use the @Test and @BeforeEach annotations in the {feature} suite.",
    "Enter {n} characters in the {field} field; the maximum is 255.",
    "As a {role}, I want the {product} dashboards on the {field} page.",
    "Send <email> and <phone> placeholders to {{{{user.name}}}} in the template.",
    "password: ******** is masked in {field}",
    "Como {rol}, quiero ver el pedido {order} en la pantalla {field}.",
)

NEGATIVE_HELD: tuple[str, ...] = (
    "When the {role} clicks {field} Then the {feature} dialog opens within {n} seconds",
    "The {role} may export at most {n} rows until {date}.",
    "Migration {date} moves {product} from {version} to {version}.",
    "Als {rolle} möchte ich Bestellung {order} stornieren.",
    "En tant que {rolefr}, je veux suivre la commande {order}.",
    "Serial {order} of batch {sha} expired on {date}.",
    "Given the coupon SAVE{n} is valid until {date}\nWhen the {role} pays {price}\nThen the total is {price}",
    "The API returns 422 with code ERR-{n} and trace {sha}.",
    "Token lifetime is {n} minutes; the password policy needs {n} symbols.",
    "Show the user name, address and date of birth columns to the {role}.",
    "ISO 8601 dates such as {date} are accepted in the {field} field.",
    "Paragraph {n}.{n}.{n}.{n} of the contract {order} applies to {product}.",
    "Login with a wrong password {n} times locks the account.",
    "Meeting on Monday, March 3, 2025 covers {ticket} and {ticket}.",
    "The secret question is optional for the {role}.",
    "Sort by {field}, then by Ship To, then by Last Name.",
    "| role | limit | since |\n| {role} | {n} | {date} |",
    "Phone number, e-mail and street are mandatory from {date}.",
)

FILLS: dict[str, tuple[str, ...]] = {
    "role": (
        "Store Manager",
        "visitor",
        "Data Steward",
        "Site Administrator",
        "Nurse",
        "QA Engineer",
        "Grant Officer",
    ),
    "rol": ("gestor de pedidos", "usuario registrado", "Técnico de Soporte"),
    "rolle": ("Sachbearbeiterin", "Administrator", "Leiter der Abteilung"),
    "rolefr": ("responsable des ventes", "utilisateur", "Chef de projet"),
    "field": (
        "Last Name",
        "Card Holder",
        "Bill To",
        "Postal Code",
        "Mark Complete",
        "My Account",
        "Street Address",
    ),
    "feature": ("dark mode", "Export to CSV", "Price Alerts", "Two-Factor Authentication", "shopping cart"),
    "product": ("Grafana Loki", "Power BI", "Ruby on Rails", "Jenkins", "Victoria Metrics", "Dell Latitude"),
}
