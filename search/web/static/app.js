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
