"""Names, streets and towns for `bench.pii_unseen_values`, typed for it, apart from the lists of the package."""

GIVEN = {
    "en": "Madison Tyler Brooke Jared Latoya Cody Heather Dustin Kayla Bradley Tiffany Chad Ashley Trevor Monique Darnell Whitney "
    "Colton Alyssa Jermaine Stacey Randall Denise Curtis Peggy Lamar Sierra Wesley Ebony Garrett Kristin Marcelo Aaliyah Dale",
    "gb": "Alistair Gemma Rhys Siobhan Nigel Poppy Hamish Bronwen Clive Freya Declan Maisie Rupert Niamh Graham Isla Ewan Tabitha "
    "Barnaby Saffron Lewis Elspeth Kieran Jocelyn Angus Mabel Ffion Duncan Harvinder Aisling Winston Zara",
    "es": "Begoña Álvaro Inmaculada Jordi Remedios Iker Montserrat Ximena Ramiro Consuelo Unai Pilar Eusebio Noelia Borja Candela Joaquín "
    "Maite Rodrigo Encarnación Sergi Yolanda Baltasar Nerea Chus Alejandra Emilio Asunción Cayetana Hugo Vicenta Itziar",
    "de": "Heike Uwe Sabine Holger Jutta Thorsten Silke Günther Friederike Kai Annegret Dieter Svenja Bernd Gudrun Marten Ingeborg Ralf "
    "Elfriede Henning Katrin Wolfgang Leonie Eckhard Sigrid Maximilian Cem Roswitha Ole Birgit Jannik Hedwig",
    "fr": "Aurélie Benoît Camille Didier Élodie Fabrice Geneviève Hervé Inès Jean-Luc Karine Ludovic Margaux Noémie Olivier Pascale "
    "Quentin Romane Sandrine Thierry Valérie Xavier Yvette Zoé Arnaud Brigitte Cédric Delphine Émilien Gisèle Marcel Sylvie",
}
FAMILY = {
    "en": "Whitmore | Jenkins | Rodriguez | Nguyen | O'Connor | Patterson | Schultz | Washington | McCullough | Vasquez | Hensley | Bradford | "
    "Kim | Stokes | Delgado | Fitzgerald | Boone | Van Dyke | Caldwell | Mejia | Hutchinson | Tran | Gallagher | Dawson | Ortiz | Frazier",
    "gb": "Thistlewood | Cartwright | MacLeod | Bhatt | Llewellyn | Entwistle | O'Shea | Featherstone | Hussain | Ramsbottom | Sinclair | "
    "Abernathy | Birtwistle | Cholmondeley | Drummond | Egerton | Kaur | Pugh | Tremayne | Winterbourne | Begum | Fairfax | Hobbs | Yeats",
    "es": "Etxebarria | Zubizarreta | de la Fuente | Castellanos | Peñalver | Ruiz | Gutiérrez | Vilanova | Arrizabalaga | Cabezas | Ordóñez | "
    "Puigdomènech | Escudero | Barrientos | Lozano | del Río | Tejedor | Valverde | Manrique | Olmedo | Sanchís | Urrutia | Bermejo | Cuenca",
    "de": "Reinhardt | Vogelsang | von Stetten | Krüger | Oberländer | Schmidtbauer | Haase | Kirchhoff | Lüdenscheidt | Mühlbauer | Ziegler | "
    "Brandt | Trautmann | Grünwald | zu Hohenfels | Eichinger | Demirci | Paulsen | Rademacher | Störtebeker | Wiesner | Yıldırım | Jahnke | Diepholz",
    "fr": "Rousseau | de Villiers | Lemoine | Bertrand | Chevallier | Dufour | Fournier | Gautier | d'Aubigny | Le Goff | Perrot | Baudelocque | "
    "Marchetti | Picard | Renaud | Tanguy | Vasseur | Delamare | Benali | Carpentier | Hernoult | Du Bellay | Meunier | Jacquemin",
}
STREETS = {
    "en": "Maple Ridge Dr | E 14th St | Old Mill Road | Sunset Blvd | Jefferson Avenue | County Road 220 | Cherry Ln | Pleasant View Terrace | N. Lincoln Ave | "
    "Harbor Ct | State Route 9 | Willow Creek Pkwy | Broadway | Fox Hollow Way | SW Alder Street | Martin Luther King Jr. Blvd | Quail Run | Lakeshore Cir",
    "gb": "Cavendish Road | St John's Hill | Oakfield Close | The Crescent | Mill Lane | Victoria Gardens | Station Approach | Church Row | Wharf Street | "
    "Kingsway | Highbury Grove | Bishops Mews | Castle Terrace | Beech Drive | Queen's Parade | Lower Bristol Road | Market Place | Heathfield Rise",
    "es": "Calle de Alcalá | Avda. de América | C/ Mayor | Paseo de Gracia | Plaza del Carmen | Carrer de Mallorca | Ronda de Atocha | Camino Viejo de Simancas | "
    "Travesía de la Luna | Gran Vía | Rúa do Vilar | Avenida Diagonal | c/ San Bernardo | Urbanización Las Lomas | Glorieta de Bilbao | Callejón del Gato | Pza. Nueva",
    "de": "Goethestraße | Lindenallee | Am Alten Markt | Bahnhofstr. | Unter den Eichen | Rosenweg | Schillerplatz | Hinter der Mauer | Karl-Liebknecht-Straße | Kirchgasse | "
    "An der Wuhlheide | Zur Mühle | Deichtorstr. | Kaiserdamm | Gartenstrasse | Im Wiesengrund | Alte Landstr. | Neuer Wall | Hauptstraße | Burgring",
    "fr": "rue de la Paix | avenue Jean Jaurès | boulevard Voltaire | allée des Acacias | impasse du Moulin | place de la République | chemin des Vignes | quai de Seine | "
    "cours Lafayette | route de Lyon | rue du Général de Gaulle | av. Foch | bd Saint-Michel | square des Lilas | passage du Caire | sentier des Dames | faubourg Saint-Denis | Rue des Écoles",
}
CITIES = {
    "en": "Springfield/OH 45### | Boise/ID 837## | Baton Rouge/LA 708## | Tacoma/WA 984## | El Paso/TX 799## | St. Paul/MN 551## | Winston-Salem/NC 271## | Duluth/MN 558##",
    "gb": "Leeds/LS6 #@@ | Bristol/BS# #@@ | Glasgow/G## #@@ | London/SW#@ #@@ | Milton Keynes/MK## #@@ | Llandudno/LL## #@@ | Norwich/NR# #@@ | Stoke-on-Trent/ST# #@@",
    "es": "Madrid/280## | Barcelona/080## | A Coruña/150## | San Sebastián/200## | Sevilla/410## | Palma de Mallorca/070## | Vigo/362## | Las Palmas/350##",
    "de": "Frankfurt am Main/603## | Köln/506## | Berlin/101## | München/803## | Halle (Saale)/061## | Bad Homburg/613## | Rostock/180## | Freiburg im Breisgau/791##",
    "fr": "Paris/750## | Lyon/690## | Saint-Étienne/420## | Aix-en-Provence/131## | Nantes/440## | Le Havre/766## | Clermont-Ferrand/630## | Bordeaux/330##",
}
