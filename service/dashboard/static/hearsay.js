/* The one script: a live reading of dates, suggestions, keys and counts. Every page works without it. */
"use strict";
(() => {
  const LATE = 2000; // milliseconds after which an answer is no longer waited for
  const one = (selector, inside = document) => inside.querySelector(selector);
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const make = (name, words = "", attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = words;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  /* Answers in JSON: the newest question alone counts, and only for a while. */
  const asker = () => {
    let running = null;
    return async (address) => {
      running?.abort();
      const mine = (running = new AbortController());
      const timer = setTimeout(() => mine.abort(), LATE);
      try {
        const response = await fetch(address, { signal: mine.signal, headers: { Accept: "application/json" } });
        const isJson = (response.headers.get("Content-Type") || "").includes("json");
        const found = response.ok && isJson ? await response.json() : null;
        return mine === running ? found : null;
      } catch {
        return null; // a preview never shows an error
      } finally {
        clearTimeout(timer);
      }
    };
  };
  const resting = (wait, act) => {
    let timer;
    return (...given) => {
      clearTimeout(timer);
      timer = setTimeout(() => act(...given), wait);
    };
  };

  /* ---- a new claim: what it reads as, while it is typed ---- */

  const livePreview = (form) => {
    const SENT = ["text", "when", "zone", "said_on", "said_zone", "question"];
    const isSent = (name) => SENT.includes(name) || /^(report|window)\./.test(name) || name === "reading" || name === "same_question";
    const fromWords = new Set(all("[data-from]:not([hidden])", form).map((badge) => badge.dataset.from));
    const touched = new Set();
    const ask = asker();
    const says = one("#reading-says");
    const speak = resting(1000, (words) => {
      if (says.textContent !== words) says.textContent = words;
    });
    const controls = (name) => all("input, textarea, select", form).filter((control) => control.name === name);
    const value = (name) => {
      const found = controls(name);
      return (found.length > 1 ? found.find((control) => control.checked) : found[0])?.value ?? "";
    };
    const startsAs = { "report.said_by.kind": "not_stated", "report.said_by.count": "unknown" };
    for (const control of all("input, textarea, select", form)) {
      const name = control.name;
      if (name && !fromWords.has(name) && value(name) !== (startsAs[name] ?? "")) touched.add(name);
    }
    const mark = (name, isOn) => {
      const badge = one(`[data-from="${CSS.escape(name)}"]`, form);
      if (badge) badge.hidden = !isOn;
    };
    const fill = (name, wanted) => {
      const found = controls(name);
      if (!found.length || touched.has(name)) return;
      if (found.length > 1) found.forEach((control) => (control.checked = control.value === (wanted || startsAs[name])));
      else found[0].value = wanted;
      if (wanted) fromWords.add(name);
      else fromWords.delete(name);
      mark(name, Boolean(wanted));
    };
    const put = (place, html) => {
      if (place.dataset.html === html) return;
      place.dataset.html = html;
      const fresh = make("div");
      fresh.innerHTML = html; // made and escaped by our own server
      const [told, newly] = [one(".told", place), one(".told", fresh)];
      if (!place.contains(document.activeElement)) place.replaceChildren(...fresh.childNodes);
      else if (told && newly) told.replaceWith(newly); // what somebody is at stays under their hands
    };
    const show = async () => {
      const asked = new URLSearchParams();
      for (const [name, given] of new FormData(form)) {
        if (isSent(name) && !fromWords.has(name) && given) asked.append(name, String(given).slice(0, 1000));
      }
      for (const name of touched) if (!value(name)) asked.append("left_blank", name);
      const found = await ask(`${form.dataset.preview}?${asked}`);
      if (!found) return;
      for (const badge of all("[data-from]", form)) fill(badge.dataset.from, found.found[badge.dataset.from] ?? "");
      const place = one("#reading");
      place.hidden = false;
      put(place, found.reading);
      put(one("#there"), found.there);
      put(one("#shared"), found.shared);
      speak(found.says);
    };
    const soon = resting(250, show);
    form.addEventListener("input", (event) => {
      const name = event.target.name;
      if (name) {
        touched.add(name);
        fromWords.delete(name);
        mark(name, false);
      }
      soon();
    });
    one("[data-check]", form)?.remove();
    show();
  };

  /* ---- suggestions in a field, as a plain list of the browser's own ---- */

  const suggest = (field, number) => {
    const list = field.list ?? make("datalist", "", { id: `suggested-${number}` });
    if (!field.list) {
      field.after(list);
      field.setAttribute("list", list.id);
    }
    const ask = asker();
    const isList = field.dataset.suggest === "tag";
    const look = async () => {
      const [, before, typed] = (isList ? /^(.*,\s*)?([^,]*)$/s : /^()(.*)$/s).exec(field.value);
      if (!typed.trim()) return;
      const asked = new URLSearchParams({ field: field.dataset.suggest, q: typed.trim().slice(0, 100) });
      const found = await ask(`/suggestions?${asked}`);
      if (!Array.isArray(found?.items)) return;
      list.replaceChildren(...found.items.map((word) => make("option", "", { value: (before ?? "") + word })));
    };
    field.addEventListener("input", resting(250, look));
  };

  /* ---- forms: “Saving…”, and the first fault in sight ---- */

  const forms = () => {
    document.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (event.defaultPrevented || event.target.method !== "post" || !button) return;
      setTimeout(() => {
        if (button.dataset.was === undefined) button.dataset.was = button.textContent;
        button.textContent = "Saving…";
      }, 300);
    });
    addEventListener("pageshow", () => {
      for (const button of all("[data-was]")) button.textContent = button.dataset.was;
    });
    document.addEventListener("click", (event) => {
      if (event.target.closest?.('a[href^="javascript:"]')) event.preventDefault(); // to be dragged, not pressed
    });
    one("[role=alert][tabindex]")?.focus();
  };

  /* ---- numbers that stay true while a page stands open ---- */

  const liveCounts = (board) => {
    const ask = asker();
    const told = make("p", "", { class: "hidden", role: "status" });
    document.body.append(told);
    const rest = document.title.replace(/^\d.*? – (?=Today)/, "");
    let lookedAt = 0;
    const look = async () => {
      if (document.hidden || performance.now() - lookedAt < 59000) return;
      lookedAt = performance.now();
      const found = await ask(board.dataset.live);
      if (!found) return;
      let hasChanged = false;
      for (const place of all("[data-count]", board)) {
        const count = found.counts[place.dataset.count]?.toLocaleString("en");
        if (count === undefined || place.textContent === count) continue;
        place.textContent = count;
        hasChanged = true;
      }
      document.title = found.title ? `${found.title} – ${rest}` : rest;
      if (hasChanged) told.textContent = found.title || "Nothing is past due";
    };
    setInterval(look, 60000);
    document.addEventListener("visibilitychange", resting(1000, look));
  };

  /* ---- after an answer from the board: on with the row behind the one that was answered ---- */

  const nextRow = () => {
    const NEXT = "next-row";
    document.addEventListener("click", (event) => {
      const row = event.target.closest?.('a[href^="/answers"]')?.closest("tr");
      if (!row) return;
      const links = all("a.claim-link");
      const at = links.findIndex((link) => row.contains(link));
      try {
        sessionStorage.setItem(NEXT, (links[at + 1] ?? links[at - 1])?.pathname ?? "");
      } catch {
        // nothing can be kept here: the message keeps the focus
      }
    });
    const saved = one("#saved");
    if (!saved) return;
    let path = "";
    try {
      path = sessionStorage.getItem(NEXT);
      sessionStorage.removeItem(NEXT);
    } catch {
      // see above
    }
    const link = path && all("a.claim-link").find((each) => each.pathname === path && each.getClientRects().length);
    if (!link) return;
    link.setAttribute("aria-describedby", saved.id);
    link.focus();
  };

  /* ---- keys ---- */

  const KEYS = [
    ["?", "This help"],
    ["/", "Search"],
    ["c", "Log a claim"],
    ["j, k", "Next, previous claim"],
    ["o", "Open the claim"],
    ["r", "Record what became of it"],
    ["s", "Snooze"],
    ["x", "Select"],
    ["g t, g c, g k, g s", "Go to Today, Claims, Calendar, Sources"],
    ["Ctrl Enter", "Send the form"],
  ];
  const PLACES = { t: "/", c: "/claims", k: "/calendar", s: "/outlets" };

  const keys = () => {
    let areOff = false;
    try {
      areOff = localStorage.getItem("keys") === "off";
    } catch {
      // nothing can be kept here: the switch holds for this page
    }
    let goes = -Infinity;
    const seen = (element) => element.getClientRects().length > 0;
    const rows = () => all("a.claim-link").filter(seen);
    const rowOf = (element) => element?.closest("tr, article, li, main") ?? one("main");
    const move = (step) => {
      const links = rows();
      const row = rowOf(document.activeElement);
      let at = links.findIndex((link) => link === document.activeElement || (row.matches("tr, article, li") && row.contains(link)));
      if (at < 0 && step < 0) at = links.length;
      links[Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
    };
    const use = (key) => {
      const row = rowOf(document.activeElement);
      const found = one(`[data-key="${key}"]`, row) ?? (all(`[data-key="${key}"]`).length === 1 ? one(`[data-key="${key}"]`) : null);
      if (!found) return;
      const folded = found.closest("details:not([open])");
      if (folded && found.tagName !== "SUMMARY") folded.open = true;
      if (found.matches("a, button, summary, input[type=checkbox]")) found.click();
      if (!found.matches("a, button")) found.focus();
    };
    const go = (path) => {
      if (path) location.assign(path);
    };
    const linked = (path) => one(`.banner a[href="${path}"]`) && path;
    const search = () => {
      const field = one("input[name=q]");
      if (field) field.focus();
      else go("/search");
    };
    const acts = {
      "?": () => help(),
      "/": search,
      c: () => go(linked("/claims/new")),
      j: () => move(1),
      k: () => move(-1),
      o: () => go(one("a.claim-link", rowOf(document.activeElement).matches("main") ? make("p") : rowOf(document.activeElement))?.href),
      r: () => use("r"),
      s: () => use("s"),
      x: () => use("x"),
    };
    let dialog = null;
    const help = () => {
      dialog ??= helpDialog();
      dialog.showModal();
    };
    const helpDialog = () => {
      const box = make("dialog", "", { class: "keys", "aria-labelledby": "keys-heading" });
      const list = make("dl");
      for (const [key, words] of KEYS) {
        const name = make("dt");
        name.append(make("kbd", key));
        list.append(name, make("dd", words));
      }
      const choice = make("div", "", { class: "choice" });
      const tick = make("input", "", { type: "checkbox", id: "keys-on" });
      tick.checked = !areOff;
      tick.addEventListener("change", () => {
        areOff = !tick.checked;
        try {
          localStorage.setItem("keys", areOff ? "off" : "on");
        } catch {
          // see above
        }
      });
      choice.append(tick, make("label", "Single keys work on every page", { for: "keys-on" }));
      const close = make("form", "", { method: "dialog" });
      close.append(make("button", "Close"));
      box.append(make("h2", "Keys", { id: "keys-heading" }), list, choice, close);
      document.body.append(box);
      return box;
    };
    const opener = make("button", "Keys", { type: "button", class: "quiet", "aria-haspopup": "dialog" });
    opener.addEventListener("click", help);
    one("footer .inner")?.append(opener);
    document.addEventListener("keydown", (event) => {
      const at = event.target;
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && at.form) {
        const button = [...at.form.elements].find((each) => each.type === "submit" && !each.hasAttribute("data-check"));
        event.preventDefault();
        at.form.requestSubmit(button);
        return;
      }
      const types = at.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
      if (areOff || types || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || one("dialog[open]")) return;
      const wentFirst = event.timeStamp - goes < 1500;
      goes = -Infinity;
      if (wentFirst && PLACES[event.key]) {
        event.preventDefault();
        go(linked(PLACES[event.key]));
      } else if (event.key === "g") {
        goes = event.timeStamp;
      } else if (acts[event.key]) {
        event.preventDefault();
        acts[event.key]();
      }
    });
  };

  forms();
  keys();
  addEventListener("load", nextRow, { once: true });
  all("form[data-preview]").forEach(livePreview);
  all("input[data-suggest]").forEach(suggest);
  all("[data-live]").forEach(liveCounts);
})();
