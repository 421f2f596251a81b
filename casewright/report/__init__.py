"""The report in Markdown: the choice and why, how it holds on other stories, and what it rests on."""

from casewright.report.findings import Findings
from casewright.report.page import to_markdown_report

__all__ = ["Findings", "to_markdown_report"]
