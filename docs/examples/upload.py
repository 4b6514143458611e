"""Sends a file of leads to lead-upload. Python 3.8 or later, standard library only.

    LEAD_UPLOAD_SECRET=whsec_... python3 upload.py leads.csv https://<project>.supabase.co/functions/v1/lead-upload/<broker>
"""

import base64
import hashlib
import hmac
import os
import sys
import time
import urllib.error
import urllib.request
import uuid


def signed_headers(secret, webhook_id, body):
    key = base64.b64decode(secret[len("whsec_"):])
    timestamp = str(int(time.time()))
    message = f"{webhook_id}.{timestamp}.".encode() + body
    signature = base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{signature}",
        "content-digest": f"sha-256=:{digest}:",
        "content-type": "text/csv",
    }


def upload(path, url, secret):
    with open(path, "rb") as file:
        body = file.read()
    # The same for every attempt: whatever gets lost on the way, the file is taken once.
    webhook_id = f"upload_{uuid.uuid4()}"
    for attempt in range(6):
        request = urllib.request.Request(url, data=body, headers=signed_headers(secret, webhook_id, body))
        try:
            with urllib.request.urlopen(request, timeout=180) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            problem = error.read().decode()
            if error.code == 409 and attempt > 0:
                return problem  # An earlier attempt came through; only its answer did not.
            if error.code < 500 and error.code != 429:
                sys.exit(f"refused: {problem}")
            pause = int(error.headers.get("retry-after") or 2**attempt)
        except OSError:
            pause = 2**attempt
        time.sleep(pause)
    sys.exit("not taken: try again later")


if __name__ == "__main__":
    print(upload(sys.argv[1], sys.argv[2], os.environ["LEAD_UPLOAD_SECRET"]))
