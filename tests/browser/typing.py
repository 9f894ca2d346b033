"""Filling in the forms of pages by the names of their fields, and sending them."""

from collections.abc import Mapping

from tests.browser.chromium import Chromium

#: Puts values into the controls that have a name: words, a choice by its value or its words, ticks by words.
_FILL = """
const [fields] = arguments;
const label = control => control.labels[0]?.innerText.trim() ?? '';
for (const [name, value] of Object.entries(fields)) {
  const controls = [...document.querySelectorAll('main [name]')].filter(
    one => one.name === name && one.type !== 'hidden');
  if (!controls.length) throw new Error(`no field is called ${name}`);
  const first = controls[0];
  if (first.type === 'checkbox') {
    for (const one of controls) one.checked = Array.isArray(value) ? value.includes(label(one)) : value;
    const there = controls.map(label);
    if (Array.isArray(value) && !value.every(words => there.includes(words)))
      throw new Error(`${name} offers ${there}, not ${value}`);
  } else if (first.type === 'radio') {
    const one = controls.find(one => one.value === value);
    if (!one) throw new Error(`${name} cannot be ${value}`);
    one.checked = true;
  } else if (first.tagName === 'SELECT') {
    const one = [...first.options].find(one => one.value === value || one.text === value);
    if (!one) throw new Error(`${name} cannot be ${value}`);
    one.selected = true;
  } else first.value = value;
}
"""


def typed(chromium: Chromium, fields: Mapping[str, object]) -> None:
    """Put values into the fields of the page, also into those that are folded away."""
    chromium.run(_FILL, dict(fields))


def sent(chromium: Chromium, address: str, fields: Mapping[str, object]) -> None:
    """Open a form of a claim's page, fill it in, send it, and make sure that it was taken."""
    chromium.open(address)
    typed(chromium, fields)
    chromium.follow("#form .buttons button")
    assert chromium.all("#recorded"), chromium.texts("main .message")
