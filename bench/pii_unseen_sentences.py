"""Sentences for `bench.pii_unseen`, written before any recogniser was read for it.

A line is a language and a text. {NAME} takes a value; ⟦text⟧ and {=shape} must survive; {~shape} is any filling;
⏎ is a line break and ⇥ a tab.
"""

CONTACT = """
en Verify that a confirmation goes to {EMAIL} within ⟦5 minutes⟧.
en Customer called from {PHONE} about order {=ORD-######}, please ring back before ⟦14:00⟧.
en | Name | Mobile | Plan |⏎|---|---|---|⏎| {P} | {PHONE} | ⟦Gold⟧ |
en contact:⏎  email: {EMAIL}⏎  phone: "{PHONE}"⏎  retries: ⟦3⟧
en {"to": "{EMAIL}", "template": "⟦order_shipped⟧", "sms": "{PHONE}"}
en id,email,phone,tier⏎{~###},{EMAIL},{PHONE},⟦silver⟧
en INSERT INTO customers (email, phone) VALUES ('{EMAIL}', '{PHONE}');
en curl -X POST ⟦/api/v2/users⟧ -d "email={EMAIL}" -d "plan=⟦free⟧"
en From: {EMAIL}⏎To: {EMAIL}⏎Subject: ⟦Refund⟧ for invoice {=INV-#####}
en Best,⏎{P}⏎⟦QA Lead⟧ | m: {PHONE} | {EMAIL}
en As a tester I log in as {EMAIL} so that I can see the ⟦admin console⟧
en ⟦2026-02-11⟧ 09:14:22 INFO mailer - delivered to={EMAIL} status=⟦250⟧
en Repro: enter {PHONE} into "Cell", press ⟦Continue⟧, field turns red
en The SMS went to {PHONE} instead of {PHONE}.
en SUPPORT_EMAIL={EMAIL}⏎TIMEOUT=⟦30⟧
en ask {EMAIL} or text {PHONE} if the ⟦staging⟧ box is down
en Then the field "Day phone" contains {PHONE} and the ⟦Save⟧ button is enabled
en Fax {PHONE}; Toll-free {PHONE}
en <a href="mailto:{EMAIL}">Write us</a> opens the ⟦mail client⟧
en WhatsApp: {PHONE} (only after ⟦18:00⟧)
en Reply-To is {EMAIL}, expected the ⟦no-reply⟧ address
en callback number ....... {PHONE}
en Emergency contact {PHONE} must be saved with at most ⟦15 digits⟧
en cc {EMAIL}; bcc {EMAIL}
en Given a user with email {EMAIL} and role ⟦Auditor⟧⏎When she resets her password⏎Then a link valid for ⟦24 hours⟧ is sent
en Dial {PHONE} and pick option ⟦2⟧
en user.phoneNumber = '{PHONE}' // ⟦v2.3.1⟧ breaks this
gb Please ring me on {PHONE} or drop me a line at {EMAIL}
gb Tel {PHONE} - ask for the ⟦duty manager⟧
gb Mob. {PHONE}, landline {PHONE}
gb Bug: entering {PHONE} gives "Enter a valid UK number", max ⟦11⟧ digits
gb <phone type="home">{PHONE}</phone><status>⟦active⟧</status>
gb Customer's number is {PHONE}; ticket ⟦SUP-2213⟧
gb Deliveries: text {PHONE} when the van is ⟦10 minutes⟧ away
gb [10:42] support: got a bounce from {EMAIL}, code ⟦550⟧
gb Reach the on-call engineer via {PHONE} (⟦Mon-Fri⟧)
gb Given I have typed {PHONE} in the telephone box
es Llamar al {PHONE} antes de las ⟦18:00⟧
es Teléfono de contacto: {PHONE}. Pedido {=#######}
es El usuario escribe {EMAIL} en el campo ⟦Correo⟧ y pulsa ⟦Enviar⟧
es Móvil {PHONE} / Fijo {PHONE}
es {"telefono": "{PHONE}", "correo": "{EMAIL}", "rol": "⟦gestor⟧"}
es Escríbeme a {EMAIL} o por WhatsApp al {PHONE}
es nombre;movil;estado⏎{P};{PHONE};⟦activo⟧
es Dado que el cliente tiene el número {PHONE}⏎Entonces recibe un SMS con ⟦6⟧ dígitos
es Tlf.: {PHONE} - horario de ⟦9 a 14⟧
es Si no contesta, probar en el {PHONE}
es Nos ha llamado desde el {PHONE} por la factura {=F-####/##}
de Bitte unter {PHONE} zurückrufen, Ticket ⟦HD-4410⟧
de Tel.: {PHONE}⏎Fax: {PHONE}⏎E-Mail: {EMAIL}
de Handynummer {PHONE} wird nach ⟦3⟧ Versuchen gesperrt
de Die Bestätigung ging an {EMAIL} statt an {EMAIL}
de Kontakt;Telefon;Rolle⏎{P};{PHONE};⟦Sachbearbeiter⟧
de Mobil {PHONE} – erreichbar bis ⟦17 Uhr⟧
de Wenn ich als Telefonnummer {PHONE} eingebe, erscheint ⟦Fehler 422⟧
de Kunde hat von {PHONE} aus angerufen
de telefon: {PHONE} # Stand ⟦12.01.2026⟧
de Durchwahl: {PHONE}, Zentrale: {PHONE}
fr Joindre le client au {PHONE} avant ⟦18h⟧
fr Tél. {PHONE} / courriel {EMAIL}
fr Le code est envoyé par SMS au {PHONE} et expire après ⟦10 min⟧
fr Saisir {EMAIL} dans ⟦Adresse e-mail⟧ puis valider
fr nom;portable;profil⏎{P};{PHONE};⟦administrateur⟧
fr Portable : {PHONE}⏎Domicile : {PHONE}
fr {"mail":"{EMAIL}","tel":"{PHONE}","version":"⟦4.2.0⟧"}
fr Merci de me rappeler au {PHONE}, commande n° {=########}
fr Étant donné un abonné joignable au {PHONE}
fr Le numéro {PHONE} est refusé par le formulaire
"""

PAYMENT = """
en Pay with card {CARD} exp ⟦09/29⟧ and expect ⟦"Approved"⟧
en pan={CARD}&amount=⟦49.90⟧&currency=⟦EUR⟧
en {"cardNumber": "{CARD}", "expiry": "⟦11/28⟧", "order": "{=#####-##}"}
en The receipt for {=ORD-#####} shows the whole number {CARD} instead of the last ⟦4⟧ digits
en card,amount,result⏎{CARD},⟦12.50⟧,declined
en Refund to {CARD} took ⟦3 days⟧
en UPDATE payments SET pan = '{CARD}' WHERE id = ⟦1093⟧;
en Customer read me their Visa over the phone: {CARD}
en Given the saved card "{CARD}"⏎When I pay ⟦$20⟧⏎Then the limit is still ⟦$500⟧
en amex {CARD} is refused at the till since ⟦v5.1⟧
en ⟦2026-03-02T08:00:01Z⟧ DEBUG gateway request card={CARD} attempt=⟦2⟧
en | Scheme | PAN | Result |⏎| ⟦Mastercard⟧ | {CARD} | ⟦OK⟧ |
en Type {CARD} into the number box, CVC any, hit ⟦Place Order⟧
en My debit card ({CARD}) was charged twice for {=INV-####}
en CARD_UNDER_TEST="{CARD}"
en Wire the deposit to {IBAN}, reference {=REF-#####}
en payout:⏎  iban: {IBAN}⏎  limit: ⟦2500⟧
en Account {IBAN} must be rejected after ⟦3⟧ attempts
en beneficiary_iban,amount⏎{IBAN},⟦100.00⟧
gb Direct debit from {IBAN} failed with reason ⟦AC04⟧
gb The long number on the front is {CARD}
gb Pls refund card {CARD} - complaint ⟦C-8831⟧
gb BIC ⟦NWBKGB2L⟧, IBAN {IBAN}
gb Switch the standing order to {IBAN} from ⟦1 May⟧
es Cargar en la tarjeta {CARD} un importe de ⟦35,00 €⟧
es Cuenta de abono: {IBAN}
es El cliente dicta el número de su tarjeta: {CARD}
es {"cuenta":"{IBAN}","importe":⟦120⟧}
es Domiciliar el recibo {=R-#####} en {IBAN}
es titular;iban;mandato⏎{P};{IBAN};⟦M-0001⟧
es Tarjeta de crédito {CARD}, caducidad ⟦08/27⟧
es Se devuelven ⟦20 €⟧ al IBAN {IBAN}
es Dado que la tarjeta {CARD} está bloqueada
de Bankverbindung: {IBAN}, Verwendungszweck {=RE-#####}
de Überweisung auf {IBAN} dauert ⟦2 Werktage⟧
de Kreditkarte {CARD} wird mit ⟦Code 51⟧ abgelehnt
de {"kontoinhaber": "{P}", "iban": "{IBAN}", "betrag": "⟦19,90⟧"}
de Lastschrift von {IBAN} zum ⟦01.04.2026⟧
de Angenommen die Kartennummer lautet {CARD}
de Karte: {CARD} gültig bis ⟦12/27⟧
de Bitte {IBAN} als Auszahlungskonto hinterlegen, max. ⟦500 €⟧
fr Payer avec la carte {CARD}, montant ⟦15,00 €⟧
fr RIB du client : {IBAN}
fr Virement vers {IBAN} sous ⟦48 h⟧
fr Numéro de CB {CARD} refusé (code ⟦05⟧)
fr {"iban": "{IBAN}", "plafond": ⟦1000⟧}
fr Prélèvement sur le compte {IBAN} le ⟦5 mars 2026⟧
fr Quand je saisis {CARD} dans ⟦Numéro de carte⟧
fr Remboursement effectué sur {CARD} pour la commande {=CMD-#####}
"""

IDS = """
en SSN: {SSN}, plan ⟦PPO-200⟧
en Given applicant "{P}" with social security number {SSN}
en The tax form prints {SSN} in full; mask all but the last ⟦4⟧
en {"ssn": "{SSN}", "state": "⟦OH⟧"}
en ITIN {ITIN} is rejected with ⟦ERR-77⟧
en name,ssn,dept⏎{P},{SSN},⟦Sales⟧
en UPDATE employee SET ssn='{SSN}' WHERE emp_id=⟦4711⟧
en Passport no. {PASS} expires ⟦2031-05-01⟧
en passportNumber: {PASS}⏎cabin: ⟦Economy⟧
en Scan the passport ({PASS}) and check page ⟦3⟧
en Driver's license {LICENCE} was issued in ⟦Texas⟧
en Social {SSN} was already on file for case {=CASE-####}
en | Employee | SSN |⏎|---|---|⏎| ⟦E-1002⟧ | {SSN} |
en Enter {SSN} as your Social Security No. and continue to step ⟦2⟧
gb NI number {NINO}, payroll ref {=PR-####}
gb National Insurance: {NINO}
gb NHS No: {NHS}⏎Ward: ⟦B4⟧
gb {"nino":"{NINO}","taxYear":"⟦2025/26⟧"}
gb The patient's NHS number is {NHS}, referral ⟦R-1102⟧
gb When I search by NINO {NINO}⏎Then ⟦1⟧ record is shown
gb Driving licence {LICENCE} must be checked within ⟦14 days⟧
gb British passport {PASS}, issued ⟦12/04/2021⟧
gb nhs_number;clinic⏎{NHS};⟦Cardiology⟧
gb claimant {NINO} gets "⟦Not eligible⟧"
es DNI {DNI}, expediente {=EXP-####/##}
es El titular con NIF {DNI} no puede firmar (error ⟦409⟧)
es {"nif": "{DNI}", "provincia": "⟦Lugo⟧"}
es NIE: {NIE} caduca el ⟦01/02/2029⟧
es Introducir {DNI} en el campo ⟦Documento⟧
es nombre,dni,perfil⏎{P},{DNI},⟦consulta⟧
es Nº de la Seguridad Social {NSS}
es Afiliación {NSS}; convenio ⟦C-12⟧
es Pasaporte {PASS} escaneado en ⟦2⟧ páginas
es Dado un extranjero con NIE {NIE}⏎Cuando solicita la cita ⟦A-33⟧
es D.N.I. nº {DNI}
es documento de identidad {DNI} no válido según ⟦v1.9⟧
de Steuer-ID {STEUERID}, Formular ⟦ESt 1A⟧
de Steueridentifikationsnummer: {STEUERID}
de IdNr. {STEUERID} ist schon vergeben
de Rentenversicherungsnummer {SVNR}, Beginn ⟦01.08.2025⟧
de {"sozialversicherungsnummer": "{SVNR}", "steuerklasse": ⟦1⟧}
de Personalausweis {PERSO} läuft am ⟦03.03.2030⟧ ab
de Ausweisnummer: {PERSO}
de SV-Nr.: {SVNR}⏎Kasse: ⟦AOK⟧
de Name;Steuer-ID;Status⏎{P};{STEUERID};⟦offen⟧
de Reisepass Nr. {PASS} wurde ⟦2⟧ Mal geprüft
de Wenn die Ausweis-Nr. {PERSO} eingegeben wird
fr N° de sécurité sociale : {NIR}
fr NIR {NIR} rattaché au dossier {=D-#####}
fr {"numeroSecu": "{NIR}", "caisse": "⟦CPAM 75⟧"}
fr L'assuré {NIR} a ⟦2⟧ ayants droit
fr nom;nir;regime⏎{P};{NIR};⟦général⟧
fr Passeport n° {PASS} valable jusqu'au ⟦01/09/2030⟧
fr Saisir le numéro de sécu {NIR} puis ⟦Valider⟧
fr Immatriculation {NIR} refusée (règle ⟦R12⟧)
fr Quand l'adhérent renseigne son NIR {NIR}
"""

NETWORK = """
en Login from {IP} was blocked after ⟦5⟧ failures
en ⟦2026-01-09 11:02:44⟧ WARN auth - client={IP} user agent ⟦Chrome 121.0.6167.85⟧
en {IP} - - [⟦09/Jan/2026:11:02:44 +0000⟧] "GET /cart HTTP/1.1" ⟦200⟧ 512
en remote_addr: {IP}⏎build: ⟦4.8.7.8⟧
en X-Forwarded-For: {IP}, {IP}
en {"clientIp": "{IP}", "version": "⟦2.14.0⟧"}
en ssh tester@{IP} -p ⟦2222⟧
en The printer at {IP} ({MACC}) stays offline
en iface,mac,state⏎eth0,{MACC},⟦up⟧
en Device MAC {MACC} is not on the allow list, firmware ⟦1.0.12.4⟧
en Whitelist {IP}/32 on port ⟦443⟧
en Session hijack: cookie reused from {IP}
en macAddress={MACPLAIN}
en <source ip="{IP}" mac="{MACC}"/>
en curl http://{IPV4}:⟦8080⟧/health
en link/ether {MACC} brd ⟦ff:ff:ff:ff:ff:ff⟧
en INSERT INTO audit (ip, action) VALUES ('{IP}', '⟦LOGIN⟧');
en Wi-Fi MAC: {MACPLAIN}
en PING_HOST={IP}
en Given the request comes from {IP}⏎Then the country is ⟦Germany⟧
gb Banned address {IP} for ⟦24 hours⟧
gb Handset {MACC} dropped off the Wi-Fi ⟦3⟧ times
es Acceso desde la IP {IP} a las ⟦10:15⟧
es La dirección MAC {MACC} ya está registrada
es Origen: {IP}; regla ⟦FW-12⟧
de Anfrage von {IP} abgelehnt (Regel ⟦17⟧)
de MAC-Adresse: {MACC}, Switch-Port ⟦12⟧
de Der Zugriff kam von der Adresse {IP}
fr Connexion depuis {IP} refusée après ⟦3⟧ essais
fr Adresse MAC {MACC} inconnue
fr adresse IP du poste : {IP}
"""

SECRETS = """
en DB_PASSWORD={PW}⏎DB_POOL=⟦10⟧
en password: "{PW}"⏎retries: ⟦5⟧
en Log in as ⟦admin⟧ with password {PW}
en The initial password is {PW} and must be changed within ⟦30 days⟧
en {"username": "⟦guest⟧", "password": "{PW}"}
en API_KEY={KEY}
en export GITHUB_TOKEN={TOKEN}
en Authorization: Bearer {JWT}
en Authorization: Basic {BASIC}
en curl -H "X-Api-Key: {KEY}" ⟦/v1/items⟧
en I accidentally committed {TOKEN} in ⟦config.py⟧
en client_secret = "{KEY}"⏎scope = "⟦read:orders⟧"
en {PEM}
en aws_secret_access_key = {KEY}⏎region = ⟦eu-west-1⟧
en pwd for the staging vpn: {PW}
en mysql -u root --password={PW} ⟦shop⟧
en <add key="ApiSecret" value="{KEY}" />
en The webhook secret ({TOKEN}) rotates every ⟦90 days⟧
en Set-Cookie: sessionid={KEY}; Path=/; Max-Age=⟦3600⟧
en token = '{TOKEN}'
en spring.datasource.password={PW}
en Passphrase: {PW}
en Given I sign in with "⟦demo⟧" and password "{PW}"
en AccountKey={KEY};EndpointSuffix=⟦core.windows.net⟧
en | login | password |⏎| ⟦demo⟧ | {PW} |
en creds are ⟦qa-user⟧ / pw {PW}
en Use {URLSECRET} for the nightly job at ⟦02:00⟧
en DATABASE_URL={URLSECRET}
en Alert posts to {URLSECRET}
en git clone {URLSECRET}
en Clicking {URLSECRET} still works after ⟦48 h⟧
en {"url": "{URLSECRET}", "timeout": ⟦30⟧}
en webhook: {URLSECRET}⏎enabled: ⟦true⟧
en secrets:⏎  stripe: {TOKEN}⏎  mode: ⟦test⟧
en refresh_token={KEY}&grant_type=⟦refresh_token⟧
en private_key_passphrase: {PW}
en Slack said {TOKEN} is revoked
en x-auth-token: {KEY}
en //npm.acme-corp.net/:_authToken={TOKEN}
en ENV SECRET_KEY_BASE={KEY}
en The one-time recovery key is {KEY}
en sqlcmd -S srv -U sa -P {PW}
en ConnectionString="Server=db;User Id=sa;Password={PW};Timeout=⟦15⟧"
gb Wi-Fi password: {PW} (guests only, ⟦floor 2⟧)
gb Temp pass {PW} emailed in plain text, raise as ⟦P1⟧
es Contraseña: {PW}
es La clave de acceso es {PW} y caduca en ⟦7 días⟧
es usuario: ⟦demo⟧, contraseña: {PW}
es Entrar con la contraseña «{PW}» y pulsar ⟦Aceptar⟧
es token de la API {KEY}
es {"clave": "{PW}", "perfil": "⟦lector⟧"}
de Passwort: {PW}, Rolle ⟦Leser⟧
de Das Kennwort lautet {PW} und gilt ⟦14 Tage⟧
de Zugang ⟦demo⟧ mit Passwort „{PW}“
de Zugriffstoken {TOKEN} liegt offen im Log
de API-Schlüssel: {KEY}
de kennwort={PW}
fr Mot de passe : {PW}
fr Le mot de passe provisoire est {PW}, valable ⟦24 h⟧
fr Se connecter avec le mot de passe « {PW} »
fr Clé API : {KEY}
fr jeton d'accès {TOKEN} visible dans ⟦app.log⟧
fr mdp: {PW}
"""

ADDRESSES = """
en Ship to {ADDR}
en Shipping address: {ADDR}. Delivery in ⟦3 days⟧.
en {P}⏎{ADDR}
en Given the customer lives at {ADDR}⏎Then the fee is ⟦$4.99⟧
en "street": "{ADDR}", "zone": "⟦B⟧"
en The label prints {ADDR} but should cut after ⟦40 characters⟧
en order,address,carrier⏎{=A-####},"{ADDR}",⟦UPS⟧
en Change of address to {ADDR} effective ⟦06/01/2026⟧
en Pickup location is {ADDR}
en Enter "{ADDR}" as the billing address and click ⟦Next⟧
en Courier went to {ADDR} twice for {=TRK-######}
en billing_address: "{ADDR}"
en We moved from {ADDR} in ⟦2024⟧
en Home: {ADDR}
en Autocomplete suggests {ADDR} after ⟦3⟧ letters
gb Deliver to {ADDR} before ⟦noon⟧
gb Address: {ADDR}
gb {P}, {ADDR}
gb The tenant at {ADDR} reported fault ⟦F-221⟧
gb <address>{ADDR}</address>
gb Registered office: {ADDR}
gb Given my home address is "{ADDR}"
gb parcel left with a neighbour, should be {ADDR}
gb I type {ADDR} and the lookup gives ⟦0 results⟧
gb {"deliveryAddress": "{ADDR}", "slot": "⟦AM⟧"}
es Dirección: {ADDR}
es Enviar el pedido {=P-#####} a {ADDR}
es Domicilio fiscal: {ADDR}
es El cliente vive en {ADDR}
es {"direccion": "{ADDR}", "zona": "⟦norte⟧"}
es Dado que la dirección de entrega es {ADDR}
es Recogida en {ADDR} de ⟦9:00⟧ a ⟦14:00⟧
es {P}⏎{ADDR}
es nombre;direccion⏎{P};{ADDR}
es con domicilio en {ADDR}, expediente ⟦E-9⟧
de Lieferadresse: {ADDR}
de Anschrift {ADDR}
de {P}⏎{ADDR}
de Das Paket {=DE########} ging an {ADDR}
de Der Kunde wohnt in der {ADDR}
de {"anschrift": "{ADDR}", "lager": "⟦Nord⟧"}
de Rechnungsadresse ist {ADDR}, Zahlungsziel ⟦14 Tage⟧
de Abholung: {ADDR}
de wohnhaft {ADDR}
de Wenn ich „{ADDR}“ eingebe
de Name;Adresse⏎{P};{ADDR}
fr Adresse de livraison : {ADDR}
fr Livrer le colis {=CP#######} au {ADDR}
fr {P}⏎{ADDR}
fr Le client habite {ADDR}
fr {"adresse": "{ADDR}", "zone": "⟦sud⟧"}
fr demeurant {ADDR}
fr Siège social : {ADDR}
fr Étant donné que je suis domicilié au {ADDR}
fr Facturer à {ADDR} sous ⟦30 jours⟧
fr nom;adresse⏎{P};"{ADDR}"
fr Retrait possible au {ADDR} jusqu'à ⟦19h⟧
"""

BIRTHS = """
en DOB: {DOB}, policy {=POL-#####}
en Date of birth {DOB} makes the applicant a minor on ⟦01/01/2026⟧
en {P}, born {DOB}, applied on ⟦2026-01-15⟧
en {"dateOfBirth": "{DOBISO}", "createdAt": "⟦2026-02-01⟧"}
en birth_date: {DOBISO}⏎valid_until: ⟦2030-12-31⟧
en name,dob,joined⏎{P},{DOBISO},⟦2025-09-01⟧
en Given a patient born on {DOB}⏎When she is older than ⟦65⟧
en Her birthday is {DOB}; send the voucher ⟦3 days⟧ before
en INSERT INTO person(birthdate, hired) VALUES('{DOBISO}', '⟦2024-05-01⟧')
en Enter {DOB} in "Birth date" and ⟦05/05/2027⟧ in "Valid to"
en D.O.B. {DOB} (age check ⟦18+⟧)
en | Patient | Born | Visit |⏎| {P} | {DOBISO} | ⟦2026-03-03⟧ |
en <birthDate>{DOBISO}</birthDate>
en bday={DOBISO}&ref=⟦A12⟧
en b. {DOB}, member since ⟦March 2019⟧
en The form rejects a birth date of {DOB} although the minimum age is ⟦16⟧
en He was born in ⟦Ohio⟧ on {DOB}
gb d.o.b {DOB}, seen on ⟦4 May 2026⟧
gb Customer (born {DOB}) wants to upgrade to ⟦Premium⟧
gb Date of Birth⏎{DOB}
gb DoB - {DOB}
gb When I set my birthday to {DOB}⏎Then I must see "⟦You must be 18⟧"
gb birthdate mismatch: ours {DOB}, theirs {DOB}
es Fecha de nacimiento: {DOB}
es Nacido el {DOB}, alta el ⟦01/02/2024⟧
es {P} nació el {DOB}
es F. Nac.: {DOB}
es {"fechaNacimiento": "{DOBISO}", "fechaAlta": "⟦2025-01-10⟧"}
es nombre;fecha_nac;alta⏎{P};{DOBISO};⟦2024-03-04⟧
es Una paciente nacida el {DOB} pide cita para el ⟦12/06/2026⟧
es Cumpleaños: {DOB}
es Dado un socio con fecha de nacimiento {DOB}⏎Entonces paga ⟦10 €⟧
de geb. {DOB}, Termin am ⟦04.05.2026⟧
de Geburtsdatum: {DOB}
de {P}, geboren am {DOB}
de {"geburtsdatum": "{DOBISO}", "eintritt": "⟦2022-10-01⟧"}
de Geb.-Datum {DOB}
de Der am {DOB} geborene Antragsteller braucht ⟦2⟧ Formulare
de Name;Geburtstag;Tarif⏎{P};{DOBISO};⟦Basis⟧
de Wenn das Geburtsdatum {DOB} ist und der Vertrag am ⟦01.07.2026⟧ beginnt
de * {DOB} in ⟦Kiel⟧
fr Date de naissance : {DOB}
fr Né le {DOB}, inscrit le ⟦03/04/2025⟧
fr {P}, née le {DOB} à ⟦Brest⟧
fr {"dateNaissance": "{DOBISO}", "dateEntree": "⟦2025-06-01⟧"}
fr D. naiss. {DOB}
fr nom;date_naissance;offre⏎{P};{DOBISO};⟦Essentiel⟧
fr Quand je saisis {DOB} comme date de naissance
fr anniversaire : {DOB}
fr L'adhérente est née le {DOB} et cotise depuis ⟦2019⟧
"""

PEOPLE = """
en Hi {G}, the ⟦Export⟧ button still fails.
en Thanks,⏎{P}
en Assignee: {P}⏎Priority: ⟦High⟧
en {P} can't open invoice {=INV-####}
en Dear Mr. {S}, your claim {=CL-####} is closed.
en Given {P} is logged in as ⟦Manager⟧
en Reported by {P} on ⟦2026-01-20⟧
en Call with {P} from ⟦Contoso⟧ about the ⟦SSO⟧ rollout
en The patient {P} was merged with {P}
en customer_name: {P}⏎plan: ⟦Pro⟧
en {"firstName": "{G}", "lastName": "{S}", "role": "⟦editor⟧"}
en first_name,last_name,role⏎{G},{S},⟦viewer⟧
en Search for "{PLAST}" returns ⟦0⟧ rows
en I spoke to {G} in support, she says it's fixed in ⟦3.2⟧
en @dev please assign this to {P} before ⟦Friday⟧
en Prof. {S} and Dr. {P} both see the ⟦Lab⟧ tab
en {PCAPS} - PASSENGER - SEAT ⟦14C⟧
en approved_by = "{P}"
en As {P}, a ⟦store manager⟧, I want to export the report
en Attendees: {P}, {P}, {G} {S}
en INSERT INTO staff (name, grade) VALUES ('{P}', '⟦B2⟧')
en Welcome back, {G}! You have ⟦3⟧ messages
en "{P}" <noreply@example.com>
en Mrs {S}'s basket shows ⟦2⟧ items
en {P} <-> {P}: both listed as ⟦primary contact⟧
en per {G}: do not merge before ⟦v2⟧
en Signed: {PINIT}
en Owner {P} (⟦Billing⟧ team)
en Cardholder name {PCAPS}
en Hello, my name is {P} and my order {=#######} is late
en This was {G}'s idea, ask her about ⟦step 4⟧
en Next of kin: {P}
en On ⟦Tuesday⟧ {P} wrote:
en <name>{P}</name><level>⟦2⟧</level>
en | Tester | Result |⏎| {P} | ⟦Pass⟧ |
en Then the greeting reads "Good morning, {G}"
en Account holder is {P}, limit ⟦5000⟧
en Co-Authored-By: {P}
en the account belonging to {P} was locked
gb Cheers, {G}
gb Spoke with Mrs {S} re complaint {=C-####}
gb Kind regards,⏎{P}⏎⟦Product Owner⟧
gb {P} has raised a ticket about ⟦Direct Debit⟧
gb Sir {P} needs the ⟦large print⟧ option
gb Ms {P} rang at ⟦10:30⟧
gb Patient: {PLAST}⏎Clinic: ⟦ENT⟧
gb Tested by {PINIT}, reviewed by {P}
gb Given a guardian called {P}
es Hola {G}:⏎la pantalla de ⟦Facturas⟧ no carga
es Un saludo,⏎{P}
es Cliente: {P}⏎Estado: ⟦Pendiente⟧
es Sra. {S}, su pedido {=#######} ha salido
es El paciente {P} tiene cita en ⟦Planta 2⟧
es Responsable: {P}
es D. {P} y D.ª {P} firman el contrato
es Dado que {P} es ⟦administradora⟧
es {"nombre": "{G}", "apellidos": "{S}", "perfil": "⟦lectura⟧"}
es Atentamente, {P}
es nombre;apellido;rol⏎{G};{S};⟦revisor⟧
es Según {P}, el fallo aparece en la ⟦versión 2.1⟧
es Me llamo {P} y no puedo entrar
es He hablado con {G} y lo arregla en la ⟦v3⟧
es A la atención de {P}
de Hallo {G}, der ⟦Export⟧ geht nicht.
de Viele Grüße⏎{P}
de Ansprechpartner: {P}
de Herr {S} hat die Rechnung {=RE-####} reklamiert
de Sehr geehrte Frau {S},
de Bearbeiter: {PLAST}
de Die Kundin {P} sieht ⟦keine⟧ Rabatte
de Frau Dr. {S} prüft ⟦Schritt 2⟧
de {"vorname": "{G}", "nachname": "{S}", "rolle": "⟦Leser⟧"}
de Vorname;Nachname;Gruppe⏎{G};{S};⟦A⟧
de Angenommen {P} ist als ⟦Prüfer⟧ angemeldet
de laut {P} erst ab ⟦Version 4⟧
de mit {G} abgestimmt, Umsetzung in ⟦Sprint 12⟧
de Liebe {G}, anbei das ⟦Protokoll⟧
de Gez. {PINIT}
fr Bonjour {G}, le bouton ⟦Exporter⟧ ne marche plus.
fr Cordialement,⏎{P}
fr Client : {P}⏎Statut : ⟦Actif⟧
fr Mme {S} a appelé pour la facture {=F-####}
fr M. {P} souhaite résilier ⟦l'option⟧
fr Étant donné que {P} est connecté en tant que ⟦gestionnaire⟧
fr {"prenom": "{G}", "nom": "{S}", "role": "⟦lecteur⟧"}
fr prénom;nom;service⏎{G};{S};⟦RH⟧
fr Je m'appelle {P} et mon colis {=######} est perdu
fr Vu avec {G}, livraison en ⟦v2.4⟧
fr Rédigé par {P}
fr Maître {S} signe en ⟦page 3⟧
fr Chère {G},
fr Le dossier de {P} est ⟦incomplet⟧
fr Selon {P}, le test ⟦T-12⟧ échoue
"""

USERS = """
en username: {USER}⏎role: ⟦viewer⟧
en Log in as {USER} and open ⟦Settings⟧
en ⟦2026-02-02 10:00:00⟧ ERROR user={USER} code=⟦403⟧
en {"login": "{USER}", "role": "⟦auditor⟧"}
en The account {USER} is locked after ⟦5⟧ attempts
en ping {HANDLE} when ⟦build 118⟧ is green
en Merged by {HANDLE} in ⟦#4821⟧
en CORP\\{USER} has no rights on ⟦/reports⟧
en user_id,team⏎{USER},⟦core⟧
en ssh {USER}@build-7 -p ⟦22⟧
en Given the user "{USER}" has ⟦3⟧ open carts
en GIT_USER={USER}
en | Username | Role |⏎| {USER} | ⟦admin⟧ |
en owner={USER} group=⟦staff⟧
en User name {USER} already taken
en My Skype is {USER}
en GitHub handle: {HANDLE}
en WHERE login = '{USER}' AND active = ⟦1⟧
en drwxr-xr-x 2 {USER} ⟦staff⟧ 4096 notes
en Profile page /users/{USER} shows ⟦404⟧
en screen name {HANDLE} breaks the layout at ⟦20 characters⟧
en C:\\Users\\{USER}\\Desktop\\⟦report.pdf⟧
en su - {USER}
en sAMAccountName: {USER}
gb Logon ID {USER} expires in ⟦30 days⟧
gb signed in with username {USER}
gb user {USER} can see ⟦HR⟧ data
es Usuario: {USER}
es El usuario {USER} no tiene el rol ⟦gestor⟧
es Iniciar sesión con el usuario {USER} y abrir ⟦Informes⟧
es {"usuario": "{USER}", "activo": ⟦true⟧}
es usuario;grupo⏎{USER};⟦ventas⟧
es cuenta de usuario {USER} bloqueada
de Benutzername: {USER}
de Der Benutzer {USER} wurde ⟦3⟧ Mal gesperrt
de Anmelden als {USER} und ⟦Berichte⟧ öffnen
de {"benutzer": "{USER}", "rolle": "⟦Leser⟧"}
de Kennung {USER}, Mandant ⟦100⟧
de Benutzer;Gruppe⏎{USER};⟦Vertrieb⟧
fr Identifiant : {USER}
fr L'utilisateur {USER} n'a pas le droit ⟦export⟧
fr Se connecter avec l'identifiant {USER}
fr {"utilisateur": "{USER}", "actif": ⟦true⟧}
fr nom d'utilisateur {USER} déjà pris
fr pseudo : {USER}
"""

POSITIVES = {
    "contact": CONTACT,
    "payment": PAYMENT,
    "ids": IDS,
    "network": NETWORK,
    "secrets": SECRETS,
    "addresses": ADDRESSES,
    "births": BIRTHS,
    "people": PEOPLE,
    "users": USERS,
}
