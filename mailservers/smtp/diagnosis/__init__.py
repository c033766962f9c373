"""Why a conversation failed, who must act and what to do: an ordered table of rules and texts in two languages.

evidence.py          a failed conversation, flattened and normalised
rule.py, rules/      the table: evidence → code
facts.py             what can be quoted: names, dates, limits, links
responsibility.py    code → who acts, which form field
texts/               code → words, one module per language and topic
"""

from .diagnosis import Diagnosis, Explanation, diagnose, explain

__all__ = ["Diagnosis", "Explanation", "diagnose", "explain"]
