"""The secrets of second factors as they lie in the database: encrypted by the site's own key.

Who reads the database or a backup alone makes no codes from it. The key is derived from
SECRET_KEY (HKDF, RFC 5869), which the database does not have; earlier keys read on while
SECRET_KEY_FALLBACKS names them.
"""

import base64
import logging
import secrets

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

logger = logging.getLogger(__name__)

WRONG_CODE = "That code is wrong or too old. Give the one that your app shows now."

# Told apart by it from what was kept before secrets were encrypted.
_MARK = "fernet:"


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's, with its secrets encrypted and its words plain."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
    }

    def encrypt(self, text: str) -> str:
        return _MARK + _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        if not encrypted_text.startswith(_MARK):
            return encrypted_text
        try:
            return _cipher().decrypt(encrypted_text.removeprefix(_MARK).encode()).decode()
        except InvalidToken:
            logger.error("A second factor was encrypted by a SECRET_KEY that is not known here.")
            # Not an empty secret, whose codes anybody could make: one that nobody has.
            return base64.b32encode(secrets.token_bytes(20)).decode()


def _cipher() -> MultiFernet:
    return MultiFernet(
        Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )


def _key(secret: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"second factors")
    return base64.urlsafe_b64encode(derived.derive(secret.encode()))
