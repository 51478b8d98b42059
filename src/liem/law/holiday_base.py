"""Writes `holidays_vn.json` anew from the `holidays` package: `python -m liem.law.holiday_base`.

Run after the package is updated; a test fails while file and package disagree.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any, Final

from liem.law.calendar import BASE_FILE

FIRST_YEAR: Final = 2015
LAST_YEAR: Final = 2036


def from_package() -> dict[str, Any]:
    """Give the base calendar of the installed package: named free days, and worked weekend days."""
    from importlib.metadata import version

    import holidays

    vietnam = holidays.country_holidays("VN", years=range(FIRST_YEAR, LAST_YEAR + 1), language="vi")
    off = {day.isoformat(): str(name) for day, name in sorted(vietnam.items())}
    on = [
        day.isoformat()
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
        for day in (
            date.fromordinal(n)
            for n in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
        )
        if day.weekday() >= 5 and vietnam.is_working_day(day)
    ]
    return {
        "package": f"holidays {version('holidays')}",
        "first": f"{FIRST_YEAR}-01-01",
        "last": f"{LAST_YEAR}-12-31",
        "off": off,
        "on": on,
    }


def main() -> int:
    """Write the file."""
    BASE_FILE.write_text(json.dumps(from_package(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
