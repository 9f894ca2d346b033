"""Short ways to a claim's follow-up form, shared by its tests."""

from tests.builders import at

LATER = at("2022-10-05T09:00")
NOTE = {"evidence__0__note": "the decree is in force"}


def form_of(browser, claim_id, answer, **also):
    extra = "".join(f"&{name}={value}" for name, value in also.items())
    return browser.open(f"/claims/{claim_id}?answer={answer}{extra}")


def submit(browser, claim_id, answer, **fields):
    return browser.submit(form_of(browser, claim_id, answer), f"/claims/{claim_id}", **fields)


def send(browser, claim_id, answer, **fields):
    return browser.send(form_of(browser, claim_id, answer), f"/claims/{claim_id}", **fields)
