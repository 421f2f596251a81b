import pytest

from casewright.baseline.goal import parse_goal


@pytest.mark.parametrize(
    ("story", "headline"),
    [
        (
            "As a store manager, I want to rename a product, so that it sells.",
            "Store manager can rename a product",
        ),
        ("As an Applicant I want to Pay Fee  so that I can go on", "Applicant can pay the fee"),
        ("As anInspector  I want to Conduct Inspections", "Inspector can conduct the inspections"),
        ("As a DeveloperI want to quickly access Broker data", "Developer can quickly access Broker data"),
        ("As a user, I need to see my orders", "User can see the orders"),
        ("As a user, I'd like to be able to see my orders", "User can see the orders"),
        ("As a user I can see my orders", "User can see the orders"),
        ("Users can reset their password by e-mail", "User can reset their password by e-mail"),
        (
            "As a Publisher I would like an integration with Excel",
            "Publisher can use an integration with Excel",
        ),
        ("As a member I want the ability to hide my age", "Member can hide the age"),
    ],
)
def test_action(story: str, headline: str) -> None:
    """Every usual form of the template gives who can do what."""
    assert headline == parse_goal(story).headline


@pytest.mark.parametrize(
    ("story", "headline"),
    [
        ("As an Agency user I want historical FPDS data loaded", "Historical FPDS data are loaded"),
        ("As a user I want the D1 file to be synced with SAM", "The D1 file is synced with SAM"),
        ("As a DevOps engineer I want New Relic to provide data", "New Relic provides data"),
        ("As a clerk I want to be notified when a map changes", "The clerk is notified when a map changes"),
        ("As a user I don't want to see grants as contracts", "The user does not see grants as contracts"),
        ("As an owner I want to be sure that all mail arrives", "All mail arrives"),
        ("As an owner I want orders above €5 to be checked", "Orders above €5 are checked"),
        (
            "As a guest I want no tracking before I agree to it",
            "There is no tracking before the guest agrees to it",
        ),
    ],
)
def test_state(story: str, headline: str) -> None:
    """A thing and what shall become of it is a state, not something that the role does."""
    goal = parse_goal(story)

    assert goal.is_state
    assert headline == goal.headline


def test_role_and_addition() -> None:
    """What the story adds to a role is kept apart from its name."""
    goal = parse_goal("As a customer on a shared computer, I want to sign out of my account")

    assert goal.role == "customer"
    assert goal.a_role == "a customer on a shared computer"


def test_spoken_acronym() -> None:
    """Before an acronym the author's own article stays; elsewhere the sound decides."""
    assert parse_goal("As a FABS user I want to see pages").a_role == "a FABS user"
    assert parse_goal("As a agency user I want to see pages").a_role == "an agency user"
    assert parse_goal("As an API user I want to see pages").a_role == "an API user"


@pytest.mark.parametrize(
    ("story", "thing"),
    [
        ("As a user I want to change the quantity of a product in my basket", "the quantity of a product"),
        ("As a user I want to enter my zip code and get a list of shops", "the zip code"),
        ("As a user I want to choose a flexible pick up time", "the flexible pick up time"),
        ("As a user I want to see the names derived from codes", "the names"),
        ("As a user I want to know if my file is valid", "the result"),
        ("As a manager I want to import up to 500 new products from a file", "the new products"),
    ],
)
def test_thing(story: str, thing: str) -> None:
    """What is acted on ends where its qualifiers begin, and is definite."""
    assert thing == parse_goal(story).thing


@pytest.mark.parametrize(
    ("reason", "benefit"),
    [
        ("so that I can find my way", "find the way"),
        ("So that we can plan", "plan"),
        ("so I can plan", "plan"),
        ("so that others see it", ""),
        ("so that I can be sure", ""),
        ("", ""),
    ],
)
def test_benefit(reason: str, benefit: str) -> None:
    """A benefit counts when it is something that the role can do."""
    assert benefit == parse_goal(f"As a hiker, I want to see a map, {reason}").benefit


@pytest.mark.parametrize(
    ("role", "aim", "access"),
    [
        ("guest shopper", "see offers", "open"),
        ("user", "see offers", "open"),
        ("user", "see my offers", "own"),
        ("customer", "see offers", "signed_in"),
        ("store manager", "see offers", "restricted"),
    ],
)
def test_access(role: str, aim: str, access: str) -> None:
    """Who may do it follows from the role, and from whose data it is about."""
    assert access == parse_goal(f"As a {role}, I want to {aim} on the page").access


def test_benefit_first() -> None:
    """A story may begin with its benefit."""
    goal = parse_goal("In order to find a shop, as a hiker, I want to see a map")

    assert (goal.headline, goal.benefit) == ("Hiker can see a map", "find a shop")


def test_any_other_text() -> None:
    """A text without a goal is quoted, whatever its language."""
    goal = parse_goal("Das System soll Bestellungen nach zehn Tagen archivieren.")

    assert (
        goal.headline
    ) == "User can do what the story asks: “Das System soll Bestellungen nach zehn Tagen archivieren”"


def test_benefit_with_an_amount() -> None:
    """A full stop or a colon ends the benefit, the point in an amount does not."""
    goal = parse_goal("As a guest, I want to see the fees, so that I can save €4.90: | Fee | €4.90 |")

    assert goal.benefit == "save €4.90"


def test_code_in_a_story() -> None:
    """A call in a piece of code is no alert that somebody receives."""
    goal = parse_goal(
        "As a clerk, I want a review such as <script>alert('x')</script><b>Great</b> & <img src=x> in a list"
    )

    assert (goal.verb, goal.core) == ("see", "see a review")
