"""Families of actions: what usually proves each kind, what usually goes wrong, and where its edge lies.

In the texts, {thing} is what is acted on and {a_role} who acts, each with its article.
"""

import re
from dataclasses import dataclass

from casewright.baseline.wording import words


@dataclass(frozen=True, kw_only=True)
class Family:
    """One kind of action, and the test ideas that go with it."""

    verbs: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None
    """Phrases that belong here whatever their verb."""
    given: str
    prepare: str
    oracle: str
    bad: tuple[str, str, str]
    """The usual misuse: title, step, expected result."""
    edge: tuple[str, str, str, str]
    """The usual edge: title, precondition, step, expected result."""
    edge_comes_last: bool = False
    """Whether the edge's step follows the action, as a second press of a button does."""
    changes_data: bool = True
    """Whether a lost connection can leave something half done."""


def _phrase(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


SIGN_IN = Family(
    verbs=words("authenticate login logon logout"),
    pattern=_phrase(
        r"^(?:sign|log)(?:ged|ned)? (?:in|on|out|into|back)\b"
        r"|^the .+ (?:is|are) (?:signed|logged) (?:in|out)\b"
    ),
    given="An active account with the password “Right-Pass-2024” exists",
    prepare="Enter the name and the password of the account",
    oracle="The session has the state that the story asks for, and the page header shows it.",
    bad=(
        "Wrong password opens no session",
        "Enter the password “Wrong-Pass-2024”",
        "A message says that the name or the password is wrong; no session is opened.",
    ),
    edge=(
        "Ended session gives nothing away through the browser's back button",
        "A session that has just ended",
        "Press the browser's back button",
        "The sign-in page is shown and no data of the account can be read.",
    ),
    edge_comes_last=True,
)
NOTIFY = Family(
    verbs=words("notify remind alert inform"),
    pattern=_phrase(
        r"^(?:get|receive) .*(?:\bnotif|\be-?mail|\breminder|\balert(?!\()|\bmessage)"
        r"|^the [\w -]+ is (?:notified|e-?mailed|reminded|alerted|told|informed|sent)\b"
    ),
    given="An inbox that can be read is on file for {a_role}",
    prepare="Trigger the event that the story names",
    oracle="Exactly one message arrives in the inbox on file, and it names the event.",
    bad=(
        "No message is sent for an event of another kind",
        "Trigger an event that the story does not name",
        "0 messages arrive in the inbox on file.",
    ),
    edge=(
        "Message outlives a pause of the delivery service",
        "The delivery service is stopped",
        "Start the delivery service again after the event",
        "Exactly one message arrives after the restart; it is neither lost nor doubled.",
    ),
    edge_comes_last=True,
)
IMPORT = Family(
    verbs=words("import upload load attach ingest migrate"),
    pattern=_phrase(r"^get .* into "),
    given="A file “sample-3.csv” with three complete records is at hand",
    prepare="Choose the file “sample-3.csv”",
    oracle="A summary reports 3 records, and all three appear with the values of the file.",
    bad=(
        "File of another type is refused instead of {thing}",
        "Choose a file “picture.exe” of a type that is not supported",
        "A message names the supported file types; 0 records are added.",
    ),
    edge=(
        "Empty file in place of {thing} is reported as empty",
        "A file “empty.csv” of 0 bytes is at hand",
        "Choose the file “empty.csv”",
        "A message says that the file is empty; 0 records are added.",
    ),
)
EXPORT = Family(
    verbs=words("download export print generate output extract"),
    given="The test data behind {thing} hold three records, one of them with the text “Zoë, 50 %”",
    prepare="Open the page that offers {thing}",
    oracle="A file is delivered that opens without an error and holds the same three records as the page.",
    bad=(
        "Missing source data produce a message in place of {thing}",
        "Remove the data that {thing} would be made of",
        "A message says that there are no data to deliver; no file is created.",
    ),
    edge=(
        "Special characters survive in {thing}",
        'One record contains the text “Zoë; "A,B" €5”',
        "Include the record with the special characters",
        'The delivered file shows the text “Zoë; "A,B" €5” unchanged in one field.',
    ),
    changes_data=False,
)
SEARCH = Family(
    verbs=words("search find query lookup research locate"),
    pattern=_phrase(r"^(?:do|run|perform|use) .*\bsearch|^look (?:up|for)\b"),
    given="Two stored entries contain the word “Alpha” and a third does not",
    prepare="Enter the term “Alpha”",
    oracle="Exactly the two entries that contain “Alpha” are listed; the third is absent.",
    bad=(
        "Blank term starts no search for {thing}",
        "Leave the search term empty",
        "A message asks for a term; no list of results is opened.",
    ),
    edge=(
        "Term without a match gives an empty list that explains itself",
        "No stored entry contains the word “zzqx”",
        "Enter the term “zzqx”",
        "The list holds 0 entries and a message says that nothing was found.",
    ),
    changes_data=False,
)
FILTER = Family(
    verbs=words("filter sort narrow order group aggregate normalise normalize compare"),
    given="Three entries with the values 1, 2 and 3 exist",
    prepare="Open the list with all three entries",
    oracle="The list shows exactly the entries that meet the chosen condition, in the chosen order.",
    bad=(
        "Condition of the wrong type changes nothing in {thing}",
        "Enter the text “abc” where a number is asked for",
        "A message names the kind of value that is expected; the former list stays.",
    ),
    edge=(
        "Condition without a match leads back to the whole list",
        "No entry has the value 9",
        "Choose the value 9 as condition",
        "The list holds 0 entries, and clearing the condition brings all 3 back.",
    ),
    changes_data=False,
)
PAY = Family(
    verbs=words("pay purchase buy order checkout donate refund tip charge transfer"),
    pattern=_phrase(r"^check out\b|^the [\w -]+ is charged\b"),
    given="An amount of 25.00 is due",
    prepare="Enter the details of the accepted test card 4242 4242 4242 4242",
    oracle="A receipt over 25.00 is shown, and exactly one payment of that amount is booked.",
    bad=(
        "Declined card books no payment",
        "Enter the details of a test card that the bank declines",
        "A message says that the card was declined; 0 payments are booked.",
    ),
    edge=(
        "Second press of the pay button books no second payment",
        "The answer of the payment service takes 5 seconds",
        "Press the pay button twice within one second",
        "Exactly one payment is booked and one receipt is shown.",
    ),
    edge_comes_last=True,
)
BOOK = Family(
    verbs=words("book schedule reserve arrange plan"),
    given="One free slot exists tomorrow at 10:00",
    prepare="Choose the slot tomorrow at 10:00",
    oracle="A confirmation names tomorrow at 10:00, and the slot is no longer offered to others.",
    bad=(
        "Time in the past is refused",
        "Choose a time of yesterday",
        "A message says that the time has passed; nothing is entered in the calendar.",
    ),
    edge=(
        "Two people who want the same slot do not both get it",
        "Two sessions have the slot tomorrow at 10:00 open",
        "Confirm the slot in the second session first",
        "Exactly one entry exists for the slot; the first session is told that it is taken.",
    ),
)
SEND = Family(
    verbs=words(
        "send share email contact communicate reply message invite resend report forward respond answer ask"
    ),
    given="A recipient whose inbox can be read exists",
    prepare="Enter the text “Test message 1”",
    oracle="A confirmation is shown, and the recipient gets “Test message 1” exactly once.",
    bad=(
        "Unreachable recipient is reported, and nothing is sent",
        "Enter the recipient “nobody@”",
        "A message beside the recipient names the fault; nothing is sent.",
    ),
    edge=(
        "Second press of the send button delivers nothing twice",
        "The connection is slowed down to 5 seconds for an answer",
        "Press the send button twice within one second",
        "The recipient gets exactly one copy.",
    ),
    edge_comes_last=True,
)
DELETE = Family(
    verbs=words(
        "delete remove cancel close archive clear unsubscribe revoke withdraw deactivate hide block stop"
    ),
    given="Two entries exist: the one meant by {thing}, and a similar one",
    prepare="Select {thing}",
    oracle="A confirmation is shown, the selected entry has left the list, and the similar one is unchanged.",
    bad=(
        "Dismissed confirmation leaves {thing} in place",
        "Dismiss the question that asks for a confirmation",
        "The entry is still in the list, and its content is unchanged.",
    ),
    edge=(
        "Entry that is already gone is reported as gone",
        "A second session has just completed the same action on {thing}",
        "Keep the first session on its outdated page",
        "A message says that the entry no longer exists; no other entry is touched.",
    ),
)
DECIDE = Family(
    verbs=words("approve assign issue moderate evaluate process grant release conduct resolve"),
    given="One open item that concerns {thing} is waiting",
    prepare="Open the waiting item",
    oracle="The item shows its new state with the acting person and the time, and is no longer open.",
    bad=(
        "Item without the required details cannot be settled",
        "Leave every required field of the item empty",
        "A message names each missing detail; the item stays open.",
    ),
    edge=(
        "Two people who settle one item at once do not overrule each other",
        "Two sessions have the same open item on screen",
        "Settle the item in the second session first",
        "The first session is told that the item is settled; the recorded outcome is the second session's.",
    ),
)
CHOOSE = Family(
    verbs=words(
        "choose select pick mark click apply press save bookmark tag vote rate denote designate indicate"
    ),
    given="Two different choices are offered, and neither is active",
    prepare="Open the page that offers the choices",
    oracle="The choice is shown as active, and it is still active after a reload.",
    bad=(
        "Nothing chosen changes nothing",
        "Leave every choice unmarked",
        "A message asks for a choice; the stored state is unchanged.",
    ),
    edge=(
        "Choice that is withdrawn meanwhile is not accepted",
        "A second session withdraws the first choice while the page is open",
        "Keep the outdated page on screen",
        "A message says that the choice is no longer offered; the stored state is unchanged.",
    ),
)
EDIT = Family(
    verbs=words(
        """edit update change modify rename correct customise customize set manage maintain move translate map
        reset configure redesign extend turn link replace reclassify resubmit handle track denote describe
        adjust convert switch merge restore keep"""
    ),
    given="The test data hold {thing} with the old value “Old 1”",
    prepare="Enter the new value “New 2”",
    oracle="A confirmation is shown; after a reload “New 2” stands in place of “Old 1”.",
    bad=(
        "Emptied required field leaves the old value of {thing} in force",
        "Clear every required field",
        "A message names each required field; after a reload “Old 1” is still shown.",
    ),
    edge=(
        "Change made in two sessions at once is not lost without a word",
        "Two sessions have {thing} open with the value “Old 1”",
        "Save the value “Other 3” in the second session first",
        "The first session is told of the conflict, and “Other 3” is not overwritten without a warning.",
    ),
)
VIEW = Family(
    verbs=words(
        """view see read browse check access scroll monitor know understand review preview visualize visualise
        look obtain get receive have watch follow inspect determine discover"""
    ),
    pattern=_phrase(r"^find out\b"),
    given="The test data hold two known records for {thing}",
    prepare="Open the page where the story takes place",
    oracle="Both known records are shown with the stored values; none is missing and none appears twice.",
    bad=(
        "Unknown identifier shows “not found” in place of {thing}",
        "Replace the identifier in the page address by “does-not-exist”",
        "A “not found” message is shown, and the page contains no data of other records.",
    ),
    edge=(
        "Empty state explains itself when there is nothing to show",
        "The test data hold 0 records for {thing}",
        "Open the page where the story takes place",
        "The page says that there is nothing to show yet; no error code appears.",
    ),
    changes_data=False,
)
CREATE = Family(
    verbs=words(
        """add create register open subscribe submit post write record store publish include log capture join
        request onboard embed package design develop specify list provide fill enter give perform fulfil
        put make insert propose start begin comment show display"""
    ),
    given="No entry named “Sample A” exists",
    prepare="Fill in every required field with the name “Sample A”",
    oracle="A confirmation is shown, and “Sample A” appears exactly once with the entered values.",
    bad=(
        "Missing required data are named, and nothing is stored for {thing}",
        "Leave every required field empty",
        "A message beside each required field names what is missing; nothing is stored.",
    ),
    edge=(
        "Repeated submission stores {thing} only once",
        "The connection is slowed down to 5 seconds for an answer",
        "Press the submit button twice within one second",
        "Exactly one entry is stored and one confirmation is shown.",
    ),
    edge_comes_last=True,
)
CHECK = Family(
    verbs=words("validate verify assess prove"),
    given="One record without a fault and one with the required value left out exist",
    prepare="Choose the record without a fault",
    oracle="A report over 1 record with 0 faults is shown.",
    bad=(
        "Fault in {thing} is reported with its place",
        "Choose the record with the missing value",
        "A report names 1 fault, its place and the missing value.",
    ),
    edge=(
        "Nothing to examine is not reported as free of faults",
        "The chosen data hold 0 records",
        "Choose the data with 0 records",
        "A message says that there was nothing to examine.",
    ),
    changes_data=False,
)
USE = Family(
    verbs=words("use integrate connect call install attend"),
    given="Sample data for {thing} with a known result are at hand",
    prepare="Open {thing} with the sample data",
    oracle="The known result of the sample data is produced, and no error message appears.",
    bad=(
        "Damaged input to {thing} is refused with a reason",
        "Replace the sample data by a file with 10 random bytes",
        "A message names the fault and its place; no result is stored.",
    ),
    edge=(
        "Failure of {thing} is reported as a failure",
        "The service behind {thing} is stopped",
        "Wait for the answer",
        "A message says that the service is unavailable; data stored before are unchanged.",
    ),
    edge_comes_last=True,
    changes_data=False,
)
STATE = Family(
    given="One record that the story covers and one that it does not cover exist",
    prepare="Trigger the process that concerns {thing}",
    oracle="",
    bad=(
        "Incomplete record does not pass as complete",
        "Remove one required value from the covered record",
        "The record is reported with the name of the missing value; no other record is changed.",
    ),
    edge=(
        "Second run of the same process changes nothing more",
        "The process that concerns {thing} has run once to its end",
        "Start the same process again",
        "The second run reports 0 changes, and each record still exists exactly once.",
    ),
)
OTHER = Family(
    given="A test environment with known sample data is ready",
    prepare="Open the part of the system that the story is about",
    oracle="A confirmation names what was done, and the sample data show the result after a reload.",
    bad=(
        "Request without required data is refused",
        "Leave every required field empty",
        "A message names what is missing; the sample data are unchanged.",
    ),
    edge=(
        "Repeated request has the effect of one",
        "The connection is slowed down to 5 seconds for an answer",
        "Send the same request twice within one second",
        "The result exists exactly once.",
    ),
    edge_comes_last=True,
)

# A phrase decides before a verb does: "get a reminder" is no plain "get".
_BY_PHRASE = (SIGN_IN, NOTIFY, IMPORT, VIEW, SEARCH, PAY)
_BY_VERB = {
    verb: family
    for family in (
        SIGN_IN, NOTIFY, IMPORT, EXPORT, SEARCH, FILTER, PAY, BOOK, SEND, DELETE, DECIDE, CHOOSE, EDIT, VIEW,
        CREATE, CHECK, USE,
    )
    for verb in family.verbs
}  # fmt: skip

VERBS = frozenset(_BY_VERB)
"""Every verb that has a family."""


def family_of(verb: str, phrase: str) -> Family:
    """The family of an action; of a state, when there is no verb."""
    for family in _BY_PHRASE:
        if family.pattern is not None and family.pattern.search(phrase):
            return family
    return _BY_VERB.get(verb, OTHER) if verb else STATE
