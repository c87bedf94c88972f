"""A server with the protocol of S3, and a bucket `school`. Prints the port, and ends when stdin does.

Commands on stdin, each answered by one line: `keys` lists the objects with their sizes and the numbers of their parts,
`save FOLDER` writes all objects below a folder.
"""

import json
import os
import sys

import boto3
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
_, port = server.get_host_and_port()
client = boto3.client(
    "s3",
    endpoint_url=f"http://127.0.0.1:{port}",
    region_name="us-east-1",
    aws_access_key_id="key",
    aws_secret_access_key="secret-of-the-school",
)
client.create_bucket(Bucket="school")
print(port, flush=True)
for line in sys.stdin:
    command, _, argument = line.strip().partition(" ")
    keys = {}
    for page in client.get_paginator("list_objects_v2").paginate(Bucket="school"):
        for item in page.get("Contents", []):
            # The tag of an object that came in parts ends in their number.
            parts = item["ETag"].strip('"').partition("-")[2]
            keys[item["Key"]] = [item["Size"], int(parts or 1)]
    if command == "save":
        for key in keys:
            path = os.path.join(argument, key)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            client.download_file("school", key, path)
    print(json.dumps(keys, ensure_ascii=False), flush=True)
server.stop()
