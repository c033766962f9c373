"""Every rule for what a person typed about mail servers."""

from .company import CompanyForm
from .logs import LogFilterForm
from .server import ServerForm
from .testmail import TestForm

__all__ = ["CompanyForm", "LogFilterForm", "ServerForm", "TestForm"]
