"""Verbs with which a manual test of any product tells the tester what to do, by what they do in the flow."""

from casewright.wordlist import word_list

GOES = word_list(
    """
    access browse follow go head load navigate open visit
    """
)
"""Verbs that go to a page."""

ENTERS = word_list(
    """
    append attach check choose clear complete enter erase fill input insert key leave mark paste pick
    populate provide replace select specify supply tick toggle type uncheck untick upload write
    """
)
"""Verbs that enter or select what has to be sent off."""

SETS = word_list(
    """
    adjust advance change decrease edit increase lower modify move raise reduce set turn
    """
)
"""Verbs that change a figure."""

SENDS = word_list(
    """
    accept apply approve attempt book buy checkout confirm continue execute finalise finalize order pay
    place post proceed publish purchase register request run save search send sign-up submit subscribe
    try
    """
)
"""Verbs that send off."""

LOOKS = word_list(
    """
    assert compare ensure examine inspect let logout look monitor note notice observe read refresh
    reload return review see validate verify view wait watch
    """
)
"""Verbs that wait, go back, look."""

ACTS = word_list(
    """
    abort activate add align allow analyse analyze archive arrange ask assign assume authenticate
    authorise authorize back bid block borrow bring build calculate calibrate call cancel capture cause
    claim close collapse collect combine commit compete compose configure connect consult contact
    convert copy count cover create cross customise customize cut deactivate decline define delete
    deliver deny deploy describe deselect disable discard disconnect dismiss display divide download embed
    draft drag draw drop dump duplicate email enable end endorse exceed exchange exclude exit expand
    export extend extract feed fetch filter find finish flag format forward generate get give grade grant
    group hand hide highlight hold hover identify ignore implement import include inform initialise
    initialize initiate install insure interrupt invalidate invite invoke issue join keep kill label
    launch learn lend link list locate lock log login logon maintain make manage map match measure meet
    merge message minimise minimize mock mount mute name notify obtain offer organise organize override
    pass pause perform pin plan play pledge plug point prepare preview print process produce promote
    prompt pull query queue quit rate reach rebook receive reconnect record recover redeem redo reject
    release remove rename renew rent reopen reorder repeat reply report repost resend reserve reset
    resize resolve respond restart restore resubmit resume retrieve retry reverse revert revoke ring roll
    rotate scale scan schedule scroll seed sell separate shake share ship shorten show shut sign simulate
    skip slide sort speak split start stay stop store stream suspend swap swipe switch sync synchronise
    synchronize tag take test transfer translate trigger undo uninstall unlock unplug unpublish unselect
    unsubscribe update upgrade use vote walk withdraw work zoom
    """
)
"""Verbs that do anything else."""

CLICKS = word_list(
    """
    click double-click hit press push right-click tap
    """
)
"""Verbs for what is done to a button, a link or a part of a page."""

VERBS = GOES | ENTERS | SETS | SENDS | LOOKS | ACTS | CLICKS
"""All of them, in the base form, with which a step may begin."""
