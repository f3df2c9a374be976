"""The steps of recording a report: gather, judge, place, claim, write, recheck, answer."""
