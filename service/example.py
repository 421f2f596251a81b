"""What the API's documentation shows, to be sent as it stands."""

from pydantic.config import JsonDict

STORY = "As a shopper, I want to save my basket, so that I can order tomorrow."
CASE: JsonDict = {
    "id": "TC-001",
    "type": "positive",
    "title": "A basket that was saved is there the day after",
    "priority": "high",
    "preconditions": ["The basket holds one kettle"],
    "steps": ['Press "Save basket"', "Open the basket the day after"],
    "expected_result": "The basket still holds one kettle",
    "quality_score": 8,
}
