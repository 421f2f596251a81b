"""Cases about requirements that nobody has: roles, interfaces, features and figures of another product."""

import re
from random import Random
from typing import NamedTuple

from casewright.records import CaseType, Priority, TestCase
from casewright.sabotage.sabotage import MOST_CASES, Cases, Damaged, Others, Sabotage, some_of, with_more


class _Invention(NamedTuple):
    """One invented case, and the words that tell whether a suite is about such a thing after all."""

    about: str
    type: str
    title: str
    given: str
    steps: tuple[str, ...]
    oracle: str


_INVENTIONS = (
    _Invention(
        "sap|ledger",
        "positive",
        "Entry is handed over to SAP within {n} seconds",
        "The SAP connector of client {k}00 is online with an empty queue",
        ('Save the entry as "accountant{k}@example.com"', 'Open "Transactions" in SAP client {k}00'),
        'SAP lists one posting with the reference "CW-{k}{n}" and the time stamp lies within {n} seconds.',
    ),
    _Invention(
        "fingerprint|biometric",
        "negative",
        "Unknown fingerprint is turned away",
        "The biometric reader holds {k} fingerprints of other persons",
        ("Lay the right thumb on the reader", 'Press "Continue" on the reader'),
        'The reader shows "Fingerprint not recognised." and its log counts 1 failed scan.',
    ),
    _Invention(
        "dark|theme",
        "positive",
        "Dark theme is kept after signing out",
        'The user "night{k}@example.com" has the theme "Light"',
        ('Choose "Dark" under "Appearance"', "Sign out and sign in again"),
        'The background colour is "#12{k}2{k}" on the start page and "Dark" is selected.',
    ),
    _Invention(
        "auditor|audit",
        "negative",
        "External auditor cannot change the retention period",
        'The auditor "audit{k}@example.com" has read access; the retention period is {n} months',
        ('Open "Compliance" as the auditor', 'Enter "{k}" in "Retention period"', 'Press "Apply"'),
        'The message "Auditors have read access only." is shown; the period is still {n} months.',
    ),
    _Invention(
        "webhook|callback",
        "edge_case",
        "Webhook is repeated after a timeout of the partner",
        'The webhook target "https://hooks.example.com/{k}" answers after {n} seconds',
        ('Trigger the event "record.updated"', "Wait for the second delivery"),
        "The delivery log shows two attempts {n} seconds apart, the second one with status 200.",
    ),
    _Invention(
        "loyalty|points|reward",
        "boundary",
        "Loyalty level changes at {n}00 points",
        "The member {n}17 has {n}00 points less 1 and the level Silver",
        ('Credit 1 point under "Rewards"', "Open the member card of {n}17"),
        'The card shows "Gold" and {n}00 points.',
    ),
    _Invention(
        "spreadsheet|excel|xlsx",
        "positive",
        "Monthly overview is exported to Excel with {k} sheets",
        "The archive holds figures for {k} regions",
        ('Open "Reporting"', 'Press "Export to Excel"', 'Open the file "overview.xlsx"'),
        "The file has {k} sheets, one for each region, with {n} rows in the first.",
    ),
    _Invention(
        "whatsapp|chatbot|chat",
        "positive",
        "Chatbot hands over to a human after {k} questions",
        "One agent is available in the support queue",
        ("Ask the chatbot {k} questions that it has no answer to", 'Write "human please"'),
        'The chat shows "Agent Robin has joined." and the queue counts 0 waiting customers.',
    ),
    _Invention(
        "voice|speech",
        "edge_case",
        "Spoken command with background noise of {n} decibels is understood",
        "The voice assistant is switched on and the language is Dutch",
        ('Say "next entry" next to a source of {n} decibels', "Wait {k} seconds"),
        'The assistant answers "Next entry opened." and the entry number goes up by 1.',
    ),
    _Invention(
        "regional|branch|region",
        "negative",
        "Regional manager cannot see the branches of another region",
        'The manager "north{k}@example.com" is assigned to "North"; region "South" has {n} branches',
        ('Sign in as "north{k}@example.com"', 'Open "/regions/south/branches"'),
        'The page answers with status 403 and none of the {n} branches of "South" is listed.',
    ),
    _Invention(
        "offline|synchron",
        "edge_case",
        "Changes made offline are synchronised on the tablet",
        "The tablet has been in flight mode for {n} minutes with {k} unsent changes",
        ("Switch flight mode off", 'Press "Synchronise now"'),
        'The tablet shows "{k} changes sent." and the server log holds {k} entries from it.',
    ),
    _Invention(
        "translat|language|french|german",
        "positive",
        "Labels appear in French after the language is changed",
        "The interface language is English and the French package has version {k}.{n}",
        ('Choose "Français" under "Language"', "Reload the start page"),
        'The main menu reads "Accueil", "Compte" and "Aide".',
    ),
    _Invention(
        "insurance|premium",
        "boundary",
        "Insurance premium is raised from the age of {n}",
        "The insured person turns {n} on 1 March and pays a premium of {k}2.50",
        ('Open the policy "POL-{n}{k}"', 'Press "Recalculate on 1 March"'),
        "The premium of the policy is {k}9.80 and the history names the birthday as the reason.",
    ),
    _Invention(
        "drone|vehicle|gps|fleet",
        "positive",
        "Driver's position is refreshed on the map every {n} seconds",
        'Vehicle "V-{n}" sends its position by GPS and stands at kilometre {k}',
        ('Open "Fleet map" as the dispatcher', "Wait {n} seconds"),
        'The marker of "V-{n}" has moved and its label shows a time not older than {n} seconds.',
    ),
    _Invention(
        "salesforce|crm|hubspot",
        "positive",
        "New contact is created in Salesforce",
        'Salesforce holds no contact named "Kim Sample {k}"',
        ('Add "Kim Sample {k}" under "Contacts"', 'Open "Contacts" in Salesforce'),
        'Salesforce lists "Kim Sample {k}" once, with the lead source "Import".',
    ),
    _Invention(
        "barcode|scanner",
        "negative",
        "Damaged barcode is reported by the hand scanner",
        "The hand scanner {n} is paired and its battery stands at {k}0 percent",
        ("Scan a label whose last {k} bars are covered", "Read the display of the scanner"),
        'The scanner beeps twice and displays "Unreadable code E-{n}".',
    ),
    _Invention(
        "backup|restore",
        "positive",
        "Nightly backup can be restored on the second data centre",
        "The backup of 02:{n} has the size {k} GB",
        ('Choose the backup of 02:{n} under "Maintenance"', 'Press "Restore in centre B"'),
        'The job ends with "Restored." and centre B holds the same {k} GB.',
    ),
    _Invention(
        "blockchain|wallet|crypto",
        "edge_case",
        "Crypto payment with too few confirmations stays open",
        'The wallet "w-{n}" has sent 0.0{k} BTC with 1 of {k} confirmations',
        ('Open "Incoming payments"', "Refresh the payment after one minute"),
        'The payment is listed as "1 of {k} confirmations" and no receipt has been issued.',
    ),
    _Invention(
        "parent|teacher|pupil|school",
        "negative",
        "Teacher cannot publish marks before the deadline",
        "The mark deadline of class {k}B lies {n} days ahead",
        ("Open the marks of class {k}B as the teacher", 'Press "Publish to parents"'),
        'The notice "Publishing opens in {n} days." is shown and parents see no marks.',
    ),
    _Invention(
        "subscription|trial|plan",
        "boundary",
        "Trial plan ends after exactly {n} days",
        "The trial of workspace {k}04 began {n} days ago less one minute",
        ("Advance the clock by one minute", 'Open "Plan and billing" of workspace {k}04'),
        'The plan reads "Trial ended" and "Upgrade to Team" is offered at {k}9.00 a month.',
    ),
    _Invention(
        "single sign-on|saml|active directory|sso",
        "positive",
        "User of the Active Directory group is let in by single sign-on",
        'The group "CW-Editors" has {n} members, one of them "sam{k}@example.com"',
        ("Open the portal on a computer of the domain", 'Press "Sign in with company account"'),
        'The portal greets "sam{k}" without asking for a password; the role is "Editor".',
    ),
    _Invention(
        "prescription|patient|doctor|dose",
        "negative",
        "Dose above {n} mg needs a second doctor",
        "Patient P-{n} weighs {k}0 kg and has no open prescription",
        ('Prescribe {n}1 mg under "Medication"', 'Press "Sign"'),
        'The prescription stays "Awaiting second signature" and the pharmacy has received nothing.',
    ),
    _Invention(
        "printer|print",
        "edge_case",
        "Label printer without paper keeps {k} jobs in the queue",
        'The printer "LP-{n}" is out of paper and has {k} waiting jobs',
        ("Refill the paper of the printer", 'Press "Resume"'),
        'All {k} labels are printed in the order of their jobs and "LP-{n}" is "Idle".',
    ),
    _Invention(
        "watch|wearable|bluetooth",
        "positive",
        "Smartwatch vibrates when the counter reaches {n}",
        "The watch is paired by Bluetooth and the counter stands one below {n}",
        ("Raise the counter by one", "Look at the watch"),
        'The watch vibrates once and shows "Goal of {n} reached".',
    ),
)


def _invent(suite: Cases, _: Others, share: float, rng: Random) -> Damaged:
    said = "\n".join(
        text.lower()
        for case in suite
        for text in (case.title, case.expected_result, *case.steps, *case.preconditions)
    )
    strange = [one for one in _INVENTIONS if not re.search(rf"\b(?:{one.about})", said)]
    count = len(some_of(suite, share, rng))
    chosen = rng.sample(strange, min(len(strange), count, max(0, MOST_CASES - len(suite))))
    return with_more(suite, [_case(invention, rng) for invention in chosen])


def _case(invention: _Invention, rng: Random) -> TestCase:
    figures = {"{n}": str(rng.randint(12, 89)), "{k}": str(rng.randint(3, 9))}

    def filled(text: str) -> str:
        return re.sub(r"\{[nk]\}", lambda match: figures[match[0]], text)

    return TestCase(
        id="TC-001",
        type=CaseType(invention.type),
        title=filled(invention.title),
        priority=rng.choice([Priority.HIGH, Priority.MEDIUM, Priority.LOW]),
        preconditions=(filled(invention.given),),
        steps=tuple(map(filled, invention.steps)),
        expected_result=filled(invention.oracle),
        quality_score=rng.choice([8.0, 8.5, 9.0]),
    )


SABOTAGES = (
    Sabotage(
        "invent",
        "cases are added on roles, interfaces, features and figures that the story never mentions",
        ("grounding_score",),
        "relevance",
        _invent,
    ),
)
