// Keys for those who like them: / j k o ? — all of it works without. They can be switched off, for good.
"use strict";
(() => {
  const SETTING = "khaosan-keys";
  const stored = () => { try { return localStorage.getItem(SETTING); } catch { return null; } };
  const store = (value) => { try { localStorage.setItem(SETTING, value); } catch { /* private window */ } };
  const dialog = document.getElementById("keys");
  const box = document.getElementById("q");
  const hits = [...document.querySelectorAll("[data-hit]")];
  let on = stored() !== "off";

  const opener = document.getElementById("show-keys");
  const toggle = document.getElementById("switch-keys");
  const show = () => { if (!dialog.open) dialog.showModal(); };
  const label = () => { toggle.textContent = on ? toggle.dataset.off : toggle.dataset.on; };
  opener.hidden = false;
  opener.addEventListener("click", show);
  toggle.addEventListener("click", () => { on = !on; store(on ? "on" : "off"); label(); });
  label();

  // a phone shows four of eight tabs: the one that is open is one of them
  document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  const step = (by) => {
    if (!hits.length) return;
    const at = hits.indexOf(document.activeElement);
    const to = at < 0 ? (by > 0 ? 0 : hits.length - 1) : Math.min(Math.max(at + by, 0), hits.length - 1);
    hits[to].focus();
    hits[to].scrollIntoView({ block: "center" });
  };
  const actions = {
    "/": () => { if (box) { box.focus(); box.select(); } else { location.assign("/"); } },
    j: () => step(1),
    k: () => step(-1),
    o: () => { if (hits.includes(document.activeElement)) document.activeElement.click(); },
    "?": show,
  };
  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog.open) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    // by the key's letter, or by its place where the keyboard writes Thai
    const action = actions[event.key] || { KeyJ: actions.j, KeyK: actions.k, KeyO: actions.o }[event.code];
    if (!action) return;
    event.preventDefault();
    action();
  });
})();

// Pictures narrow the question where one points: a bar its period, a province itself.
(() => {
  const go = (changes) => {
    const to = new URL("/", location.href);
    for (const [name, value] of new URLSearchParams(location.search)) to.searchParams.append(name, value);
    for (const name of Object.keys(changes)) to.searchParams.delete(name);
    to.searchParams.delete("page");
    for (const [name, value] of Object.entries(changes)) if (value) to.searchParams.set(name, value);
    location.assign(to);
  };
  document.addEventListener("click", (event) => {
    const one = event.target.closest("[data-key], [data-undated], [data-province]");
    if (!one || !one.closest("svg") || one.closest("a")) return; // a link goes there itself
    const { key, undated, province } = one.dataset;
    if (province) go({ province, amphoe: "" });
    else if (undated) go({ from: "", to: "", undated: "1" });
    else go({ from: key, to: key, undated: "" });
  });
})();

// How the query is understood, said while it is typed.
(() => {
  const PAUSE = 250; // ms without a key: people type a Thai word in about a second
  const box = document.getElementById("q");
  const echo = document.getElementById("echo");
  if (!box || !echo) return;
  let timer = 0;
  let latest = 0;
  const say = async () => {
    const mine = ++latest;
    const match = document.querySelector("[name=match]:checked");
    const asked = new URLSearchParams({ q: box.value, match: match ? match.value : "all", lang: document.documentElement.lang });
    let answer = { said: "", error: "" };
    try {
      const response = await fetch(`/explain?${asked}`);
      if (response.ok) answer = await response.json();
    } catch { /* offline: the page says it all once sent */ }
    if (mine !== latest) return;
    echo.textContent = answer.error || (answer.said && `${echo.dataset.said}: ${answer.said}`);
    echo.classList.toggle("echo-wrong", Boolean(answer.error));
    echo.hidden = !echo.textContent;
  };
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(say, PAUSE); });
})();

// A way that is a button opens in a new tab by the middle key, too, as a link does; by Ctrl it does so anyway.
(() => {
  document.addEventListener("auxclick", (event) => {
    const way = event.target.closest("button[form=go]");
    if (event.button !== 1 || !way) return;
    const to = new URLSearchParams(new FormData(way.form));
    to.append(way.name, way.value);
    window.open(`${way.form.action}?${to}`, "_blank", "noopener");
  });
})();
