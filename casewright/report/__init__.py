"""The report: short in Markdown, and whole as a page (`casewright.report.html`)."""

from casewright.report.findings import Findings
from casewright.report.page import to_markdown_report

__all__ = ["Findings", "to_markdown_report"]
