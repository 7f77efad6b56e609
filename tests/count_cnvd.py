"""Count what the shared XML in a folder holds, by `re` alone: `python tests/count_cnvd.py FOLDER`."""

import re
import sys
from pathlib import Path


def count(folder: Path) -> dict[str, int]:
    """Give what the reader must find too."""
    text = "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.xml")))
    whole = re.findall(r"<vulnerability>(.*?)</vulnerability>", text, re.DOTALL)
    numbers = re.findall(r"<number>(CNVD-[0-9]{4}-[0-9]{5,6})</number>", text)
    fields = [re.findall(r"<cveNumber>([^<]*)</cveNumber>", entry) for entry in whole]
    pairs = [{c for field in entry for c in re.findall(r"CVE\W(\d{4})\W(\d{4,7})\b", field)} for entry in fields]
    return {
        "entries": len(whole),
        "pairs": sum(map(len, pairs)),
        "no severity": sum("</serverity>" not in entry for entry in whole),
        "numbers twice": len(numbers) - len(set(numbers)),
        "malformed": sum(not re.search(r"CVE\W\d{4}\W\d{4}", field) for entry in fields for field in entry),
    }


if __name__ == "__main__":
    print(*count(Path(sys.argv[1])).items(), sep="\n")  # noqa: T201
