"""The forms of every type of value: `held=True` marks what the recognisers were not tuned on."""

import base64
import re
from random import Random

from stdnum.es import nie
from stdnum.fr import nir
from stdnum.gb import nhs

from bench.pii_values import (
    ALNUM,
    card,
    digits,
    family,
    form,
    full,
    german_tax_id,
    given,
    group,
    iban,
    jwt,
    secret,
    shape,
    shapes,
    some,
    spanish_dni,
)

DOMAINS = (
    "northwind-labs.com",
    "mail.brightwater.co.uk",
    "gmail.com",
    "kontor-nord.de",
    "azulejo.es",
    "outlook.fr",
)


def _ascii(text: str) -> str:
    return (
        text.lower()
        .translate(str.maketrans("áàâäéèêëíîïóôöúùûüñçşßøıţ", "aaaaeeeeiiiooouuuuncssoit"))
        .replace("-", "")
    )


def _local(rng: Random) -> str:
    first, last = _ascii(given(rng)), _ascii(family(rng))
    return rng.choice([f"{first}.{last}", f"{first[0]}{last}", f"{first}_{last}", f"{last}{digits(rng, 2)}"])


@form("EMAIL", "plain")
def _(rng: Random) -> str:
    return f"{_local(rng)}@{rng.choice(DOMAINS)}"


form("EMAIL", "tag")(lambda r: f"{_local(r)}+{r.choice(['jira', 'test', 'uat'])}@{r.choice(DOMAINS)}")
form("EMAIL", "upper")(lambda r: f"{_local(r)}@{r.choice(DOMAINS)}".upper())
form("EMAIL", "quoted", held=True)(lambda r: f'"{_ascii(given(r))} {_ascii(family(r))}"@{r.choice(DOMAINS)}')
form("EMAIL", "idn", held=True)(
    lambda r: f"{_local(r)}@{r.choice(['müller-söhne.de', 'español.es', 'forêt.fr'])}"
)
form("EMAIL", "brackets", held=True)(
    lambda r: f"{_local(r)} [at] {r.choice(['acme-it', 'tri-sys'])} [dot] com"
)
form("EMAIL", "words", held=True)(lambda r: f"{_local(r)} AT {r.choice(['acmeit', 'trisys'])} DOT org")
form("EMAIL", "apostrophe", held=True)(lambda r: f"o'{_ascii(family(r))}@{r.choice(DOMAINS)}")
form("EMAIL", "literal", held=True)(lambda r: f"{_local(r)}@[{shape(r, '8N.1##.NN.1N')}]")

shapes("PHONE", "us", "(NNN) NNN-####", "NNN-NNN-####", "+1 NNN NNN ####", "+1-NNN-NNN-####", "NNN.NNN.####")
shapes("PHONE", "us_ext", "(NNN) NNN-#### ext. ###", "NNN-NNN-####x###", "+1 NNN-NNN-#### ext ##")
shapes(
    "PHONE", "uk", "07### ######", "020 7### ####", "+44 7### ######", "+44 (0)20 7### ####", "0161 ### ####"
)
shapes("PHONE", "es", "6## ## ## ##", "91 ### ## ##", "+34 6## ### ###", "+346########")
shapes("PHONE", "de", "030 ######", "0151 #######", "+49 30 ######", "+49 (0)171 #######")
shapes("PHONE", "fr", "06 ## ## ## ##", "01 ## ## ## ##", "+33 6 ## ## ## ##", "+33 (0)1 ## ## ## ##")
shapes(
    "PHONE",
    "zeroes",
    "0034 6## ### ###",
    "0049 30 #######",
    "00 33 6 ## ## ## ##",
    "0044 20 7### ####",
    held=True,
)
shapes("PHONE", "slash", "0171/#######", "030/####-##", "089 / ######", "+49/30/######", held=True)
shapes("PHONE", "bracketed", "(+34) 6## ## ## ##", "(+44) 7### ######", "(0049) 171 #######", held=True)
shapes("PHONE", "uri", "tel:+1-NNN-NNN-####", "tel:+34-6##-###-###", held=True)
shapes(
    "PHONE", "asia", "+91 98### #####", "+86 138 #### ####", "+81 90-####-####", "+65 9### ####", held=True
)
shapes(
    "PHONE",
    "latin",
    "+55 (11) 9####-####",
    "+52 1 55 #### ####",
    "+54 9 11 ####-####",
    "+57 310 ### ####",
    held=True,
)
shapes(
    "PHONE", "nearby", "+41 44 ### ## ##", "+48 601 ### ###", "+39 347 #######", "+353 87 ### ####", held=True
)
form("PHONE", "ext_odd", held=True)(
    lambda r: shape(r, "(NNN) NNN-####") + r.choice([" extension 27", " #104", ";ext=112"])
)
shapes("PHONE", "dashes", "06-##-##-##-##", "6##-###-###", "0151-########", "07###-######", held=True)

form("CREDIT_CARD", "plain")(lambda r: card(r))
form("CREDIT_CARD", "spaces")(lambda r: group(card(r), (4, 4, 4, 4), " "))
form("CREDIT_CARD", "dashes")(lambda r: group(card(r), (4, 4, 4, 4), "-"))
form("CREDIT_CARD", "amex")(lambda r: group(card(r, "37", 15), (4, 6, 5), r.choice([" ", "-"])))
form("CREDIT_CARD", "dots", held=True)(lambda r: group(card(r), (4, 4, 4, 4), "."))
form("CREDIT_CARD", "nbsp", held=True)(lambda r: group(card(r), (4, 4, 4, 4), "\N{NO-BREAK SPACE}"))
form("CREDIT_CARD", "long", held=True)(
    lambda r: group(card(r, "6759", 19), (4, 4, 4, 4, 3), r.choice([" ", ""]))
)
form("CREDIT_CARD", "spaced_dash", held=True)(lambda r: group(card(r), (4, 4, 4, 4), " - "))
form("CREDIT_CARD", "slashes", held=True)(lambda r: group(card(r), (4, 4, 4, 4), "/"))
form("CREDIT_CARD", "diners", held=True)(lambda r: group(card(r, "3852", 14), (4, 6, 4), " "))

_BBAN = {"DE": "#" * 18, "ES": "#" * 20, "FR": "#" * 21 + "##", "GB": "@@@@" + "#" * 14}
_BBAN_HELD = {"NL": "@@@@" + "#" * 10, "IT": "@" + "#" * 22, "PT": "#" * 21, "CH": "#" * 17, "PL": "#" * 24}
_BBAN_HELD |= {"BE": "#" * 12, "NO": "#" * 11, "MT": "@@@@" + "#" * 23}
for _country, _bban in {**_BBAN, **_BBAN_HELD}.items():
    _held = _country in _BBAN_HELD
    form("IBAN", _country, held=_held)(lambda r, c=_country, b=_bban: iban(r, c, b))  # type: ignore[misc]
    form("IBAN", _country + "_spaced", held=_held)(
        lambda r, c=_country, b=_bban: group(iban(r, c, b), (4,) * 6, " ")  # type: ignore[misc]
    )
form("IBAN", "lower", held=True)(lambda r: iban(r, "DE", "#" * 18).lower())
form("IBAN", "dashes", held=True)(lambda r: group(iban(r, "ES", "#" * 20), (4,) * 6, "-"))
form("IBAN", "lower_spaced", held=True)(
    lambda r: group(iban(r, "GB", "@@@@" + "#" * 14), (4,) * 5, " ").lower()
)


def _ssn(rng: Random) -> str:
    return f"{rng.randint(100, 665):03}-{rng.randint(1, 99):02}-{rng.randint(1, 9999):04}"


def _nhs(rng: Random) -> str:
    while True:
        if nhs.is_valid(number := digits(rng, 10, "49")):
            return number


def _nir(rng: Random) -> str:
    body = shape(rng, rng.choice("12") + "NN0N2N") + shape(rng, "1##1##")
    return body + nir.calc_check_digits(body)


def _nie(rng: Random) -> str:
    body = rng.choice("XYZ") + digits(rng, 7)
    return body + nie.calc_check_digit(body)


def _nino(rng: Random) -> str:
    return rng.choice(["AB", "CE", "JK", "PW", "SH"]) + digits(rng, 6) + rng.choice("ABCD")


_ELSEWHERE = ("PESEL 44051401359", "BSN 111222333", "Aadhaar 2341 2341 2346", "SIN 046 454 286")
form("NATIONAL_ID", "ssn")(_ssn)
form("NATIONAL_ID", "nino")(_nino)
form("NATIONAL_ID", "nhs")(lambda r: "NHS number " + group(_nhs(r), (3, 3, 4), " "))
form("NATIONAL_ID", "dni")(spanish_dni)
form("NATIONAL_ID", "nie")(_nie)
form("NATIONAL_ID", "nir")(lambda r: group(_nir(r), (1, 2, 2, 2, 3, 3, 2), " "))
form("NATIONAL_ID", "idnr")(lambda r: "Steuer-ID " + group(german_tax_id(r), (2, 3, 3, 3), " "))
form("NATIONAL_ID", "ssn_spaces", held=True)(lambda r: "SSN " + _ssn(r).replace("-", " "))
form("NATIONAL_ID", "ssn_dots", held=True)(lambda r: "SSN: " + _ssn(r).replace("-", "."))
form("NATIONAL_ID", "nino_spaces", held=True)(lambda r: group(_nino(r), (2, 2, 2, 2, 1), " "))
form("NATIONAL_ID", "dni_dots", held=True)(
    lambda r: re.sub(r"(..)(...)(...)(.)", r"\1.\2.\3-\4", spanish_dni(r))
)
form("NATIONAL_ID", "nie_dashes", held=True)(lambda r: group(_nie(r), (1, 7, 1), "-"))
form("NATIONAL_ID", "nir_plain", held=True)(_nir)
form("NATIONAL_ID", "nhs_dashes", held=True)(lambda r: "NHS no. " + group(_nhs(r), (3, 3, 4), "-"))
form("NATIONAL_ID", "idnr_plain", held=True)(lambda r: "Identifikationsnummer: " + german_tax_id(r))
shapes(
    "NATIONAL_ID",
    "passport",
    "passport no. @########",
    "passport number #########",
    "Reisepass C01X00T47",
    held=True,
)
shapes(
    "NATIONAL_ID", "licence", "driving licence MORGA753116SM9IJ", "permis de conduire 12AB34567", held=True
)
form("NATIONAL_ID", "elsewhere", held=True)(lambda r: r.choice(_ELSEWHERE))
shapes("NATIONAL_ID", "italy", "RSSMRA85T10A562S", held=True)

shapes("IP_ADDRESS", "v4", "8N.1##.NN.1N", "185.NN.1N.7")
shapes("IP_ADDRESS", "v6", "2a0N:^^^^:^^^^::^^^^", "2001:4860:4^^^:8^^^:1^^^:2^^^:3^^^:4^^^")
shapes("IP_ADDRESS", "v6_upper", "2A0N:8D8:FE42:BEEF::1A", "2600:1F18:C3D:AB00:DEAD:BEEF:1:2", held=True)
shapes("IP_ADDRESS", "v6_mapped", "::ffff:8N.1##.NN.1N", "2a01:111:f400::8N.1##.NN.1N", held=True)
shapes(
    "IP_ADDRESS",
    "defanged",
    "8N[.]1##[.]NN[.]1N",
    "8N(.)1##(.)NN(.)1N",
    "8N[dot]1##[dot]NN[dot]1N",
    held=True,
)
shapes("IP_ADDRESS", "zone", "2a02:a1^^:2^^^::3^^^%eth0", "2a02:2^^^::1^^", held=True)

shapes("MAC_ADDRESS", "colon", "a4:5e:60:^^:^^:^^", "00:1B:44:11:##:B7")
shapes("MAC_ADDRESS", "dash", "A4-5E-60-##-##-##", "00-1b-^^-^^-^^-^^")
shapes("MAC_ADDRESS", "dots", "a45e.60^^.^^^^", "001B.4411.3AB7", held=True)
shapes("MAC_ADDRESS", "bare", "MAC a45e60^^^^^^", "MAC address: 001B44113A##", held=True)
shapes("MAC_ADDRESS", "eui64", "a4:5e:60:ff:fe:^^:^^:^^", "00-1B-44-FF-FE-11-3A-B7", held=True)

form("SECRET", "aws")(lambda r: "AKIA" + some(r, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16))
form("SECRET", "github")(lambda r: "ghp_" + secret(r, 36))
form("SECRET", "jwt")(jwt)
form("SECRET", "bearer")(lambda r: "Authorization: Bearer " + secret(r, 40, ALNUM + "-_"))
form("SECRET", "assign")(lambda r: r.choice(["api_key=", "client_secret: ", 'token="']) + secret(r, 32))
form("SECRET", "password")(
    lambda r: r.choice(["password=", "pwd: ", "Password = "]) + secret(r, 10, ALNUM + "!$%*#")
)
form("SECRET", "pem")(
    lambda r: f"-----BEGIN PRIVATE KEY-----\n{secret(r, 64)}\n{secret(r, 40)}\n-----END PRIVATE KEY-----"
)
form("SECRET", "slack", held=True)(lambda r: f"xoxp-{digits(r, 12)}-{digits(r, 12)}-{secret(r, 24)}")
form("SECRET", "stripe", held=True)(lambda r: r.choice(["sk_live_", "rk_live_", "whsec_"]) + secret(r, 24))
form("SECRET", "gitlab", held=True)(lambda r: "glpat-" + secret(r, 20))
form("SECRET", "google", held=True)(lambda r: "AIza" + secret(r, 35))
form("SECRET", "openai", held=True)(lambda r: r.choice(["sk-", "sk-proj-"]) + secret(r, 48))
form("SECRET", "huggingface", held=True)(lambda r: "hf_" + secret(r, 34))
form("SECRET", "npm", held=True)(lambda r: "npm_" + secret(r, 36))
form("SECRET", "telegram", held=True)(lambda r: f"{digits(r, 10, '123')}:AA{secret(r, 33)}")
form("SECRET", "azure", held=True)(lambda r: f"AccountKey={secret(r, 86)}==;EndpointSuffix=core.windows.net")
form("SECRET", "basic", held=True)(
    lambda r: "Authorization: Basic " + base64.b64encode(secret(r, 18).encode()).decode()
)
form("SECRET", "header", held=True)(lambda r: r.choice(["X-Api-Key: ", "X-Auth-Token: "]) + secret(r, 32))
form("SECRET", "cli", held=True)(
    lambda r: r.choice(["--password ", "--token=", "--api-key "]) + secret(r, 16)
)
form("SECRET", "json", held=True)(lambda r: f'{{"password": "{secret(r, 12, ALNUM + "!?")}"}}')
form("SECRET", "env", held=True)(lambda r: f"DB_PASSWORD={secret(r, 14)}")
form("SECRET", "spoken", held=True)(lambda r: f"password is {secret(r, 10, ALNUM + '!')}")
form("SECRET", "spanish", held=True, lang="es")(lambda r: f"contraseña: {secret(r, 10)}")
form("SECRET", "german", held=True, lang="de")(lambda r: f"Passwort: {secret(r, 10)}")
form("SECRET", "french", held=True, lang="fr")(lambda r: f"mot de passe : {secret(r, 10)}")

_HOSTS = ("qa.northwind-labs.com", "app.brightwater.co.uk", "staging.azulejo.es")
form("URL_SECRET", "token")(lambda r: f"https://{r.choice(_HOSTS)}/confirm?user=42&token={secret(r, 32)}")
form("URL_SECRET", "userinfo")(lambda r: f"https://{_local(r)}:{secret(r, 10)}@{r.choice(_HOSTS)}/login")
form("URL_SECRET", "dsn")(lambda r: f"postgres://report:{secret(r, 12)}@{r.choice(_HOSTS)}:5432/prod")
form("URL_SECRET", "reset", held=True)(lambda r: f"https://{r.choice(_HOSTS)}/password/reset/{secret(r, 40)}")
form("URL_SECRET", "sas", held=True)(
    lambda r: f"https://x.blob.core.windows.net/c/f.csv?sv=2022&sig={secret(r, 42)}%3D"
)
form("URL_SECRET", "amz", held=True)(
    lambda r: (
        f"https://{r.choice(_HOSTS)}/r.pdf?X-Amz-Expires=60&X-Amz-Signature={some(r, 'abcdef0123456789', 64)}"
    )
)
form("URL_SECRET", "fragment", held=True)(
    lambda r: f"https://{r.choice(_HOSTS)}/cb#access_token={secret(r, 40)}&state=x"
)
form("URL_SECRET", "discord", held=True)(
    lambda r: f"https://discord.com/api/webhooks/{digits(r, 18)}/{secret(r, 68)}"
)
form("URL_SECRET", "mongo", held=True)(
    lambda r: f"mongodb+srv://admin:{secret(r, 12)}@cluster0.ab1cd.mongodb.net/prod"
)
form("URL_SECRET", "jdbc", held=True)(
    lambda r: f"jdbc:mysql://{r.choice(_HOSTS)}:3306/app?user=app&password={secret(r, 12)}"
)
form("URL_SECRET", "git", held=True)(lambda r: f"https://oauth2:{secret(r, 20)}@gitlab.com/team/repo.git")
form("URL_SECRET", "session", held=True)(
    lambda r: f"https://{r.choice(_HOSTS)}/home;jsessionid={some(r, 'ABCDEF0123456789', 32)}"
)

form("ADDRESS", "us")(
    lambda r: shape(
        r,
        f"N### {r.choice(['Maple', 'Jefferson', 'Willow Creek'])} {r.choice(['St', 'Avenue', 'Road', 'Ln'])}"
        f", Springfield, {r.choice(['IL', 'OH', 'CA'])} 6####",
    )
)
form("ADDRESS", "gb")(
    lambda r: shape(
        r,
        f"N# {r.choice(['Acacia', 'Station', 'Church'])} {r.choice(['Road', 'Lane', 'Close'])},"
        f" {r.choice(['Leeds', 'Derby'])}, LSN N@@",
    )
)
form("ADDRESS", "es")(
    lambda r: shape(r, f"Calle {r.choice(['Mayor', 'de Alcalá', 'San Roque'])} N#, 2801N Madrid")
)
form("ADDRESS", "de")(
    lambda r: shape(r, f"{r.choice(['Hauptstraße', 'Lindenweg', 'Goethestr.'])} N#, 1011N Berlin")
)
form("ADDRESS", "fr")(
    lambda r: shape(
        r, f"N# {r.choice(['rue', 'avenue'])} {r.choice(['Victor Hugo', 'de la Paix'])}, 7500N Paris"
    )
)
form("ADDRESS", "us_unit", held=True)(
    lambda r: shape(
        r,
        f"N## {r.choice(['Birch', 'Sunset'])} {r.choice(['Blvd', 'Pkwy', 'Court'])} "
        f"Apt #N@, Denver, CO 802##-####",
    )
)
form("ADDRESS", "us_box", held=True)(lambda r: shape(r, "P.O. Box N###, Austin, TX 787##"))
form("ADDRESS", "us_direction", held=True)(
    lambda r: shape(
        r,
        f"N### {r.choice(['E.', 'SW'])} {r.choice(['5th', '42nd'])} {r.choice(['Street', 'Ave.'])}"
        f", Portland, OR 972##",
    )
)
form("ADDRESS", "gb_flat", held=True)(lambda r: shape(r, "Flat N, N# Queen's Gardens, London SW1A N@@"))
form("ADDRESS", "gb_house", held=True)(lambda r: shape(r, "Rose Cottage, Mill Lane, Bakewell, DE45 N@@"))
form("ADDRESS", "es_floor", held=True)(
    lambda r: shape(r, f"C/ {r.choice(['Serrano', 'Gran Vía'])} nº N#, 3º B, 0800N Barcelona")
)
form("ADDRESS", "es_avenue", held=True)(
    lambda r: shape(r, "Avda. de la Constitución, N#, 2º izda., 4100N Sevilla")
)
form("ADDRESS", "de_place", held=True)(
    lambda r: shape(r, f"{r.choice(['Am Markt', 'Unter den Linden', 'An der Mühle'])} Na, 5066N Köln")
)
form("ADDRESS", "de_country", held=True)(lambda r: shape(r, "Königsallee N#, D-4021N Düsseldorf"))
form("ADDRESS", "fr_bis", held=True)(lambda r: shape(r, "N# bis, boulevard Saint-Michel, 7500N Paris"))
form("ADDRESS", "fr_place", held=True)(lambda r: shape(r, "N impasse des Lilas, 6900N Lyon CEDEX"))

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}


def _day(rng: Random, pattern: str) -> str:
    parts = {"d": rng.randint(1, 28), "m": rng.randint(1, 12), "y": rng.randint(1940, 2008)}
    return pattern.format(**parts, yy=parts["y"] % 100, b=rng.choice(_MONTHS["en"].split())[:3])


form("DATE_OF_BIRTH", "iso")(lambda r: _day(r, "{y}-{m:02}-{d:02}"))
form("DATE_OF_BIRTH", "slashes")(lambda r: _day(r, r.choice(["{d:02}/{m:02}/{y}", "{m}/{d}/{yy:02}"])))
form("DATE_OF_BIRTH", "dots")(lambda r: _day(r, "{d:02}.{m:02}.{y}"))
form("DATE_OF_BIRTH", "month")(lambda r: _day(r, r.choice(["{d} {b} {y}", "{b} {d}, {y}"])))
form("DATE_OF_BIRTH", "compact", held=True)(
    lambda r: _day(r, r.choice(["{y}{m:02}{d:02}", "{y}/{m:02}/{d:02}", "{y}.{m}.{d}"]))
)
form("DATE_OF_BIRTH", "ordinal", held=True)(
    lambda r: _day(r, r.choice(["{d}th of {b} {y}", "{b} {d}th, {y}", "{d}th {b}. {y}"]))
)
form("DATE_OF_BIRTH", "dashes", held=True)(
    lambda r: _day(r, r.choice(["{d}-{b}-{y}", "{d:02}-{m:02}-{yy:02}", "{d:02} {m:02} {y}"]))
)
for _lang in ("es", "de", "fr"):
    _pattern = {"es": "{} de {} de {}", "de": "{}. {} {}", "fr": "{} {} {}"}[_lang]
    form("DATE_OF_BIRTH", _lang, held=_lang != "es", lang=_lang)(
        lambda r, p=_pattern, n=_lang: p.format(
            r.randint(2, 28), r.choice(_MONTHS[n].split()), r.randint(1940, 2008)
        )  # type: ignore[misc]
    )

form("PERSON", "full")(full)
form("PERSON", "middle")(lambda r: f"{given(r)} {r.choice('ABCDEJKLMRT')}. {family(r)}")
form("PERSON", "title")(lambda r: f"{r.choice(['Mr.', 'Mrs', 'Dr.', 'Ms.'])} {family(r)}")
form("PERSON", "initials", held=True)(
    lambda r: f"{r.choice('ABCDEJKLMRT')}. {r.choice('ABCDEJKLMRT')}. {family(r)}"
)
form("PERSON", "double", held=True)(lambda r: f"{given(r)} {family(r)}-{family(r)}")
form("PERSON", "particle", held=True)(
    lambda r: f"{given(r)} {r.choice(['van der', 'de la', 'von', 'da'])} {family(r)}"
)
form("PERSON", "upper", held=True)(lambda r: full(r).upper())
form("PERSON", "comma", held=True)(lambda r: f"{family(r)}, {given(r)}")
form("PERSON", "title_long", held=True)(
    lambda r: f"{r.choice(['Herr', 'Frau', 'Mme', 'Señora', 'Professor', 'Dr. med.'])} {full(r)}"
)

form("USERNAME", "dotted")(lambda r: f"{_ascii(given(r))}.{_ascii(family(r))}")
form("USERNAME", "short")(lambda r: f"{_ascii(given(r))[0]}{_ascii(family(r))}{digits(r, 2)}")
form("USERNAME", "domain", held=True)(lambda r: f"CORP\\{_ascii(given(r))[0]}{_ascii(family(r))}")
form("USERNAME", "camel", held=True)(
    lambda r: f"{_ascii(given(r)).title()}{_ascii(family(r)).title()}{digits(r, 2)}"
)
form("USERNAME", "under", held=True)(lambda r: f"{_ascii(family(r))}_{_ascii(given(r))[0]}_{digits(r, 3)}")
