"""What this machine bears while something runs: processor time, memory, and energy where there is a meter."""

from casewright.machine.memory import FreeMemory, free_memory
from casewright.machine.meter import Meter
from casewright.machine.processes import FoundServer, find_server
from casewright.machine.server import ServerMeter

__all__ = ["FoundServer", "FreeMemory", "Meter", "ServerMeter", "find_server", "free_memory"]
