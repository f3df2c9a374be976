"""Multi-line logs: what was raised and where decides, not line numbers, threads or the path of the call."""

import pytest

from tests.support.matching_cases import joined, profile

JAVA = """2026-01-02 10:00:00,123 ERROR [main] c.a.Job - Job 12 failed
java.lang.RuntimeException: wrapped
\tat com.acme.Job.run(Job.java:{line})
\tat java.base/java.lang.Thread.run(Thread.java:829)
Caused by: {cause}
\tat java.base/java.net.Socket.connect(Socket.java:1)
\tat com.acme.{place}(Net.java:{line})
\t... 12 more"""
PYTHON = """Traceback (most recent call last):
  File "/srv/{where}.py", line {line}, in main
    go()
  File "/srv/lib.py", line {line}, in {function}
    raise KeyError("x")
{error}"""


def java(cause: str = "java.net.ConnectException: refused", place: str = "Net.open", line: int = 7) -> str:
    return profile(JAVA.format(cause=cause, place=place, line=line)).fingerprint


def python(error: str = "KeyError: 'order 12'", function: str = "load", where: str = "app", line: int = 3) -> str:
    return profile(PYTHON.format(error=error, function=function, where=where, line=line)).fingerprint


def test_line_numbers_do_not_matter() -> None:
    assert java(line=7) == java(line=99)
    assert python(line=3) == python(line=44, where="other")


def test_the_root_cause_matters() -> None:
    assert java() != java(cause="java.net.UnknownHostException: db")
    assert python() != python(error="TimeoutError: 'order 12'")


def test_the_function_where_it_happened_matters() -> None:
    assert java(place="Net.open") != java(place="Cache.fill")
    assert python(function="load") != python(function="save")


def test_a_go_panic_is_known_by_its_words_and_frame() -> None:
    log = "panic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 [running]:\n{}(0x1)\n\t/a/m.go:7"
    assert profile(log.format("main.work")).entities["frame"] == ["main.work"]
    assert profile(log.format("main.work")).fingerprint != profile(log.format("main.rest")).fingerprint


def test_several_lines_of_prose_are_one_message() -> None:
    assert profile("first line\nsecond line 7").template == "first line second line <*>"


def test_only_the_head_of_a_long_text_takes_part() -> None:
    long = "disk failure on array\n" + "detail line\n" * 50_000
    assert profile(long).fingerprint == profile(long + "one more line").fingerprint
    assert len(profile(long).message) < 5_000


def test_swift_names_its_file_or_its_frame() -> None:
    told = "Fatal error: Unexpectedly found nil: file Tea/{}.swift, line {}"
    newer = "Tea/{}.swift:{}: Fatal error: Unexpectedly found nil"
    assert profile(told.format("Cup", 3)).fingerprint == profile(told.format("Cup", 9)).fingerprint
    assert profile(told.format("Cup", 3)).fingerprint == profile(newer.format("Cup", 4)).fingerprint
    assert profile(told.format("Cup", 3)).fingerprint != profile(told.format("Pot", 3)).fingerprint
    frame = "\n0  Tea  0x0000000104a4c118 Pot.pour() + 12 (Pot.swift:41)"
    assert profile(told.format("Array", 3) + frame).entities["frame"] == ["Pot.pour()"]


def test_ruby_speaks_of_nil_and_instances_as_since_3_4() -> None:
    old = "tea/pot.rb:{}:in `pour': undefined method `{}' for {} (NoMethodError)\n\tfrom tea/run.rb:2:in `main'"
    new = "tea/pot.rb:{}:in 'Pot#pour': undefined method '{}' for {} (NoMethodError)\n\tfrom tea/run.rb:2:in 'Run#go'"
    one = profile(old.format(4, "lid", "nil:NilClass")).fingerprint
    assert one == profile(new.format(7, "lid", "nil")).fingerprint
    assert one != profile(new.format(7, "cup", "nil")).fingerprint
    thing = profile(old.format(4, "lid", "#<Cup:0x00007f3a11c27700 @size=3>")).fingerprint
    assert thing == profile(new.format(4, "lid", "an instance of Cup")).fingerprint


def test_julia_names_the_first_frame_of_its_own_modules() -> None:
    told = "ERROR: LoadError: BoundsError: no cup at index [{}]\nStacktrace:\n [1] getindex\n   @ ./essentials.jl:13\n"
    frames = " [2] {}(cups)\n   @ {} /srv/src/Tea.jl:{}\n [3] main()\n   @ Main /srv/run.jl:2"

    def raised(index: int, where: str, line: int) -> str:
        return profile(told.format(index) + frames.format(where, "Tea", line)).fingerprint

    assert raised(4, "pour", 41) == raised(9, "pour", 44)
    assert raised(4, "pour", 41) != raised(4, "wash", 41)


LUA = """error running script: /etc/tea/{where}.lua:{line}: attempt to index a nil value (local 'cup')
stack traceback:
\t/etc/tea/{where}.lua:{line}: in function 'pour'"""


def test_the_file_of_an_embedded_script_matters() -> None:
    pour = profile(LUA.format(where="pour", line=31))
    assert pour.fingerprint == profile(LUA.format(where="pour", line=48)).fingerprint
    assert pour.fingerprint != profile(LUA.format(where="steep", line=31)).fingerprint
    assert pour.message.startswith("attempt to index a nil value")


def test_a_place_in_a_script_alone_is_no_trace() -> None:
    assert "frame" not in profile("see /etc/tea/pour.lua:31: it is documented there").entities


PREFIXES = [
    "ERROR 07-08 09:27:{n} tea.py:52] ",
    "- 2026-07-08T11:17:{n}.187+00:00 ",
    "(Kettle_0 pid=1851) ",
    "[2026-04-21, 08:20:{n} UTC] {{hall.py:471}} INFO - [base] ",
    "hall-tea-1 | [{n}] > ",
]
BARE = PYTHON.format(line=3, where="app", function="load", error="KeyError: 'order 12'")


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_prefix_on_each_line_is_taken_off(prefix: str) -> None:
    lines = [prefix.format(n=10 + place) + line for place, line in enumerate(BARE.splitlines())]
    assert joined("\n".join(lines), BARE)
    assert not joined("\n".join(lines), BARE.replace("in load", "in store"))
    opened = profile("\n".join(["The tea round ended early", *lines]))
    assert opened.entities["frame"] == profile(BARE).entities["frame"]


def test_a_tag_behind_the_first_lines_header_is_taken_off() -> None:
    plain = "Tea::Cold (the kettle is off):\napp/tea/hall.rb:44:in `pour'\napp/tea/round.rb:19:in `serve'"
    first, *rest = (f"[8f1d-22] {line}" for line in plain.splitlines())
    tagged = "\n".join([f"E, [2026-07-07T20:00:14.771203 #2210] ERROR -- : {first}", *rest])
    assert joined(tagged, plain)
    assert not joined(tagged, plain.replace("`pour'", "`rinse'"))


def test_lines_that_begin_alike_are_no_trace() -> None:
    assert "frame" not in profile("[12] tea is cold\n[13] cups are dirty\n[14] the hall is closed").entities


RAILS = """NoMethodError (undefined method `strip' for nil:NilClass):

activesupport (7.0.4) lib/active_support/core_ext/object/try.rb:15:in `try'
app/models/{where}.rb:{line}:in `normalize'"""
GIN = """[Recovery] 2026/04/16 - 09:12:01 panic recovered:
assignment to entry in nil map
/usr/local/go/src/runtime/map_faststr.go:205 (0x413e24)
/src/internal/{where}/merge.go:{line} (0x8a1c3c)
/go/pkg/mod/github.com/gin-gonic/gin@v1.9.1/context.go:174 (0x7f0ab2)"""
SWIFT = """Fatal error: Unexpectedly found nil while unwrapping an Optional value
1 {where}.issue(req:) in App at /build/Sources/App/{where}.swift:{line}"""
BEHIND = (
    '[ERROR] Round failed {{"run":"{line}","error":"RangeError: bad day\\n    at pour (/app/{where}.js:{line}:20)"}}'
)
CONSOLE = """fail: Tea.Round[10100]
      The round ended for 'Tea.Hall'.
      System.TimeoutException: The kettle took too long
         at Tea.{where}.Pour() in /src/{where}.cs:line {line}"""


@pytest.mark.parametrize("log", [RAILS, GIN, SWIFT, BEHIND, CONSOLE])
def test_the_own_frame_below_a_librarys_matters(log: str) -> None:
    cup = profile(log.format(where="Cup", line=31))
    assert cup.fingerprint == profile(log.format(where="Cup", line=48)).fingerprint
    assert cup.fingerprint != profile(log.format(where="Pot", line=31)).fingerprint
    assert "cup" in cup.entities["frame"][0].lower()


JOB = """2026-11-04T08:20:11.401Z pid=1 class=TeaJob WARN: Tea::UnknownCup: unexpected cup 9
{head}/app/app/services/{where}.rb:{line}:in `pour'
/usr/local/bundle/gems/sidekiq-7.2.4/lib/sidekiq/processor.rb:202:in `execute_job'"""


@pytest.mark.parametrize("head", ["", "2026-11-04T08:20:11.402Z pid=1 class=TeaJob WARN: "])
def test_a_job_runners_header_is_before_some_lines_alone(head: str) -> None:
    cup = profile(JOB.format(head=head, where="cup", line=31))
    assert cup.entities["frame"] == ["cup.pour"]
    assert cup.message == "Tea::UnknownCup: unexpected cup 9"


def test_a_newer_runtime_says_more_of_the_same_crash() -> None:
    frames = "\n\tat tea.hall.Kettle.boil(Kettle.java:{line})\n\tat tea.hall.Round.run(Round.java:31)"
    bare = "java.lang.NullPointerException" + frames.format(line=77)
    told = 'java.lang.NullPointerException: Cannot invoke "tea.Lid.open()" because "lid" is null' + frames.format(
        line=78
    )
    assert joined(bare, told)
    assert not joined(bare, told.replace("Kettle.boil", "Kettle.cool"))
