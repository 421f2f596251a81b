"""Words that make a line an address, in five countries."""

STATES = (
    "AL|AK|AS|AZ|AR|CA|CO|CT|DE|DC|FM|FL|GA|GU|HI|ID|IL|IN|IA|KS|KY|LA|ME|MH|MD|MA|"
    "MI|MN|MS|MO|MP|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|"
    "PW|PA|PR|RI|SC|SD|TN|TX|UT|VT|VA|VI|WA|WV|WI|WY|AA|AE|AP"
)

STATE_NAMES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|"
    "Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|"
    "Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|"
    "Missouri|Montana|Nebraska|Nevada|New Hampshire|"
    "New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|"
    "Pennsylvania|Rhode Island|South Carolina|"
    "South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming"
)

CERTAIN = (
    "Street|St|Str|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Terrace|"
    "Ter|Crescent|Cres|Close|Parkway|Pkwy|Highway|Hwy|"
    "Turnpike|Expressway|Mews|Cottages?|Walk|Way|Place|Pl|Circle|Cir|Trail|Trl|Alley|"
    "Esplanade|Freeway|Causeway|Gardens|Gdns|Grove|Plaza|Square|Sq|Broadway"
)
"""Ends of an English street name that need nothing else around them."""

LIKELY = (
    "Branch|Bridge|Brook|Brooks|Burg|Burgs|Bypass|Camp|Canyon|Cape|Cliffs?|Club|Common|"
    "Corners?|Course|Cove|Coves|Creek|Crest|Crossing|Crossroad|"
    "Curve|Dale|Dam|Divide|Drives|Estates?|Extensions?|Falls|Ferry|Fields?|Flats?|Fords?|"
    "Forest|Forges?|Forks?|Fort|Garden|Gateway|Glens?|Greens?|"
    "Groves|Harbors?|Haven|Heights|Hills?|Hollow|Inlet|Islands?|Isle|Junctions?|Keys?|"
    "Knolls?|Lakes?|Land|Landing|Lights?|Loaf|Locks?|Lodge|Loop|"
    "Mall|Manors?|Meadows?|Mills?|Mission|Motorway|Mount|Mountains?|Neck|Orchard|Oval|"
    "Overpass|Parks?|Parkways|Pass|Passage|Path|Pike|Pines?|"
    "Plains?|Plazas|Points?|Ports?|Prairie|Radial|Ramp|Ranch|Rapids?|Rest|Ridges?|River|"
    "Roads|Route|Row|Rue|Run|Shoals?|Shores?|Skyway|Springs?|"
    "Spurs?|Squares|Station|Stravenue|Stream|Streets|Summit|Throughway|Trace|Track|"
    "Trafficway|Tunnel|Underpass|Unions?|Valleys?|Via|Viaduct|Views?|"
    "Villages?|Ville|Vista|Walks|Wall|Ways|Wells?|Green|Rise|Hill|Yard|Wharf|Quay|Parade|"
    "Approach|Villas|Arcade|Vale"
)
"""Ends that are also ordinary words: they need a town, a unit or a cue."""

UNIT = (
    r"(?:Apt|Apartment|[Pp]iso|[Pp]uerta|[Pp]ta|[Pp]lanta|[Ee]scalera|[Ee]sc|[Pp]ortal|Apartamento|Apto|Suite|Ste|Unit|Room|Rm|Floor|Fl|Flat|Studio|"
    r"Building|Bldg|Block|Bajo|"
    r"Local|Wohnung|Whg|Etage|Stock|Hinterhaus|Bâtiment|Bât|Appt|Appartement|"
    r"Résidence|étage|c/o|#|nº|n°)"
)

IBERIAN = (
    r"(?:[Cc]/|C\.|Cl\.|[Cc]alle|[Aa]venida|[Aa]vda?\.?|R[úu]a|Av\.|P(?:l(?:a?za|\.|za\.)|za\.?)|[Pp]laza|"
    r"[Cc]arrer|[Aa]vinguda|[Pp]asseig|Plaça|[Pp]aseo|Pº|P\.º|"
    r"Pso\.?|Passeig|Camino|Cmno\.?|Carretera|Ctra\.?|Ronda|Rda\.?|Glorieta|Travesía|"
    r"Trv\.?|Alameda|Rambla|Callejón|Cuesta|Pasaje|Psje\.?|Pasadizo|Cañada|Vía|Via|Vial|"
    r"Urbanización|Urb\.|Acceso|Costanilla|Polígono|Carrer|Avinguda|Rua|Travessa|"
    r"Praça|Largo|Viale|Piazza|Corso|Vicolo|Carrera|Cra\.?|Calzada|Bulevar|Barrio|Sector|"
    r"Partida|Finca|Callejuela)"
)

FRENCH = (
    r"(?:rue|av(?:enue|\.)|b(?:oulevar)?d\.?|place|pl\.|impasse|imp\.|all[ée]es?|quai|"
    r"cours|chemin|ch\.|route|rte\.?|square|passage|sentier|faubourg|"
    r"fbg\.?|villa|cit[ée]|lotissement|hameau|esplanade|promenade|ruelle|rond-point|"
    r"venelle|mont[ée]e|voie|r\.)"
)

GERMAN_END = (
    r"(?:stra(?:ß|ss)e|str\.?|weg|platz|allee|gasse|ring|ufer|damm|steig|stieg|hof|markt|"
    r"berg|graben|chaussee|promenade|pfad|zeile|kamp|winkel|"
    r"twiete|park|brücke|tor|wall|garten|gärten|anger|feld|wiese|hang|höhe|kai|bogen|grund|reihe|stadt)"
)
