"""What is kept of production, where SERVICE_RECORDS says so: stories, what became of them, and feedback.

`python -m service.production` looks after the file, and makes test data and reports of it.
"""

from service.production.kept import Unanswered
from service.production.records import CHAMPION, Records, check_records, open_records

__all__ = ["CHAMPION", "Records", "Unanswered", "check_records", "open_records"]
