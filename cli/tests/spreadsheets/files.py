"""Files of Python's own, and what it reads of ours: `files.py FUNCTION FOLDER [NUMBER]`."""

import csv
import datetime
import json
import os
import random
import sys
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
FUNCTION, FOLDER = sys.argv[1:3]


def path(name):
    return os.path.join(FOLDER, name)


def millis(*parts):
    return round(datetime.datetime(*parts, tzinfo=SHANGHAI).timestamp() * 1000)


def count():
    return 24


def table():
    """A table of random texts in a random dialect; what is stored of it."""
    number = int(sys.argv[3])
    chance = random.Random(number)
    delimiter = chance.choice(",;\t|")
    encoding = chance.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    terminator = chance.choice(["\n", "\r\n", "\r"])
    quoting = chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
    if terminator == "\r":
        # Python puts no quotes around other line ends than its own.
        quoting = csv.QUOTE_ALL
    letters = ["a", "B", "7", '"', '""', ",", ";", "\t", "|", "\n", "\r\n", " ", "李", "ö", "，", "'", "-", "{", "[", "\\", "😀"]

    def text():
        return "".join(chance.choice(letters) for _ in range(chance.randrange(12)))

    rows = [{"name": f"n{row:03}{text()}", "number": text(), "score": chance.randrange(10**6)} for row in range(60)]
    with open(path("table.csv"), "w", newline="", encoding=encoding) as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator=terminator, quoting=quoting)
        writer.writerow(["name", "编号", "score"])
        writer.writerows([row["name"], row["number"], row["score"]] for row in rows)
    with open(path("table.csv"), newline="", encoding=encoding) as file:
        read = [row for row in csv.reader(file, delimiter=delimiter) if row][1:]
    assert [row[0] for row in read] == [row["name"] for row in rows]

    def value(text):
        # An apostrophe before a sign is a spreadsheet's.
        bare = text.lstrip("'")
        return text[1:] if text.startswith("'") and bare[:1] in tuple("=+-@\t\r\n") and bare else text

    stored = [{"name": value(name), "number": value(code), "score": int(score)} for name, code, score in read]
    for row in stored:
        if not row["number"]:
            del row["number"]
    return sorted(stored, key=lambda row: row["name"])


def workbooks():
    from openpyxl import Workbook

    files = {}

    def save(name, book, records, reasons=(), notes=()):
        book.save(path(name))
        files[name] = {"records": sorted(records, key=lambda row: row["name"]), "reasons": reasons, "notes": notes}

    book = Workbook()
    sheet = book.active
    sheet.append(["姓名", "number", "score", "active", "born", "seen", "rise", "tags", "", "home"])
    moment = datetime.datetime(2024, 1, 5, 3, 4, 5, 250000)
    sheet.append(["a", "1234567890123456789", 1.5, True, datetime.date(2024, 1, 5), moment, datetime.time(8, 30, 15), '["x"]', None, '{"city":"北京"}'])
    sheet.append(["b", 13800138000, "1,234", "是", "2024/1/5", "2024-01-05 03:04", "8:30", None, None, None])
    sheet.append([None] * 10)
    sheet.append([7, "007", -3, False, datetime.datetime(1988, 6, 1), datetime.date(1988, 6, 1)])
    sheet.append(["", None, None])
    sheet["A9"] = "c"
    sheet["L12"] = ""
    save("kinds.xlsx", book, [
        {"name": "a", "number": "1234567890123456789", "score": 1.5, "active": True, "born": millis(2024, 1, 5),
         "seen": millis(2024, 1, 5, 3, 4, 5, 250000), "rise": 30615000, "tags": ["x"], "home": {"city": "北京"}},
        {"name": "b", "number": "13800138000", "score": 1234, "active": True, "born": millis(2024, 1, 5),
         "seen": millis(2024, 1, 5, 3, 4), "rise": 30600000},
        {"name": "7", "number": "007", "score": -3, "active": False, "born": millis(1988, 6, 1), "seen": millis(1988, 6, 1)},
        {"name": "c"},
    ], notes=["column 9 has no name and is ignored where it is empty"])

    book = Workbook()
    book.epoch = datetime.datetime(1904, 1, 1)
    book.active.append(["name", "born"])
    book.active.append(["since 1904", datetime.date(2024, 1, 5)])
    save("epoch.xlsx", book, [{"name": "since 1904", "born": millis(2024, 1, 5)}])

    book = Workbook()
    sheet = book.active
    sheet.append(["name", "number", "score", "born"])
    sheet.append(["lost", 1234567890123456789, None, None])
    sheet.append(["formula error", "#DIV/0!", None, None])
    sheet["B3"].data_type = "e"
    sheet.append(["serial", None, None, 45296])
    sheet.append(["day first", None, None, "05/01/2024"])
    sheet.append(["no number", None, "1.234,5", None])
    sheet.append(["a date", None, datetime.date(2024, 1, 5), None])
    sheet.append(["too many", None, None, None, "x"])
    sheet.append(["good", "=1", 1, None])
    sheet["B9"].data_type = "s"
    save("rejects.xlsx", book, [{"name": "good", "number": "=1", "score": 1}], reasons=[
        "that a spreadsheet has shortened", "`#DIV/0!` is a formula error", "give `--dates serial`",
        "`05/01/2024` is ambiguous", "the decimal point is `.`", "it is a number, and `2024-01-05` is not",
        "it has 5 cells, but the header has 4",
    ])

    book = Workbook()
    book.active.title = "empty"
    book.create_sheet("first").append(["name"])
    book["first"].append(["of the first"])
    book.create_sheet("second").append(["name"])
    book["second"].append(["of the second"])
    save("sheets.xlsx", book, [{"name": "of the first"}], notes=["reading sheet `first` of 3; give `--sheet` for another one"])
    return files


def cells():
    from openpyxl import load_workbook

    def plain(value):
        return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)

    rows = load_workbook(path("ours.xlsx")).active.iter_rows(values_only=True)
    return [[plain(value) for value in row] for row in rows]


print(json.dumps(globals()[FUNCTION](), ensure_ascii=True))
