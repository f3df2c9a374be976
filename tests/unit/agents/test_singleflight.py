"""Of those who ask for the same at once one goes first; the others wait for it."""

import asyncio

from agents.singleflight import SingleFlight


async def test_one_leads_and_the_others_wait_until_it_left() -> None:
    flights, order = SingleFlight(), []

    async def enter(name: str) -> None:
        async with flights.lead("key") as leading:
            order.append((name, leading))
            await asyncio.sleep(0.01)

    await asyncio.gather(*(enter(name) for name in "abc"))
    assert order == [("a", True), ("b", False), ("c", False)]


async def test_other_keys_do_not_wait() -> None:
    flights = SingleFlight()
    async with flights.lead("one") as first, flights.lead("two") as second:
        assert first
        assert second


async def test_a_failed_leader_lets_the_followers_enter_again() -> None:
    flights, led = SingleFlight(), []

    async def work(fails: bool) -> None:
        while True:
            async with flights.lead("key") as leading:
                if leading:
                    led.append(fails)
                    await asyncio.sleep(0.01)
                    if fails:
                        raise ValueError
                    return

    outcomes = await asyncio.gather(work(True), work(False), work(False), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [ValueError, type(None), type(None)]
    assert led == [True, False, False]
