"""What stands around the name of a person: titles, greetings, labels, phrases, signatures, headings."""

import re

from casewright.pii.nametokens import INITIAL, PARTICLE, WORD

NAME = (
    rf"(?:{WORD}, {WORD}(?: {INITIAL})?(?! {WORD})|(?:{INITIAL}|"
    rf"{WORD})(?: (?:{PARTICLE} ){{0,2}}(?:{INITIAL}|"
    rf"{WORD})){{0,4}})"
)
FREE = rf"(?:(?:{PARTICLE} ){{0,2}}{NAME})"
TITLE = re.compile(
    r"(?<!\.)(?P<v>(?:(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Rev|Fr|Sr|Sra|Srta|D|Dn|Dña|Dª|"
    r"Hr|Hrn|Fr|Mme|Mlle|Me|MM|Sig|Sig\.ra|Dott|Ing|Lic|Capt|Sgt|Lt|Col|Gen|Hon|Dipl\.-Ing|"
    r"St\.Insp)\b\.?"
    r"|Mister|Missus|Doctor|Professor|Reverend|Father|Sister|Captain|Sergeant|Lieutenant|"
    r"Colonel|Judge|Senator|President|Sir|Dame|Lady|Lord|Madam|Señora?|Señorita|Don|"
    r"Doña|Doctora?|Profesora?|"
    r"Herrn?|Frau|Fräulein|Doktor|Monsieur|Madame|Mademoiselle|Maître|Docteur|Professeur|"
    r"Signora?|Signorina|Dottore|Senhora?|Pan|Pani|M\.)"
    rf" (?:(?:Dr|Prof|Ing|med|Mag)\b\.? ){{0,2}}(?P<n>{FREE}))(?!\w)"
)
GREETING = re.compile(
    r"(?:^|(?<=[\s\"'>:.!(]))(?i:hi|hello|hey|dear|good (?:morning|afternoon|evening)|"
    r"welcome(?: back)?|thanks|thank you|cheers|hola|estimad[oa]|querid[oa]|buen[oa]s "
    r"(?:d[ií]as|tardes)|bienvenid[oa]|gracias|"
    r"hallo|liebe[rs]?|guten (?:tag|morgen|abend)|moin|servus|danke|willkommen|bonjour|"
    r"bonsoir|salut|ch[eè]re?|coucou|merci|bienvenue|ciao|gentile|caro|cara|olá|oi|caro|"
    r"prezad[oa]|beste|hoi|cześć|drogi|hej)"
    rf",? (?P<v>{FREE})(?=[,!.:;\n?\"')]| ?[-–]|$| and\b)"
)
ROLE = (
    r"assignee|reporter|owner|author|contact(?: person)?|customer|client|patient|employee|"
    r"manager|reviewer|approver|requester|requestor|recipient|sender|tester|card ?holder|"
    r"account ?holder|holder|payee|"
    r"beneficiary|insured|tenant|guest|passenger|driver|student|teacher|nurse|physician|"
    r"doctor|applicant|candidate|signatory|attendees?|participants?|organi[sz]er|member|"
    r"buyer|seller|lead|user|person|assigned to|"
    r"approved by|reviewed by|signed by|created by|reported by|written by|updated by|"
    r"modified by|requested by|tested by|prepared by|submitted by|(?:co-)?authored[ -]by|attn|attention|cc|"
    r"from|to|by|bill to|ship to|sold to|"
    r"cliente|paciente|empleado|empleada|titular|responsable|solicitante|autor|autora|"
    r"contacto|asignado a|firmado por|creado por|aprobado por|revisado por|remitente|"
    r"destinatario|"
    r"kunde|kundin|patientin?|mitarbeiter(?:in)?|inhaber(?:in)?|ansprechpartner(?:in)?|"
    r"verfasser(?:in)?|autor(?:in)?|bearbeiter(?:in)?|empfänger(?:in)?|absender(?:in)?|"
    r"kontoinhaber(?:in)?|zuständig|"
    r"cliente?|titulaire|responsable|auteure?|destinataire|expéditeur|employée?|assigné "
    r"à|signé par|approuvé par|créé par|demandeur"
)
NAME_KEY = (
    r"(?:(?:full|first|last|given|family|middle|legal|maiden|preferred|display|customer|"
    r"client|patient|contact|employee|person|person's|user's|owner|author|holder|card ?_?holder|"
    r"account ?_?holder|recipient|sender|driver|guest|"
    r"member|passenger|beneficiary|payee|student|teacher|manager|billing|shipping|tenant|"
    r"applicant|emergency contact|mother's|father's|spouse|f|l|sur|fore)[ _-]?)?names?|"
    r"surname|forename|"
    r"nombre(?: completo| y apellidos| del? \w+)?|apellidos?|primer apellido|segundo "
    r"apellido|nom(?: complet| de famille| du \w+)?|pr[ée]noms?|nom et prénom|vor-? ?(?:und "
    r")?(?:nach)?name|nachname|familienname|vollständiger name|"
    r"nome(?: completo)?|cognome|sobrenome|apelido|naam|voornaam|achternaam|imię|nazwisko|imię i nazwisko"
)
SEPARATED = re.compile(rf"[:=]>?\s{{0,2}}[\"'`]?(?P<v>{FREE})(?!\w|[@/\\=(])")
KEY = re.compile(
    rf"(?i)(?<![\w.-])(?:{NAME_KEY}|{ROLE}|"
    r"[\w-]{0,20}(?:full|first|last|given|family|sur|fore|middle|display|customer|patient|"
    r"client|holder)[_-]?name)$"
)
TAGGED = re.compile(rf"<(?P<k>[\w-]{{2,30}})>\s?(?P<v>{FREE})\s?</")
BORN = re.compile(
    rf"(?P<v>{WORD}(?: (?:{PARTICLE} ){{0,2}}(?:{INITIAL}|{WORD})){{1,3}})"
    r"(?=,? \(?(?:(?:was )?born\b|naci[oó]\b|nacid[oa]\b|geboren\b|"
    r"geb\.|(?:est )?née?\b|b\. \d))"
)
ENVELOPE = re.compile(
    rf"(?:^|(?<=\n))(?P<v>{WORD}(?: (?:{PARTICLE} ){{0,2}}(?:{INITIAL}|{WORD})){{1,3}})"
    r"(?=(?:,? ?\n|, )<ADDRESS_\d)"
)
"""The addressee above an address that an earlier reading has replaced."""
LOWER = re.compile(r"[:=]\s{0,2}[\"'`]?(?P<v>[a-zß-ÿ'-]{2,20}(?: [a-zß-ÿ'-]{2,20}){1,3})(?![\w@])")
SAID = re.compile(
    r"(?<![\w.-])(?i:my name is|name is|name's|i am called|is called|are called|named|"
    r"called|goes by|known as|me llamo|se llama|mi nombre es|llamad[oa]|de nombre|ich "
    r"heiße|ich bin|heißt|mein name ist|namens|je m'appelle|s'appelle|"
    r"mon nom est|nommée?|dénommée?|mi chiamo|si chiama|meu nome é|chamo-me|mijn naam "
    r"is|(?:first|last|given|family|full|middle) name(?: is| as| of| to| set to)?|surname(?: "
    r"is| as| of)?|nombre(?: es)?|apellidos?(?: es)?|"
    r"prénom(?: est)?|nom(?: est)?|vorname[n]?(?: ist)?|nachname[n]?(?: ist)?|(?:full "
    r"|first |last |customer |patient |contact )?name(?: of)?|this is|signed by|written "
    r"by|authored by|on behalf of|care of|c/o|"
    r"reviewed by|approved by|created by|reported by|assigned to|submitted by|requested "
    r"by|prepared by|firmado por|lo firma|la firma|firma|unterschrieben von|von herrn|"
    r"von frau|signé par|attn:?|regards to)"
    rf" [\"'`]?(?P<v>{FREE})(?!\w|[@/\\=(])"
)
SIGNATURE = re.compile(
    r"(?i:(?:best|kind|warm|many)?\s?regards|(?:yours )?(?:sincerely|faithfully|truly)|"
    r"best(?: wishes)?|cheers|thanks(?: a lot)?|thank you|many thanks|respectfully|love|"
    r"atentamente|un saludo|saludos(?: cordiales)?|un abrazo|gracias|"
    r"mit freundlichen grüßen|(?:viele|beste|liebe|herzliche|freundliche) grüße|mfg|"
    r"lg|vg|gruß|hochachtungsvoll|cordialement|bien (?:à vous|cordialement)|salutations|"
    r"sincères salutations|amicalement|cordiali saluti|atenciosamente|met vriendelijke "
    r"groet|signed|s/)"
    rf",?:?\s{{0,3}}\n\s{{0,4}}(?:[-–—~/]{{1,3}}\s?)?(?P<v>{FREE})(?=\s|[,.]|$)"
)
DASHED = re.compile(
    rf"(?:^|\n)\s{{0,4}}[-~]{{1,3}}\s?(?P<v>{WORD} (?:{PARTICLE} )?{WORD})(?=\s{{0,3}}(?:$|\n|,))"
)
HEADING = re.compile(
    rf"(?i)(?:{NAME_KEY}|{ROLE}|\w{{0,20}}[ _](?:full|first|last)?_?name|(?:first|last|"
    rf"full|sur|given|family|customer|client|patient)name)"
)
NOT_A_PERSON = re.compile(
    r"(?i)(?:file|host|domain|product|project|table|field|column|class|screen|event|"
    r"team|company|brand|role|group|test|app|database|db|user|service|server|feature|"
    r"page|report|menu|button|plan|course|item|category|city|country|street|bank)[ _-]?name$"
)
CELL = re.compile(rf"{FREE}")
