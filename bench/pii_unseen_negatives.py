"""Texts without personal data for `bench.pii_unseen`; {~shape} is any filling."""

NEGATIVES = """
en Upgrade from {~%.##.#} to {~%.##.##} before {~2026-0%-1#}.
en SKU {~@@-####-##} is out of stock, reorder at 12.
en Order {~########} shipped under tracking number {~1Z###@@########}.
en Tracking {~############} shows no scan since Monday.
en Invoice {~INV-2026-#####} totals {~#,###.##} EUR.
en ISBN 978-3-16-148410-0 is listed twice.
en ISBN-13: 9780306406157, pages {~###}
en Firmware {~%.##.%.##} fixes the reboot loop.
en Build {~%##.%.%.%##} crashes on start.
en version={~%.%.%%.%}
en commit {~^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^} broke the build
en Revert {~^^^^^^^}: flaky test
en Request id {~^^^^^^^^-^^^^-4^^^-9^^^-^^^^^^^^^^^^} timed out
en traceId={~^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^} spanId={~^^^^^^^^^^^^^^^^}
en sha256: {~^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^}
en md5sum of the archive is {~^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^}
en Press Mark Complete and then Grant Access.
en The Bill To and Ship To blocks overlap.
en Click Will Call to collect at the box office.
en As a Site Manager, I want to Drag and Drop files.
en Move the card from In Review to Ready For Release.
en Tap Face ID or enter your PIN.
en April release moved to May; June stays frozen.
en Reports for April, May and June {~202#} are ready.
en Will the grant be paid in August?
en Mark the row, bill the client, grant the role.
en Grant Read Access to the Finance Group.
en Bill Payment and Mark Sheet are new screens.
en Background #{~^^^^^^}, border rgb(12, 34, 56)
en color: #{~^^^^^^}; opacity: .{~#}
en Coordinates 48.8566, 2.3522 open the map.
en lat=40.{~######} lng=-3.{~######}
en Discount of {~##}.5 % on orders above {~###}.
en Pagination shows 1-50 of {~####}.
en Timeout after {~#####} ms, retry in {~###} ms.
en The file must be smaller than {~##} MB and have 10 columns.
en Max length 255, min length 8.
en Sprint {~##}, story points 13, velocity {~##}.
en Ticket PROJ-{~####} duplicates PROJ-{~####}.
en See RFC 7231 section 6.5.1 and ISO 8601:2004.
en HTTP 404 on /api/v1/users/{~####}/orders
en GET https://api.acme.io/v2/orders?page=2&limit=50 returns 200
en Open http://localhost:8080/admin in Chrome 118.0.5993.70
en User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0.6099.109 Safari/537.36
en Python 3.11.4, Node 20.9.0, PostgreSQL 15.3
en Amount due {~####}.{~##} by {~0%/1#/2026}
en Policy number {~POL-########} lapses on {~2027-0%-2#}.
en Claim {~CLM-#####-##} was filed on March 3, 2026.
en Purchase order PO-{~######}, line {~#}
en Part no. {~####-###-####} replaces {~####-###-####}.
en Serial number: {~SN#########}
en Batch {~20260###}-{~##} failed validation.
en customer id {~########} has two carts
en account_id: {~##########}
en ref {~##########} not found
en Voucher code SUMMER{~####} gives 10 % off.
en Gift card balance is {~##}.00 USD
en The password must have 8 to 64 characters and one digit.
en Password field is masked.
en Reset password link expires in 24 hours.
en The token expires after {~##} minutes.
en API key is required.
en Error: invalid api_key
en password=${DB_PASSWORD}
en token: <your-token-here>
en secret: "********"
en Enter your username and password and click Sign In.
en Username is required.
en The username must be unique.
en The user can upload 3 files.
en user: admin, role: editor
en Login as administrator.
en The email field rejects "foo@bar" and "@example".
en E-mail is mandatory.
en Send an email to the account owner.
en Phone number must contain 10 digits.
en The phone field accepts + and spaces.
en Call the /refund endpoint with id {~#####}.
en Call us Monday to Friday 9-17.
en Credit card ending in {~####} was declined.
en Card number must be 16 digits.
en The IBAN field is optional.
en Date of birth is mandatory and cannot be in the future.
en Born digital documents are archived.
en The birthday voucher is valid for 30 days.
en Minimum age is 18.
en SSN is masked as XXX-XX-{~####}
en Passport upload accepts PDF and JPG.
en The address field has 2 lines.
en Address line 2 is optional.
en Street View does not load on iPad.
en Wall Street Journal feed is broken.
en Abbey Road album art is missing.
en Main Street theme, Sesame Street skin, Fleet Street font.
en Route 66 banner overlaps the footer.
en Log in with Google, Apple or Facebook.
en Calvin Klein and Jack Daniel's appear in the brand filter.
en Brand filter: Tommy Hilfiger, Hugo Boss, Ralph Lauren
en Ben & Jerry's is sorted under B.
en Salesforce, Jira and Confluence are linked.
en Microsoft Teams and Adobe Acrobat must be installed.
en Black Friday and Cyber Monday prices differ.
en San Francisco and Los Angeles share a time zone.
en New York office, Paris showroom, Berlin warehouse
en Jordan and Georgia are missing from the country list.
en Chelsea and Charlotte stores show no stock.
en The Austin data centre is down.
en Happy Path and Edge Case tests pass.
en Given the Account Manager opens the Dashboard
en When the Team Lead approves the Time Sheet
en Then the Product Owner receives a summary
en As a Scrum Master I want Burn Down charts
en As a Customer Success Manager, I need the Churn Report
en Project Manager, Business Analyst and System Architect roles
en Dear customer, your parcel has arrived.
en Hi team, standup moves to 10:15.
en Hello World is printed.
en Thanks everyone!
en Best regards, The Support Team
en Regards, QA
en @Override public void run() {}
en npm install @angular/core@{~##}.2.1
en pip install requests=={~#}.31.0
en @media (max-width: 600px)
en @todo remove after {~202#}
en cron: 0 3 * * 1-5
en range 10.5-20.5 and 100-200
en 10/100/1000 Mbit, 802.11ax
en Resolution 1920x1080 at 60 Hz
en Subnet mask 255.255.255.0 on 0.0.0.0
en Listening on 127.0.0.1:5432
en Section 4.3.2.1 of the manual
en Released on {~0%.1#.2025} at 14:30
en Valid from {~2025-0%-01} until {~2027-0%-28}.
en Due {~1#/0%/2026}, created {~0#/0%/2026}.
en Contract starts 1 January 2026 and ends 31 December 2027.
en Meeting on 12 May 2026 at 9am
en ETA 3 Mar 2026
en EAN {~#############}, GTIN {~##############}
en VIN {~1HGCM82633A00####}
en Flight BA{~####}, gate B{~##}, seat {~##}C
en Room {~###}, floor 3, desk {~##}
en Meter reading {~########} kWh
en Score {~##}-{~##}, rank {~###}
en p95={~###}ms p99={~####}ms
en Epoch 17{~########} is parsed wrongly.
en timestamp 17{~###########}
en rows: {~######}, bytes: {~##########}
en ± 0.00{~##}, 1.5e-{~#}
en Case #{~########} reopened
en Booking reference {~@@@###}
en The Rose Gold and Forest Green themes look alike.
en Violet, Ruby, Jade and Amber are theme colours.
en Ruby 3.2 and Julia 1.9 are supported.
en Jenkins job and Travis pipeline are red.
en Kafka and Cassandra are restarted.
en Oracle, Sage and Max plan names
en Christmas and Easter campaigns
en Jack plug, Alexa skill, Siri shortcut
en Docker image shop:{~#}.{~##}.{~#}-alpine
en s3://reports-eu/2026/{~##}/file.csv
en C:\\Program Files\\Acme\\bin\\run.exe
en /usr/local/bin/python3
en {"id": {~#####}, "status": "OPEN", "total": {~###}.{~##}}
en id,status,total⏎{~####},open,{~##}.00⏎{~####},closed,{~##}.50
en status: ready⏎owner: platform-team⏎version: {~#.##.#}
en | Role | Access |⏎|---|---|⏎| Editor | Read, Write |⏎| Viewer | Read |
en SELECT name, total FROM orders WHERE id = {~#####};
en 2026-01-03 10:11:12,345 INFO [main] Started in {~#}.{~###} seconds
en {~^^}:{~^^}:{~^^} is the elapsed time
en 12:34:56 to 13:00:00 is blocked
en aspect ratio 16:9, scale 1:25:100
gb VAT number field is optional.
gb The postcode lookup is slow.
gb Bank holiday Monday, half-term week {~##}
gb Parcel {~@@#########GB} is with Royal Mail.
gb Council tax band D, {~####}.00 a year
gb Standing charge {~##}.{~##}p per day
gb Kitchen Street oven, Baker Street sofa and Mayfair lamp ranges
gb Marks & Spencer and John Lewis gift cards
gb May we contact you? Yes/No
gb Terms: net 30
es El pedido {~########} sale el {~1#/0%/2026}.
es La factura F-{~####} asciende a {~###},{~##} €.
es Versión {~%.##.%} publicada en mayo.
es El campo Teléfono es obligatorio.
es La contraseña debe tener 8 caracteres.
es El usuario puede exportar el informe.
es Como Jefe de Proyecto quiero ver el Panel de Control
es Dado que estoy en la Página de Inicio
es Buenos días a todos, la demo es a las 12:00.
es Código de barras {~#############}
es El DNI es obligatorio.
es Fecha de entrega: {~2#/0%/2026}
es El Corte Inglés y Mercadona
es Albarán {~A-######}, línea {~#}
es Hasta el 31 de diciembre de 2026
es Semana Santa y Navidad quedan bloqueadas
de Bestellung {~########} vom {~1#.0%.2026} ist offen.
de Rechnung RE-{~#####} über {~###},{~##} €
de Version {~%.##.%} wird im Mai ausgeliefert.
de Das Passwort muss 8 Zeichen haben.
de Der Benutzer sieht 10 Zeilen.
de Als Teamleiter möchte ich den Bericht sehen.
de Sehr geehrte Damen und Herren,
de Hallo zusammen, der Termin ist um 10 Uhr.
de Viele Grüße, Ihr Support-Team
de Geburtsdatum ist ein Pflichtfeld.
de Artikelnummer {~###.###.##}
de Kundennummer {~########}
de Vertragsbeginn {~01.0%.2026}, Laufzeit 24 Monate
de Straße und Hausnummer sind Pflichtfelder.
de Deutsche Bahn, Hugo Boss und Jil Sander
de Sendungsnummer {~00340#############}
de Aktenzeichen {~## O ###/26}
de Die Lösung von Aufgabe 3 in Kapitel 4.2.1.3
de Am 3. Oktober 2026 ist Feiertag.
fr La commande {~########} part le {~1#/0%/2026}.
fr Facture n° F-{~#####} de {~###},{~##} €
fr Version {~%.##.%} prévue en avril.
fr Le mot de passe doit contenir 8 caractères.
fr L'utilisateur voit 10 lignes.
fr En tant que Chef de Projet, je veux un Tableau de Bord
fr Bonjour à tous, la réunion est à 10h.
fr Cordialement, l'équipe support
fr La date de naissance est obligatoire.
fr Numéro de client {~########}
fr Numéro de colis {~##############}
fr Yves Saint Laurent et Louis Vuitton
fr Le 14 juillet 2026 est férié.
fr Place de marché et Avenue Shopping
fr Référence {~@@######@}
fr SIRET obligatoire, code APE 6201Z
fr Étape 3 sur 5, page {~##}
"""
