"""Energy of the processors, where Linux tells it to whoever asks (RAPL); by default it tells only root."""

from pathlib import Path

from casewright.records import Reading

POWERCAP = Path("/sys/class/powercap")
_UJ_PER_J = 1e6


class ProcessorGauge:
    """Energy of all processor packages. Its counters start again at 0 now and then, so look often."""

    def __init__(self) -> None:
        packages = sorted(POWERCAP.glob("*-rapl:[0-9]")) + sorted(POWERCAP.glob("*-rapl:[0-9][0-9]"))
        self._packages = [path for path in packages if _number(path / "energy_uj") is not None]
        self._last_uj: dict[Path, int] = {}
        self._used_uj = 0
        self._looks = 0

    def sample(self) -> None:
        """Look once at every package."""
        for package in self._packages:
            now = _number(package / "energy_uj")
            if now is None:
                continue
            used = now - self._last_uj.get(package, now)
            if used < 0:
                used += _number(package / "max_energy_range_uj") or 0
            self._used_uj += max(0, used)
            self._last_uj[package] = now
        self._looks += 1

    def energy_j(self) -> Reading:
        """From the first look to the last, whoever used the processor."""
        if not self._packages or self._looks < 2:
            return Reading(value=None, basis="not measured", reason="no processor energy meter is readable")
        count = len(self._packages)
        reason = f"{count} processor package{'s' if count != 1 else ''}, by RAPL"
        return Reading(value=self._used_uj / _UJ_PER_J, basis="measured", reason=reason)


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
