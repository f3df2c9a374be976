#!/bin/sh
# moto 5.2.5 (Python 3.11), the double of AWS that most tests of SNS run on: it signs messages with a real key and
# serves the certificate, but leaves Subject out of the signed text, where SNS puts it between MessageId and Timestamp.
# A checker that follows Amazon's description takes its messages without a subject and refuses each one with a subject,
# and one that forgot the subject passes every test. CloudWatch's alarms all have a subject. It also delivers to an http
# endpoint at once, without a SubscriptionConfirmation and without the x-amz-sns-message-type header that routes
# dispatch on.
#
# Seen (does the signature of a message verify over Amazon's text; over the text without Subject?):
#   published without a subject   yes  yes
#   published with one            no   yes
#   bodies sent, and headers of SNS among theirs: 2 Notifications, none
#
# Here: messages are signed by a key of our own over Amazon's text (tests/unit/api/auth/signatures/test_sns.py:
# test_what_amazon_signed_counts, test_a_message_without_a_subject_counts).
#
# Needs python3 with venv and pip. moto and the receiver listen on loopback; everything is made in a folder that is
# removed at the end. Fails when a newer release behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check "moto[server,sns]==5.2.5" boto3==1.44.5 cryptography==50.0.2
cat > "$folder/seen.py" <<'PYTHON'
import base64
import json
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
from botocore.config import Config
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from moto.server import ThreadedMotoServer

received, headers = [], []
AMAZONS = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")


class Endpoint(BaseHTTPRequestHandler):
    def do_POST(self):
        headers.extend(name for name in self.headers if name.lower().startswith("x-amz-sns"))
        received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def verifies(message, names):
    """The certificate lies on moto's own address, for who asks as a client of SNS."""
    path = message["SigningCertURL"].rpartition("/")[2]
    asks = {"Authorization": "AWS4-HMAC-SHA256 Credential=a/20261129/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=x"}
    with urllib.request.urlopen(urllib.request.Request(f"{moto}/{path}", headers=asks)) as answer:
        key = x509.load_pem_x509_certificate(answer.read()).public_key()
    text = "".join(f"{name}\n{message[name]}\n" for name in names if name in message)
    try:
        key.verify(base64.b64decode(message["Signature"]), text.encode(), PKCS1v15(), SHA256())
        return "yes"
    except InvalidSignature:
        return "no"


endpoint = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
threading.Thread(target=endpoint.serve_forever, daemon=True).start()
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
moto = "http://%s:%d" % server.get_host_and_port()
client = boto3.client(
    "sns", endpoint_url=moto, region_name="us-east-1", config=Config(proxies={}),
    aws_access_key_id="a", aws_secret_access_key="b",
)
topic = client.create_topic(Name="alarms")["TopicArn"]
client.subscribe(TopicArn=topic, Protocol="http", Endpoint=f"http://127.0.0.1:{endpoint.server_port}/")
client.publish(TopicArn=topic, Message="the queue is stuck")
client.publish(TopicArn=topic, Message="the queue is stuck", Subject="ALARM")
for _ in range(100):
    if len(received) == 2:
        break
    time.sleep(0.1)
without_subject = tuple(name for name in AMAZONS if name != "Subject")
seen = {
    message.get("Subject", "no subject"): (verifies(message, AMAZONS), verifies(message, without_subject))
    for message in received
}
seen["sent"] = ([message["Type"] for message in received], headers)
expected = {"no subject": ("yes", "yes"), "ALARM": ("no", "yes"), "sent": (["Notification", "Notification"], [])}
for name, value in seen.items():
    print(f"{name}: {value} (expected {expected[name]})")
server.stop()
sys.exit(seen != expected)
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" 2>/dev/null
