"""How a name is given its value: types, plans, headings, blocks, and names that stand behind it."""

import pytest

from tests.support.marked import expected, unmarked
from tools.text.redaction.redact import redact

GIVEN = (
    "password = '''«Cedar#4471-kite»'''\nport = 1",
    'password = """«Cedar#4471-kite»"""',
    "PAM_AUTHTOK=«cedarKite_7»",
    "Driver={SQL};Server=tcp:db;Uid=app;Pwd={«w}}alnut=4;Harbour»};Encrypt=yes;",
    "Server=db-2;Initial Catalog=Shop;User ID=shop;Password=«Walnut#4471»;Pooling=true",
    '<add name="Shop" connectionString="Server=db-2;User ID=shop;Password=«Walnut#4471»;Pooling=true" />',
    '{:method "GET", :headers {"x-api-key" "«kRt7LmQz9XwB4nLw3dGh»", "accept" "*/*"}}',
    "<Credential><UserName>app</UserName><Value>«walnutharbour»</Value></Credential>",
    "Set-Cookie: «sid=kRt7LmQz9XwB4n»; Path=/; HttpOnly; SameSite=Lax 302 found",
    "Set-Cookie: «sid=kRt7LmQz9XwB4n; Path=/, other=kRt7LmQz9XwB4p; Path=/»",
    'admin_password = "«Blue.Harbor21»" -> "«cedar7310!»"',
    'variable "db_password" {\n  type        = string\n  description = "of x"\n  default     = "«CedarKite.Em»"\n}',
    "jdbc:sqlserver://h:1433;user=sa;password={«7kR;wH3Mq9»};encrypt=true",
    "define( 'SECURE_AUTH_KEY', '«kQ,71xM8t}qvWJ4,,2bZXX^L,7w{(P5»' );",
    'auth_token : str = "«kRt7LmQz9XwB4n»"',
    "const apiKey: string = '«kRt7LmQz9XwB4n»';",
    'var clientSecret string = "«kRt7LmQz9XwB4n»"',
    'ENV["API_TOKEN"] ||= "«kRt7LmQz9XwB4n»"',
    "API_TOKEN ?= «kRt7LmQz9XwB4n»",
    "password: !!str «CEDAR2417!»",
    "password = <<-EOT\n«Cedar-Kite10»\nEOT",
    "<secret><![CDATA[«kRt7LmQz9XwB4n»]]></secret>",
    '{"Name":"Password","Type":"String","Value":"«Cedar8082?»"}',
    '{"value":"«kRw~FnvPR2p»","name":"DB_PASSWORD"}',
    "- value: «kite$BF4i7»\n  name: DB_PASSWORD",
    "passwords:\n  root: «kM_0V*Hn^lbWP»\n  app: «cedar_Kite78»\nport: 1",
    "secrets:\n  slack: «kRt7LmQz9XwB4n»\n  port: 80",
    "secrets:\n  tokens:\n    a: «kRt7LmQz9XwB4n»\n  b: «kRt7LmQz9XwB4p»",
    "export TOKEN=\\\n  «kRt7LmQz9XwB4n»",
    "secret =\n    «Cedar$kRt7»\nport = 1",
    "Password:\n«kRt7LmQz9»\nLogin incorrect",
    "password: { plain: «CEDAR_Kite46» }",
    "cipher_key=«kRt7LmQz9XwB4n»",
    "session_key=«+mObyx^^Ddl7Bdr2»",
    "api_keys: ['«kRt7LmQz9XwB4nLw3»', '«kRt7LmQz9XwB4nLw4»']",
    "db_pass_enc='«kRt7LmQz9XwB4nLw3dGh»'",
    "api key → «kRt7LmQz9XwB4nLw3dGh»",
    "API_KEY                «kRt7LmQz9XwB4nLw3dGh»\nREGION                 eu-west-1",
    "Key         Value\n---         -----\npassword    «kRt7LmQz9»\nusername    app",
    "| DB_PASSWORD | «kRt7LmQz9» | prod |",
)
KEPT = (
    "UPDATE users SET password_hash = $1, token = $2 WHERE id = $3",
    "INSERT INTO keys (api_key) VALUES (:api_key) -- password = :password",
    "amqp://app:****@broker:5672/shop",
    '{"password" "secret"} is no call',
    "DB_PASSWORD=\nDB_HOST=db-1",
    "password =\n\n[client]",
    "password:\nusername: app",
    "secret =\n  load_secret()",
    "credentials: provider=instance-profile/Role7Pay",
    "secret: { name: pay-tls, optional: true }",
    "session_key=user:17:cart",
    "secrets:\n  tokens:\n    port: 80",
    "password:\n  host: db-1\n  port: 5432",
    "passwords: 3",
    "password    rotated 2026-11-30",
    "TOKEN    TYPE    AGE\nfoo      Opaque  3d",
    "pwd={password}",
    "password = <<-EOT\n${DB_PASSWORD}\nEOT",
    '{"value":"30","name":"password_max_age_days"}',
    '{"value":"${DB_PASSWORD}","name":"DB_PASSWORD"}',
    "secrets:\n  name: pay-tls\n  type: Opaque",
    "cache_key -> user:17",
)


@pytest.mark.parametrize("line", GIVEN)
def test_a_value_goes_however_its_name_is_given(line: str) -> None:
    assert expected(line).fullmatch(redact(unmarked(line)))


@pytest.mark.parametrize("line", KEPT)
def test_what_is_no_value_of_a_name_stays(line: str) -> None:
    assert redact(line) == line


def test_behind_a_thousand_secrets_all_the_rest_goes() -> None:
    dense = redact("".join(f"password=walnut-{number} " for number in range(2_000)) + "the end")
    assert dense.endswith("[REDACTED:password]")
    assert "walnut" not in dense
    assert redact(dense) == dense


def test_nine_hundred_secrets_keep_what_is_around_them() -> None:
    many = redact("".join(f"password=walnut-{number} " for number in range(900)) + "the end")
    assert many.endswith("[REDACTED:password] the end")
