"""A safetensors file is read where it stands."""

from pathlib import Path

from tools.embeddings.tensors import open_tensors


def test_tensors_are_read_from_their_place(tmp_path: Path) -> None:
    header = (
        b'{"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},'
        b'"b":{"dtype":"I64","shape":[1],"data_offsets":[8,16]}}'
    )
    header += b" " * (-len(header) % 8)
    path = tmp_path / "x.safetensors"
    path.write_bytes(len(header).to_bytes(8, "little") + header + bytes.fromhex("0000803f00000040") + b"\0" * 8)
    tensors = open_tensors(path)
    assert list(tensors) == ["a"]
    assert tensors["a"].tolist() == [[1.0, 2.0]]
