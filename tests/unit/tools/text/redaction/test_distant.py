"""Secrets some words behind their name, in the ways that programs and people tell them."""

import pytest

from tests.support.marked import expected, unmarked
from tools.text.redaction.redact import redact

CASES = (
    "the password is «velvet harbour ninety walnut», tell nobody",
    "passphrase was changed to '«tundra-copper-violet-saddle»'",
    "Passphrase: «tundra copper violet saddle»",
    "Enter this password to unlock the console:\n\n«4be19c07d2a85f63»\n\nIt works once",
    "the staging db pw is «Walnut#4471»",
    "ｐａｓｓｗｏｒｄ＝«hT5kWq9Zb3xL»",
    "datadog api key «3f9a1c7e5b2d8046a1c3e5f708192a3b» refused",
    "cloudflare: «3f9a1c7e5b2d8046a1c3e5f708192a3b4c5d6» has expired",
    "irc PASS oauth:«k3j9x0q2m4n6b8v1c5z7l0p2o4i6u8»",
    "Recovery codes (keep them apart):\n«h4k2p-m9x3q\nz7w1d-r5t8y»\nend",
    "A temporary password is generated for admin@db-4: «kQ7r!xPz2Lm»",
    "Password for the [kibana] user successfully reset.\nNew value: «u3Zq9LpXw7RtB2»",
    "password for the staging database is «Qz7!rTn4kp», use it once",
    "password for ops' jump host: «Qz7rTn4kpW9x»",
    "Initial admin password of cluster blue: «tR5-kkWq9Zb3»",
    "le mot de passe du compte root est «Xk9rTq4LmZ7»",
    "Das Passwort für den Testzugang ist «Vr4kLq9zTn2»",
    "hasło do panelu klienta: «pQ7wXz4kTr1»",
    "contraseña nueva del servidor: «Lk4rT9qXz2W»",
    "κωδικός πρόσβασης: «Zk7rTq4LmW2»",
    "veritabanı şifresi: «Zk7rTq4LmW3»",
    "пароль от тестовой базы: «Gk7rTq4LmW2»",
    "пароль администратора «Gk7rTq4LmW5»",
    "密码是«Gk7rTq4LmW6»，请勿外传",
    "新的密码为 «Gk7rTq4LmW7»",
    "データベースのパスワードは「«Gk7rTq4LmW8»」です",
    "비밀번호는 «Gk7rTq4LmW9» 입니다",
    "Mot de passe du compte batch : «citronvert»",
    "Mot de passe pour la base de test : «bleu-rivage-42»",
    "Contraseña de la cuenta de servicio: «limonverde»",
    "Passwort des Dienstkontos: «zitronengelb»",
    "Senha do usuário admin: «limaoverde»",
    "Password for the batch account: «lemongreen»",
    "Wachtwoord van de gebruiker: «citroengeel»",
    "Пароль для пользователя backup: «лимонный»",
)
KEPT = (
    "password is stored hashed and salted by the login service",
    "the password is checked against known leaks every night",
    "token is missing, expired, malformed or revoked",
    "datadog agent 3f9a1c7e5b2d8046a1c3e5f708192a3b restarted",
    "ＡＰＩ ｅｒｒｏｒ： ５００",
    "password reset failed for bob: Error0x8007052E",
    "password for bob was changed by: admin",
    "token validation is in com.acme.auth.Http2Session",
    "secret sync for pay: see deploy/Secrets2Vault.md",
    "password check for all users is scheduled to Monday",
    "密码错误，请在 30 秒后重试",
    "пароль истёк 3 дня назад",
    "パスワードの有効期限は90日です",
    "Password of the service account: incorrect",
    "Password check for user batch: failed",
    "Password strength for bob: feeble",
    "Mot de passe incorrect pour: bernadette",
    "Passwort für bob: abgelaufen",
    "password for bob was changed by: administrator",
    "The password for this site is stored in: vault.example.org/kv",
    "Password for batch is in: /etc/batch.conf",
)


@pytest.mark.parametrize("line", CASES)
def test_what_is_told_behind_other_words_goes(line: str) -> None:
    assert expected(line).fullmatch(redact(unmarked(line)))


@pytest.mark.parametrize("line", KEPT)
def test_reasons_and_names_behind_other_words_stay(line: str) -> None:
    assert redact(line) == line
