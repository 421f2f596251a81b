"""Values for `bench.pii_unseen`, made from nothing but a seeded `random.Random`.

Slots of the sentences name a maker. A maker gets the language of its sentence (en, gb, es, de, fr). Of a value
with a part between ⟪ and ⟫ only that part must go.
"""

import base64
import string
from collections.abc import Callable
from random import Random

from stdnum import luhn
from stdnum.es import ccc
from stdnum.iso7064 import mod_97_10

from bench.pii_unseen_people import CITIES, FAMILY, GIVEN, STREETS
from bench.pii_values import german_tax_id, group, spanish_dni

Maker = Callable[[Random, str], str]
KINDS = {
    "#": string.digits,
    "%": "123456789",
    "@": "ABCDEFGHJKLMNPRSTUVWXYZ",
    "~": string.ascii_lowercase,
    "^": "0123456789abcdef",
    "*": string.ascii_letters + string.digits,
}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
MAKERS: dict[str, tuple[str, Maker]] = {}
"""Per slot name: the type of its values, and their maker."""


def slot(name: str, type_: str) -> Callable[[Maker], Maker]:
    """Register the decorated maker."""

    def register(make: Maker) -> Maker:
        MAKERS[name] = (type_, make)
        return make

    return register


def shape(rng: Random, pattern: str) -> str:
    """`pattern` filled in: # a digit, % 1-9, @ a capital, ~ a lower-case letter, ^ hex, * letter or digit, ¤ an @."""
    return "".join(rng.choice(KINDS[c]) if c in KINDS else c for c in pattern).replace("¤", "@")


def shapes(name: str, type_: str, *patterns: str) -> None:
    """Register a slot that is no more than one of some shapes."""
    MAKERS[name] = (type_, lambda rng, lang: shape(rng, rng.choice(patterns)))


def by_language(name: str, type_: str, patterns: dict[str, tuple[str, ...]]) -> None:
    """Register a slot with shapes of its own in each language."""
    MAKERS[name] = (type_, lambda rng, lang: shape(rng, rng.choice(patterns[lang])))


def given(rng: Random, lang: str) -> str:
    """A given name of that language."""
    return rng.choice(GIVEN[lang].split())


def family(rng: Random, lang: str) -> str:
    """A family name of that language."""
    return rng.choice(FAMILY[lang].split(" | "))


def ascii_name(text: str) -> str:
    """Letters as they stand in addresses."""
    table = str.maketrans("áàâäãéèêëíîïóôöúùûüçñß' ", "aaaaaeeeeiiiooouuuucnsxx")
    return text.lower().translate(table).replace("x", "")


@slot("P", "PERSON")
def _person(rng: Random, lang: str) -> str:
    first, last = given(rng, lang), family(rng, lang)
    more = family(rng, lang) if lang == "es" else ""
    middle = given(rng, lang)
    return rng.choice(
        [
            f"{first} {last}",
            f"{first} {last}",
            f"{first} {last} {more}".strip(),
            f"{first} {middle[0]}. {last}",
            f"{first}-{middle} {last}" if lang in {"fr", "de"} else f"{first} {middle} {last}",
            f"{first} {last}-{family(rng, lang)}",
        ]
    )


MAKERS["G"] = ("PERSON", given)
MAKERS["S"] = ("PERSON", family)


@slot("PLAST", "PERSON")
def _last_first(rng: Random, lang: str) -> str:
    return f"{family(rng, lang)}, {given(rng, lang)}"


@slot("PCAPS", "PERSON")
def _capitals(rng: Random, lang: str) -> str:
    return rng.choice(
        [
            f"{given(rng, lang)} {family(rng, lang)}".upper(),
            f"{given(rng, lang)} {family(rng, lang).upper()}",
            f"{family(rng, lang).upper()} {given(rng, lang)}",
        ]
    )


@slot("PINIT", "PERSON")
def _initial(rng: Random, lang: str) -> str:
    return f"{given(rng, lang)[0]}. {family(rng, lang)}"


@slot("USER", "USERNAME")
def _user(rng: Random, lang: str) -> str:
    first, last = ascii_name(given(rng, lang)), ascii_name(family(rng, lang))
    return rng.choice(
        [
            f"{first[0]}{last}{rng.randint(1, 99)}",
            f"{first}.{last}",
            f"{first}_{last[:1]}{rng.randint(70, 99)}",
            f"{last}{first[0]}",
            f"{first}-{last}",
            f"x{rng.randint(100000, 999999)}",
            f"{first}{rng.randint(1970, 2009)}",
            f"{first[0]}.{last}",
        ]
    )


@slot("HANDLE", "USERNAME")
def _handle(rng: Random, lang: str) -> str:
    return f"@⟪{_user(rng, lang).replace('.', '_')}⟫"


@slot("EMAIL", "EMAIL")
def _email(rng: Random, lang: str) -> str:
    first, last = ascii_name(given(rng, lang)), ascii_name(family(rng, lang))
    tld = rng.choice(
        {
            "en": "com net org io",
            "gb": "co.uk ac.uk org.uk",
            "es": "es com cat",
            "de": "de eu online",
            "fr": "fr com pro",
        }[lang].split()
    )
    host = rng.choice(
        ["nordwerk", "mail.riverside-labs", "gmx", "correo-lasal", "outlook", "atelier-vert", "bmx7"]
    )
    local = rng.choice(
        [
            f"{first}.{last}",
            f"{first[0]}{last}",
            f"{first}+qa{rng.randint(1, 9)}",
            f"{last}_{first[0]}.77",
            f"{first}-{last}",
            f"{first}{rng.randint(60, 99)}",
            f"{first}.o'{last}",
            f"no{rng.randint(1, 9)}.{first}",
        ]
    )
    text = f"{local}@{host}.{tld}"
    return rng.choice(
        [
            text,
            text,
            text,
            text.upper(),
            text.title(),
            text.replace("@", " [at] "),
            text.replace("@", "(at)").replace(f".{tld}", f"(dot){tld}"),
        ]
    )


by_language(
    "PHONE",
    "PHONE",
    {
        "en": (
            "(%##) %##-####",
            "%1%.%##.####",
            "+1 (%1%) %##-####",
            "+1-%1%-%##-####",
            "1-%1%-%##-####",
            "%1%-%##-#### x####",
            "001 %1% %## ####",
            "+1.%1%.%##.####",
            "%1% %## ####",
            "+1%1%%######",
            "(%1%) %##-#### ext. ###",
            "%1%/%##-####",
        ),
        "gb": (
            "020 7### ####",
            "+44 (0)20 8### ####",
            "0161 %## ####",
            "01%## ######",
            "077## ######",
            "+44 79## ######",
            "0044 7%## ######",
            "07### ### ###",
            "+44(0)141-%##-####",
            "(01%##) ######",
            "0%%%##%%####",
            "+44 113 %## ####",
        ),
        "es": (
            "6## ## ## ##",
            "91 ### ## ##",
            "+34 6## ### ###",
            "0034 6########",
            "93#.##.##.##",
            "(+34) 7## ## ## ##",
            "6########",
            "+34-95#-##-##-##",
            "96# ### ###",
            "+346########",
            "900 ### ###",
        ),
        "de": (
            "0171 %######",
            "+49 (0)30 / %######",
            "030/%#####-##",
            "0049 89 %#######",
            "+49 15%-########",
            "(0221) %## ## ##",
            "040 - %## ## ##",
            "0176-%#######",
            "+4917%########",
            "0711 / %#####",
            "+49 6221 %####-#",
        ),
        "fr": (
            "06 ## ## ## ##",
            "+33 (0)6 ## ## ## ##",
            "01.%#.##.##.##",
            "0033 7 ## ## ## ##",
            "+33 1 %# ## ## ##",
            "07########",
            "+336########",
            "04-%#-##-##-##",
            "(+33) 6 ## ## ## ##",
            "0 800 ### ###",
            "05 %#.##.##.##",
        ),
    },
)


@slot("CARD", "CREDIT_CARD")
def _card(rng: Random, lang: str) -> str:
    prefix, size = rng.choice(
        [
            ("4", 16),
            ("51", 16),
            ("54", 16),
            ("2720", 16),
            ("34", 15),
            ("37", 15),
            ("36", 14),
            ("6011", 16),
            ("3530", 16),
            ("65", 16),
        ]
    )
    body = prefix + "".join(rng.choices(string.digits, k=size - 1 - len(prefix)))
    body += str(luhn.calc_check_digit(body))
    cut = {16: (4, 4, 4), 15: (4, 6), 14: (4, 6)}[size]
    return rng.choice(
        [
            body,
            group(body, cut, " "),
            group(body, cut, "-"),
            group(body, cut, "."),
            group(body, cut, "\u00a0"),
            group(body, cut, "  "),
        ]
    )


@slot("IBAN", "IBAN")
def _iban(rng: Random, lang: str) -> str:
    shape_of = {
        "DE": "##################",
        "FR": "##########*#########*##",
        "GB": "@@@@##############",
        "NL": "@@@@##########",
        "IT": "@######################",
        "CH": "#################",
        "AT": "################",
        "PT": "#####################",
        "PL": "########################",
        "IE": "@@@@##############",
        "SE": "####################",
        "NO": "###########",
        "ES": "##################",
    }
    home = {"en": "NL IE", "gb": "GB IE", "es": "ES PT", "de": "DE AT CH", "fr": "FR CH"}[lang]
    country = rng.choice([*home.split(), *home.split(), *shape_of])
    body = shape(rng, shape_of[country]).upper()
    if country == "ES":
        body = body[:8] + ccc.calc_check_digits(body[:8] + "00" + body[8:]) + body[8:]
    text = country + mod_97_10.calc_check_digits(body + country) + body
    spaced = group(text, (4,) * 8, " ")
    return rng.choice(
        [
            text,
            spaced,
            spaced,
            group(text, (4,) * 8, "-"),
            text.lower(),
            spaced.lower(),
            group(text, (4,) * 8, "."),
        ]
    )


shapes("SSN", "NATIONAL_ID", "2%%-4#-%###", "5%% 3# %###", "3%%-2#-%###", "1%%.6#.%###")
shapes("ITIN", "NATIONAL_ID", "9%#-7#-####", "9%#-8#-####")
shapes("NINO", "NATIONAL_ID", "JK ## ## ## A", "AB######C", "PE ###### D", "SH-##-##-##-B", "LM ######A")
shapes("PASS", "NATIONAL_ID", "C0%%#####", "@%#######", "5########", "##@@#####", "@@@######")
shapes("LICENCE", "NATIONAL_ID", "@####-#####-#####", "D#######", "@#######", "WHITM%5##2#@A9#@")
shapes(
    "MACC",
    "MAC_ADDRESS",
    "3c:^^:^^:^^:^^:^^",
    "A4-^^-^^-^^-^^-^^",
    "00^^.^^^^.^^^^",
    "d8:3A:^^:^^:^^:0F",
    "F0:^^:9B:^^:^^:^^",
)
shapes("MACPLAIN", "MAC_ADDRESS", "3c^^^^^^^^^^", "A45E60^^^^^^")


@slot("NHS", "NATIONAL_ID")
def _nhs(rng: Random, lang: str) -> str:
    while True:
        body = shape(rng, "%########")
        check = 11 - sum(int(c) * (10 - i) for i, c in enumerate(body)) % 11
        if check != 10:
            text = body + str(check % 11)
            return rng.choice([text, group(text, (3, 3), " "), group(text, (3, 3), "-")])


@slot("DNI", "NATIONAL_ID")
def _dni(rng: Random, lang: str) -> str:
    text = spanish_dni(rng)
    return rng.choice(
        [
            text,
            text[:-1] + "-" + text[-1],
            f"{text[:2]}.{text[2:5]}.{text[5:8]}-{text[8]}",
            text.lower(),
            f"{text[:2]}.{text[2:5]}.{text[5:8]} {text[8]}",
        ]
    )


@slot("NIE", "NATIONAL_ID")
def _nie(rng: Random, lang: str) -> str:
    first, body = rng.choice("XYZ"), shape(rng, "#######")
    letter = "TRWAGMYFPDXBNJZSQVHLCKE"[int(str("XYZ".index(first)) + body) % 23]
    return rng.choice([first + body + letter, f"{first}-{body}-{letter}", f"{first}{body}-{letter}"])


@slot("NSS", "NATIONAL_ID")
def _nss(rng: Random, lang: str) -> str:
    body = f"{rng.randint(1, 50):02}" + shape(rng, "%#######")
    check = f"{int(body) % 97:02}"
    return rng.choice([body + check, f"{body[:2]}/{body[2:]}/{check}", f"{body[:2]} {body[2:]} {check}"])


@slot("STEUERID", "NATIONAL_ID")
def _steuer(rng: Random, lang: str) -> str:
    text = german_tax_id(rng)
    return rng.choice([text, group(text, (2, 3, 3), " "), group(text, (2, 3, 3), "/")])


@slot("SVNR", "NATIONAL_ID")
def _svnr(rng: Random, lang: str) -> str:
    body = f"{rng.randint(10, 29)}{rng.randint(1, 28):02}{rng.randint(1, 12):02}{rng.randint(50, 99)}"
    letter, serial = rng.choice("BGHKMS"), shape(rng, "##")
    figures = [int(c) for c in f"{body}{ord(letter) - 64:02}{serial}"]
    weighted = [f * w for f, w in zip(figures, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True)]
    check = sum(sum(map(int, str(w))) for w in weighted) % 10
    return rng.choice([f"{body}{letter}{serial}{check}", f"{body[:2]} {body[2:]} {letter} {serial}{check}"])


@slot("PERSO", "NATIONAL_ID")
def _perso(rng: Random, lang: str) -> str:
    body = rng.choice("LTYC") + "".join(rng.choices("0123456789CFGHJKLMNPRTVWXYZ", k=8))
    values = [int(c, 36) for c in body]
    return body + str(sum(v * (7, 3, 1)[i % 3] for i, v in enumerate(values)) % 10)


@slot("NIR", "NATIONAL_ID")
def _nir(rng: Random, lang: str) -> str:
    body = (
        shape(rng, rng.choice("12"))
        + f"{rng.randint(40, 99)}{rng.randint(1, 12):02}{rng.randint(10, 89)}"
        + shape(rng, "######")
    )
    key = f"{97 - int(body) % 97:02}"
    return rng.choice(
        [
            body + key,
            group(body, (1, 2, 2, 2, 3), " ") + " " + key,
            f"{body} {key}",
            group(body, (1, 2, 2, 2, 3), ".") + "." + key,
        ]
    )


@slot("IP", "IP_ADDRESS")
def _ip(rng: Random, lang: str) -> str:
    four = f"{rng.choice([31, 52, 81, 89, 91, 104, 146, 185, 213])}.{rng.randint(2, 250)}.{rng.randint(0, 250)}.{rng.randint(2, 254)}"
    six = [
        shape(rng, p)
        for p in (
            "2a0%:^^%^:^%^^::%^",
            "2001:%^^^:^^^%:^%:^^^^:^^^%:%^^^:%^^^",
            "2a04:^^^%::%ff:fe^^:^^^^",
            "2a00:%^^^:^^^:%::^^^^",
        )
    ]
    return rng.choice([four, four, four, *six, "::ffff:" + four, six[1].upper()])


MAKERS["IPV4"] = ("IP_ADDRESS", lambda rng, lang: shape(rng, "52.%#.1%#.2##".replace("2##", "24%")))


@slot("PW", "SECRET")
def _password(rng: Random, lang: str) -> str:
    word = rng.choice(["Sommer", "kestrel", "Tr4fic", "olivar", "Rainy", "Gx9", "pamplem", "velvet", "Qorra"])
    return rng.choice(
        [
            f"{word}{shape(rng, '####')}!",
            f"{word}#{shape(rng, '**#*')}",
            shape(rng, "@**#**@*#*~~"),
            f"{shape(rng, '**#*@')}${word}{shape(rng, '##')}",
        ]
    )


shapes(
    "KEY",
    "SECRET",
    "^" * 32,
    "*" * 30 + "#Q",
    "^" * 64,
    "*" * 38 + "7K==",
    "*" * 22 + "#X",
    "********-****-4***-9***-********7Q**",
)
shapes(
    "TOKEN",
    "SECRET",
    "ghp_" + "*" * 34 + "#Q",
    "github_pat_11" + "@" * 8 + "0" + "*" * 12 + "_" + "*" * 59,
    "sk_live_" + "*" * 24,
    "sk-proj-" + "*" * 48,
    "xoxb-%###########-############-" + "*" * 24,
    "AKIA" + "@" * 12 + "#%##".replace("#", "@"),
    "AIza" + "*" * 35,
    "glpat-" + "*" * 20,
    "npm_" + "*" * 36,
    "SG." + "*" * 22 + "." + "*" * 43,
    "hf_" + "~" * 30 + "ABCD",
    "dop_v1_" + "^" * 64,
    "shpat_" + "^" * 32,
    "pypi-AgEIcHlwaS5vcmc" + "*" * 60,
    "rk_live_" + "*" * 24,
    "whsec_" + "*" * 32,
    "sk-ant-api03-" + "*" * 80,
    "ATATT3xFfGF0" + "*" * 60,
    "dckr_pat_" + "*" * 27,
    "key-" + "^" * 32,
    "xapp-1-A0#########-##########-" + "^" * 40,
    "EAAC" + "*" * 100,
)


@slot("JWT", "SECRET")
def _jwt(rng: Random, lang: str) -> str:
    body = (
        base64.urlsafe_b64encode(f'{{"sub":"{shape(rng, "########")}","role":"qa"}}'.encode())
        .decode()
        .rstrip("=")
    )
    return f"eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.{body}.{shape(rng, '*' * 60)}"


@slot("BASIC", "SECRET")
def _basic(rng: Random, lang: str) -> str:
    return base64.b64encode(f"{_user(rng, lang)}:{_password(rng, lang)}".encode()).decode()


@slot("PEM", "SECRET")
def _pem(rng: Random, lang: str) -> str:
    kind = rng.choice(
        ["RSA PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"]
    )
    return f"-----BEGIN {kind}-----\n⟪{shape(rng, '*' * 64)}\n{shape(rng, '*' * 40)}⟫\n-----END {kind}-----"


shapes(
    "URLSECRET",
    "URL_SECRET",
    "postgres://svc_~~~~:⟪**#*K**!*#⟫¤db.~~~~.io:5432/shop".replace("!", "_"),
    "redis://:⟪************7⟫¤cache-#.~~~~~.net:6379/0",
    "mongodb+srv://app:⟪*****-***#*⟫¤cluster#.^^^^^.mongodb.net/qa",
    "https://oauth2:⟪glpat-********************⟫¤git.~~~~~~.dev/shop/web.git".replace("~", "k"),
    "https://hooks.slack.com/services/⟪T0#######/B0#######/************************⟫",
    "https://discord.com/api/webhooks/##################/⟪" + "*" * 68 + "⟫",
    "https://files.~~~~~.com/report.pdf?sig=⟪**************************%3D⟫&se=2031-01-01".replace(
        "%3D", "3D"
    ),
    "https://api.~~~~~~.io/v2/orders?api_key=⟪********************#*⟫",
    "https://shop.~~~~.com/reset?reset_token=⟪^^^^^^^^^^^^^^^^^^^^^^^^⟫&lang=en",
    "https://app.~~~~.org/callback#access_token=⟪" + "*" * 40 + "⟫&token_type=bearer",
    "amqps://worker:⟪********#*⟫¤mq.~~~~.cloud/vhost",
    "sftp://qa_upload:⟪***#***K*⟫¤files.~~~~~.net/in",
    "jdbc:mysql://db.~~~~.net/shop?user=app&password=⟪*****#***K⟫",
    "https://qa:⟪****#***⟫¤staging.~~~~~.com/login",
    "https://bucket.s3.amazonaws.com/x.csv?X-Amz-Credential=abc&X-Amz-Signature=⟪" + "^" * 64 + "⟫",
    "https://~~~~~.com/invite?code=12&magic=⟪********************#*⟫".replace("magic", "auth"),
    "https://acct.blob.core.windows.net/c?sv=2023&sig=⟪" + "*" * 42 + "⟫",
    "smtp://mailer:⟪*****_**#*⟫¤smtp.~~~~.net:587",
    "https://~~~~~.webhook.office.com/webhookb2/⟪^^^^^^^^-^^^^-^^^^-^^^^-^^^^^^^^^^^^/IncomingWebhook/"
    + "^" * 32
    + "⟫",
)


@slot("ADDR", "ADDRESS")
def _address(rng: Random, lang: str) -> str:
    street, city, n = (
        rng.choice(STREETS[lang].split(" | ")),
        rng.choice(CITIES[lang].split(" | ")),
        rng.randint(1, 240),
    )
    town, code = city.rsplit("/", 1)
    code = shape(rng, code)
    sep = rng.choice([", ", ", ", "\n"])
    if lang == "en":
        unit = rng.choice(["", "", f", Apt {n % 40 + 1}B", f" Suite {n}", f" #{n}", f", Unit {n % 9 + 1}"])
        state, digits = code.split(" ")
        return rng.choice(
            [
                f"{n} {street}{unit}{sep}{town}, {state} {digits}",
                f"{n * 17} {street}{unit}{sep}{town} {state} {digits}-{shape(rng, '####')}",
                f"PO Box {n * 13}{sep}{town}, {state} {digits}",
                f"{n} {street}{unit}",
            ]
        )
    if lang == "gb":
        house = rng.choice(
            [f"{n} ", f"Flat {n % 20 + 1}, {n} ", f"{n}A ", "Rose Cottage, ", f"Unit {n % 9 + 1}, {n} "]
        )
        return rng.choice(
            [
                f"{house}{street}{sep}{town}{sep}{code}",
                f"{house}{street}, {town} {code}",
                f"{n} {street}, {code}",
            ]
        )
    if lang == "es":
        rest = rng.choice(
            [
                "",
                f", {n % 8 + 1}º {rng.choice('ABCD')}",
                f", {n % 8 + 1}º izq.",
                f", piso {n % 8 + 1}, puerta {n % 4 + 1}",
                f", bajo {rng.choice('AB')}",
            ]
        )
        return rng.choice(
            [
                f"{street} {n}{rest}{sep}{code} {town}",
                f"{street}, {n}{rest}, {code} {town}",
                f"{street}, nº {n}{sep}{code} {town}",
            ]
        )
    if lang == "de":
        return rng.choice(
            [
                f"{street} {n}{sep}{code} {town}",
                f"{street} {n}{rng.choice('abc')}{sep}D-{code} {town}",
                f"{street} {n} · {code} {town}",
                f"Postfach {n * 13}, {code} {town}",
            ]
        )
    extra = rng.choice(["", "", "Bât. C, ", "Appt 12, ", "Résidence Les Tilleuls, "])
    return rng.choice(
        [
            f"{extra}{n}, {street}{sep}{code} {town}",
            f"{extra}{n} bis {street}{sep}{code} {town}",
            f"{n} {street}, {code} {town} Cedex",
            f"{n} {street} - {code} {town}",
        ]
    )


@slot("DOB", "DATE_OF_BIRTH")
def _birth(rng: Random, lang: str) -> str:
    d, m, y = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1938, 2010)
    word = MONTHS["en" if lang == "gb" else lang].split()[m - 1]
    plain = [
        f"{y}-{m:02}-{d:02}",
        f"{d:02}/{m:02}/{y}",
        f"{d}.{m}.{y}",
        f"{d:02}-{m:02}-{y}",
        f"{y}/{m:02}/{d:02}",
        f"{d:02}.{m:02}.{y % 100:02}",
        f"{d:02}/{m:02}/{y % 100:02}",
    ]
    words = {
        "en": [f"{word} {d}, {y}", f"{word[:3]} {d} {y}", f"{word} {d}th, {y}"],
        "gb": [f"{d} {word} {y}", f"{d}th {word} {y}", f"{d}-{word[:3]}-{y}", f"{d} {word[:3]} {y % 100:02}"],
        "es": [f"{d} de {word} de {y}", f"{d} {word} {y}", f"{d}-{word[:3]}-{y}"],
        "de": [f"{d}. {word} {y}", f"{d:02}. {word} {y}"],
        "fr": [f"{d} {word} {y}", f"1er {word} {y}"],
    }
    return rng.choice([*plain, *words[lang], *words[lang]])


@slot("DOBISO", "DATE_OF_BIRTH")
def _birth_iso(rng: Random, lang: str) -> str:
    d, m, y = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1938, 2010)
    return rng.choice(
        [
            f"{y}-{m:02}-{d:02}",
            f"{y}-{m:02}-{d:02}",
            f"{y}{m:02}{d:02}",
            f"{y}/{m:02}/{d:02}",
            f"⟪{y}-{m:02}-{d:02}⟫T00:00:00Z",
        ]
    )
