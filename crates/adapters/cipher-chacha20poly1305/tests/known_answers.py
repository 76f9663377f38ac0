"""Computes the bytes that this crate must write, with other libraries: libsodium and Python's own HMAC.

    pip install pynacl
    python known_answers.py | diff - known_answers.txt

It shares no code with the crate, so an answer that changes is a change of what is stored. Never adjust
known_answers.txt to a changed crate: rows in databases do not follow.
"""

import hashlib
import hmac
from datetime import datetime, timezone
from uuid import UUID

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as xchacha20poly1305

SECRET_ID, PEPPER_ID, AUDIT_ID = 0x01020304, 0x05060708, 0x090A0B0C
COMPANY = UUID("fb5e5168-4281-4bec-94c5-0d1584e9e657").bytes
CREDENTIAL = UUID("01890a5d-ac96-774b-bcce-b302099a8057").bytes
API_KEY = UUID("01890a5d-ac96-774b-bcce-b302099a8058").bytes
EVENT = UUID("01890a5d-ac96-774b-bcce-b302099a8059").bytes
HANDLE = b"7" * 16


def counting(first, length):
    """The bytes that count up from the first."""
    return bytes(range(first, first + length))


def u16(number):
    return number.to_bytes(2, "big")


def u32(number):
    return number.to_bytes(4, "big")


def i64(number):
    return number.to_bytes(8, "big", signed=True)


def millis(text):
    moment = datetime.fromisoformat(text).replace(tzinfo=timezone.utc)
    return int(moment.timestamp()) * 1000


def parts(*each):
    """Each part behind its length. None is an absent optional part, a tuple holds a present one."""
    encoded = b""
    for part in each:
        if part is None:
            part = b""
        elif isinstance(part, tuple):
            part = b"\1" + part[0]
        encoded += u16(len(part)) + part
    return encoded


def mac(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def derive(key, info, salt=bytes(32)):
    """HKDF-SHA256 of RFC 5869, first block of output."""
    return mac(mac(salt, key), info + b"\1")


secret_key, pepper, audit_key = counting(0x00, 32), counting(0x20, 32), counting(0x40, 32)
salt, nonce = counting(0x60, 32), counting(0x80, 24)
now, expiry = millis("2025-01-30T00:00:00"), millis("2025-07-01T00:00:00")

# A sealed secret.
associated_data = parts(
    b"pullkey/secret",
    b"\1",
    u32(SECRET_ID),
    COMPANY,
    CREDENTIAL,
    i64(7),
    b"dockerHub",
    b"password",
    b"",
    b"",
    b"my-docker-user",
)
company_key = derive(secret_key, b"secret/company" + COMPANY, salt)
plain = b"my-secret-token"
padded = (u16(len(plain)) + plain).ljust(64, b"\0")
sealed = b"\1" + u32(SECRET_ID) + nonce + xchacha20poly1305(padded, associated_data, nonce, company_key)

# The verifiers of two tokens, and the row of a key that has both.
verifier_key = derive(pepper, b"api-key/verifier")


def verifier(secret):
    return mac(verifier_key, parts(b"pullkey/api-key-verifier", HANDLE, secret))


def verifier_bytes(secret, end):
    return u32(PEPPER_ID) + i64(end) + verifier(secret)


mac_input = parts(
    b"pullkey/api-key-mac",
    API_KEY,
    HANDLE,
    COMPANY,
    (i64(expiry),),
    b"\1",
    i64(2),
    verifier_bytes(b"7" * 32, 2**63 - 1),
    (verifier_bytes(b"8" * 32, now + 3_600_000),),
    (2).to_bytes(8, "big"),
    b"AUDIT:READ",
    b"DOCKER_REGISTRY:READ@" + str(UUID(bytes=CREDENTIAL)).encode(),
)

# A cursor, and the payload of a request. Both come last, without a length.
cursor = parts(b"pullkey/cursor", u32(PEPPER_ID)) + b"what a cursor says"
payload = parts(b"pullkey/payload-fingerprint", u32(PEPPER_ID)) + b"what a request asks for"

# The event of a credential's creation.
row = parts(
    b"pullkey/credential-row",
    COMPANY,
    CREDENTIAL,
    b"My Docker Hub",
    b"dockerHub",
    b"password",
    b"my-docker-user",
    i64(1),
    i64(1),
    i64(now),
    i64(now),
)
row_digest = mac(derive(audit_key, b"audit/row"), row)
event = parts(
    b"pullkey/audit-event",
    b"\1",
    u32(AUDIT_ID),
    EVENT,
    i64(now),
    COMPANY,
    b"api_key",
    (str(UUID(bytes=API_KEY)).encode(),),
    (b"a-request",),
    b"credential.create",
    b"credential",
    CREDENTIAL,
    b"succeeded",
    None,
    (i64(1),),
    None,
    (i64(1),),
    row_digest,
)

# A chain of two events, and its head after the first.
def link(seq, previous, event_mac):
    message = parts(b"pullkey/audit-link", b"\1", u32(AUDIT_ID), COMPANY, i64(seq), previous, event_mac)
    return mac(derive(audit_key, b"audit/link"), message)


first_link = link(1, None, counting(0xA0, 32))
second_link = link(2, (first_link,), counting(0xC0, 32))
head = parts(b"pullkey/audit-head", b"\1", u32(AUDIT_ID), COMPANY, i64(1), first_link)


def check(key, kind, id):
    return mac(key, parts(b"pullkey/ring-key-check", kind, u32(id)))[:16]


answers = {
    "associated_data": associated_data,
    "company_key": company_key,
    "sealed": sealed,
    "verifier": verifier(b"7" * 32),
    "row_mac": mac(derive(pepper, b"api-key/row"), mac_input),
    "cursor_mac": mac(derive(pepper, b"cursor"), cursor)[:16],
    "fingerprint": mac(derive(pepper, b"idempotency"), payload),
    "row_digest": row_digest,
    "event_mac": mac(derive(audit_key, b"audit/event"), event),
    "first_link": first_link,
    "second_link": second_link,
    "head_mac": mac(derive(audit_key, b"audit/head"), head),
    "check_secret": check(secret_key, b"secret", SECRET_ID),
    "check_pepper": check(pepper, b"pepper", PEPPER_ID),
    "check_audit": check(audit_key, b"audit", AUDIT_ID),
}
for name, answer in answers.items():
    print(name, answer.hex())
