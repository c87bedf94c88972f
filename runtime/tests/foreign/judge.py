"""Which records each filter finds, by the parser of the package odata-query.

Reads [{"records": [..], "filters": [..]}, ..] and prints the ids that each filter finds, one list for each filter.
The filters are percent-encoded.
"""

import json
import operator
import sys
from urllib.parse import unquote

from odata_query import ast
from odata_query.grammar import ODataLexer, ODataParser

ORDER = {ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Lt: operator.lt, ast.LtE: operator.le}
SEARCH = {"contains": str.__contains__, "startswith": str.startswith, "endswith": str.endswith}
# OData takes letters of any script in names; this parser takes English ones.
NAMES = {"备注": "note"}


def finds(node, record):
    match node:
        case ast.BoolOp(ast.And(), left, right):
            return finds(left, record) and finds(right, record)
        case ast.BoolOp(ast.Or(), left, right):
            return finds(left, record) or finds(right, record)
        case ast.UnaryOp(ast.Not(), inner):
            return not finds(inner, record)
        case ast.Call(ast.Identifier(function), [ast.Identifier(name), ast.String(part)]):
            value = record[name]
            return value is not None and SEARCH[function](value, part)
        case ast.Compare(comparator, ast.Identifier(name), literal):
            return compares(comparator, record[name], literal.py_val)
    raise ValueError(f"not a condition: {node}")


def compares(comparator, value, operand):
    # A missing value is unlike every other one.
    if isinstance(comparator, ast.Eq):
        return same(value, operand)
    if isinstance(comparator, ast.NotEq):
        return not same(value, operand)
    return value is not None and ORDER[type(comparator)](value, operand)


def same(value, operand):
    # To Python, 1 is true.
    return isinstance(value, bool) == isinstance(operand, bool) and value == operand


def parsed(encoded):
    # Every other part is a literal, which stays as it is. A doubled quote ends one and begins the next.
    parts = unquote(encoded, errors="strict").split("'")
    for name, plain in NAMES.items():
        parts[::2] = [part.replace(name, plain) for part in parts[::2]]
    return ODataParser().parse(ODataLexer().tokenize("'".join(parts)))


def main():
    verdicts = []
    for group in json.load(sys.stdin):
        records = [{NAMES.get(name, name): value for name, value in record.items()} for record in group["records"]]
        for encoded in group["filters"]:
            condition = parsed(encoded)
            verdicts.append([record["_id"] for record in records if finds(condition, record)])
    json.dump(verdicts, sys.stdout)


main()
