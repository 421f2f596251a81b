"""Words that the rules look up: verbs, what may follow one, and what tells English from other languages."""

import re

TOKEN = re.compile(r"\w+(?:['’\-]\w+)*|[&+/,.;:!?]")
"""A word, or a mark that joins or divides."""


def words(text: str) -> frozenset[str]:
    """The words of `text`, as a set to look up in."""
    return frozenset(text.split())


ARTICLES = words("a an the one any each every our my")
PRONOUNS = words("i we he she they")
RELATIVES = words("that which who whom whose what where when whether if until once as how why than while so")
DETERMINERS = words(
    """a an the my our your their its his her this that these those all any each every some one both it them
    me us him new existing specific multiple several other another what which how whether"""
)
SUBJECTS = words(
    """i we they it he she you my our their its his her the a an this that these those there no nobody
    everyone everybody users customers visitors people as any all other others each one"""
)
PUNCTUATION = frozenset("&+/,.;:!?")

VERBS = words(
    """add adjust aggregate allow analyse analyze apply approve archive ask assign attach authenticate avoid
    be begin block book browse buy calculate cancel capture change check choose clarify classify clear close
    collect compare complete conduct configure confirm connect contact convert copy create crop customise
    customize deactivate deal decide define delete deliver derive deselect determine disable discover dismiss
    display distribute do download duplicate edit email enable encrypt enter evaluate exclude execute export
    extend extract fetch fill filter find finish fix follow generate get give grant group handle have hide
    identify import include inform insert inspect install integrate invite issue join keep know leave link
    list load lock log login look maintain make manage map mark merge modify monitor move narrow navigate
    notify obtain onboard open operationalize order organise organize override pay perform pick post prepare
    prevent preview print process provide publish pull purchase push put rate read receive recommend record
    redeem redesign redirect reduce refund register reject release remind remove rename renew reopen reorder
    replace reply report request reschedule research resend reset resolve restore restrict resubmit resume
    retrieve return review revoke run save schedule scroll search see select sell send set share show sign
    skip sort specify start stop store submit subscribe support suspend switch sync take tell test track
    transfer translate turn understand undo unlock unsubscribe update upgrade upload use validate verify view
    visualise visualize watch withdraw work write"""
)
"""Base forms that a wish may begin with."""

ALSO_NO_VERBS = words(
    """access block book change check clear close comment complete contact copy design display download
    duplicate email export filter follow group import issue link list load lock log look map mark merge move
    open order pay pick plan post preview print process pull purchase push rate record refund release report
    request research reset return review run save schedule scroll search set share show sign sort start stop
    store support switch test track transfer turn update upgrade upload use view watch work"""
)
"""Base forms that are as often nouns or adjectives: verbs only where something to act on follows."""

ENGLISH = words(
    """the and of to is are be with for from this that when i want my so can should would as it by not user
    must need able if will have has their they without who"""
)
OTHER_LANGUAGES = words(
    """de la el los las un una unos que para por con quiero necesito poder como mi su se der die das und ich
    mit für ein eine einen möchte damit als wenn nicht auf zu den dem le les des du je veux afin pour avec
    dans une et mon ma tant qu il lo che voglio per di gli della come em eu quero do da não uma os ik wil het
    een van zodat voor met en jako chcę aby chci abych och att jag vill som på"""
)

NEVER_LAST = words("a an the and or my our because & + /")
"""Words that no sentence ends with."""

_IRREGULAR = words(
    """is are was were am been being has had does did can could will would shall should must may might went
    got gotten made knew known saw seen shown sent kept left paid built bought sold held told found read
    written chosen taken given put set shut lost met begun brought come came done drawn driven fell felt
    goes grown hit hidden let meant spent stood stolen thought understood won worn"""
)


def _forms(verb: str) -> tuple[str, ...]:
    stem = verb[:-1] if verb.endswith("e") else verb
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    double = stem + stem[-1]
    return verb, f"{verb}s", f"{verb}es", f"{stem}ed", f"{stem}ing", f"{double}ed", f"{double}ing"


VERB_FORMS = frozenset(form for verb in VERBS for form in _forms(verb)) | _IRREGULAR
_VERB_ENDINGS = ("ed", "ing", "n't", "ise", "ize", "ify")


def is_verb_like(word: str) -> bool:
    """Whether `word` may be some form of a verb; generous, for rules that look for the lack of one."""
    return word in VERB_FORMS or (len(word) > 4 and word.endswith(_VERB_ENDINGS))
