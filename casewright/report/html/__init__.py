"""The report as one page of HTML that opens from disk and asks no network for anything."""

from casewright.report.html.page import to_html_report
from casewright.report.html.reading import Sources

__all__ = ["Sources", "to_html_report"]
