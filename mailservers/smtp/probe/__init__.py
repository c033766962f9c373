"""Finding settings that work: by looking at a host's ports, and by trying what a failure suggests.

srv.py       where a domain says its servers are
ports.py     what one port offers
search.py    all likely places side by side, and the best of them
remedies.py  other settings after a failure, tested first
"""

from .ports import PORTS, PortReport
from .remedies import Remedy, remedies
from .search import ProbeReport, probe, why_recommended
from .srv import Place

__all__ = ["PORTS", "Place", "PortReport", "ProbeReport", "Remedy", "probe", "remedies", "why_recommended"]
