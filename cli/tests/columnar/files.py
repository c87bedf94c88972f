"""What Python's packages make of our files, and files of theirs: `python3 files.py FUNCTION FOLDER`, prints JSON."""

import datetime
import decimal
import json
import sys

FOLDER = sys.argv[2]


def ours():
    """The types and some values of `backup` and `arrow`, each read as a directory, and of `parts` by its partitions."""
    import pyarrow
    import pyarrow.dataset
    import pyarrow.parquet

    answer = {}
    for name, read in [
        ("parquet", lambda: pyarrow.parquet.read_table(f"{FOLDER}/backup/pupil")),
        ("arrow", lambda: pyarrow.dataset.dataset(f"{FOLDER}/arrow/pupil", format="ipc").to_table()),
        ("parts", lambda: pyarrow.parquet.read_table(f"{FOLDER}/parts/pupil")),
    ]:
        table = read()
        rows = sorted(table.to_pylist(), key=lambda row: row["_id"])
        row = next(row for row in rows if row["_id"] == "p00003")
        answer[name] = {
            "types": {field.name: str(field.type) for field in table.schema},
            "rows": table.num_rows,
            "row": json.loads(json.dumps(row, default=str)),
            "days": [str(row["born"]) for row in rows if row["born"] is not None],
            "sum": str(sum(row["big"] for row in rows if row["big"] is not None)),
        }
    file = pyarrow.parquet.ParquetFile(f"{FOLDER}/backup/pupil/part-00001.parquet")
    answer["compression"] = file.metadata.row_group(0).column(1).compression
    return answer


def foreign():
    """Files of pandas and pyarrow, with types that ours do not have."""
    import pandas
    import pyarrow
    import pyarrow.feather
    import pyarrow.parquet

    frame = pandas.DataFrame(
        {
            "name": ["甲", None, "丙"],
            "score": pandas.Series([1.5, None, 3], dtype="float32"),
            "big": pandas.Series([1, None, 1234567890123456789], dtype="Int64"),
            "active": pandas.Series([True, None, False], dtype="boolean"),
            "seen": pandas.to_datetime(["2024-09-05T12:00:00.123Z", None, "1991-07-01T00:00:00Z"], format="ISO8601"),
            "city": pandas.Categorical(["北京", None, "西安"]),
            "tags": [["甲", "乙"], None, []],
            "home": [{"city": "西安"}, None, {"city": "北京"}],
            "born": [datetime.date(1988, 7, 1), None, datetime.date(2024, 9, 1)],
            "rise": [datetime.time(12, 34, 56), None, datetime.time(0, 0)],
        }
    )
    frame.index = [7, 8, 9]
    frame.to_parquet(f"{FOLDER}/pandas.parquet")
    table = pyarrow.table(
        {
            "姓名": pyarrow.array(["一", "二"], pyarrow.large_utf8()),
            "score": pyarrow.array([decimal.Decimal("1.25"), decimal.Decimal("-2.00")], pyarrow.decimal128(20, 2)),
            "big": pyarrow.array([decimal.Decimal("1234567890123456789"), 7], pyarrow.decimal128(19, 0)),
            "seen": pyarrow.array([1725510896789000, None], pyarrow.timestamp("us", "UTC")),
            "born": pyarrow.array([datetime.datetime(1986, 5, 4), datetime.datetime(1950, 1, 1)], pyarrow.timestamp("ns")),
            "city": pyarrow.array(["西安", "北京"]).dictionary_encode(),
            "tags": pyarrow.array([["a"], ["b", None]], pyarrow.large_list(pyarrow.large_utf8())),
            "rise": pyarrow.array([45296000000, 0], pyarrow.time64("us")),
            "home": pyarrow.array([[("city", "西安")], []], pyarrow.map_(pyarrow.utf8(), pyarrow.utf8())),
        }
    )
    pyarrow.parquet.write_table(table, f"{FOLDER}/pyarrow.parquet", compression="gzip")
    pyarrow.feather.write_feather(table, f"{FOLDER}/pyarrow.feather", compression="lz4")
    with pyarrow.ipc.new_stream(f"{FOLDER}/stream.arrow", table.schema) as stream:
        stream.write_table(table)
    small = pyarrow.table({"name": ["x"], "big": pyarrow.array([5], pyarrow.int8()), "score": pyarrow.array([2], pyarrow.uint16())})
    for codec in ["snappy", "brotli", "lz4", "zstd", "none"]:
        pyarrow.parquet.write_table(small, f"{FOLDER}/{codec}.parquet", compression=codec)
    return {}


def unsuitable():
    """Files whose columns, or single values, do not fit."""
    import pyarrow
    import pyarrow.parquet

    def write(file, **columns):
        pyarrow.parquet.write_table(pyarrow.table(columns), f"{FOLDER}/{file}.parquet")

    write("number-in-text", name=pyarrow.array([1, 2]))
    write("text-in-number", score=pyarrow.array(["1"]))
    write("bytes", name=pyarrow.array([b"x"]))
    write("duration", score=pyarrow.array([1], pyarrow.duration("s")))
    write("unknown", nmae=pyarrow.array(["x"]))
    write("list", tags=pyarrow.array([[1]]))
    write("member", home=pyarrow.array([{"city": 1}]))
    write("flag", active=pyarrow.array([1]))
    write(
        "values",
        name=pyarrow.array(["好", "坏", "坏", "坏", "好"]),
        score=pyarrow.array([1.0, float("nan"), 2.0, 3.0, 4.0]),
        seen=pyarrow.array([0, 0, 1_500, 0, 0], pyarrow.timestamp("us", "UTC")),
        big=pyarrow.array([1.0, 1.0, 1.0, 1.5, 2.0]),
    )
    return {}


print(json.dumps(globals()[sys.argv[1]](), ensure_ascii=False))
