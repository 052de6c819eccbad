/* The look-up pages are whole without this file. It adds: search and filters while typing, sharing, printing, the offline copy.
Plain ES2018, no library; every word that is shown comes from the page (data-… attributes), which the server wrote. */
(function () {
  "use strict";

  document.documentElement.classList.add("js");
  const byId = (id) => document.getElementById(id);

  /* -- offline copy */

  if ("serviceWorker" in navigator) {
    window.addEventListener("load", () => navigator.serviceWorker.register("/sw.js", { scope: "/tra-cuu" }).catch(() => undefined));
    // What this first page loaded before the worker was there (the chat's scripts) goes past it once more, to be kept.
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      for (const entry of performance.getEntriesByType("resource")) {
        if (entry.initiatorType === "script" && entry.name.startsWith(location.origin)) fetch(entry.name).catch(() => undefined);
      }
    });
  }

  const notice = byId("offline");
  const { kept } = document.documentElement.dataset; // when; the worker writes it into the pages that it takes from the copy
  function tellLost() {
    notice.textContent = navigator.onLine ? "" : notice.dataset.lost;
  }
  function tellKept() {
    const day = new Date(kept).toLocaleDateString(document.documentElement.lang);
    const again = document.createElement("a");
    again.href = ""; // this page
    again.textContent = notice.dataset.again;
    notice.replaceChildren(notice.dataset.kept.replace("{date}", day) + " ", again);
  }
  if (notice && kept) tellKept();
  else if (notice) {
    window.addEventListener("online", tellLost);
    window.addEventListener("offline", tellLost);
    tellLost();
  }

  /* -- sharing and printing */

  async function share(button) {
    const url = location.href.split("#")[0];
    try {
      if (navigator.share) await navigator.share({ title: document.title, url });
      else {
        await navigator.clipboard.writeText(url);
        tellOn(button, button.dataset.done);
      }
    } catch (error) {
      if (error.name !== "AbortError") tellOn(button, button.dataset.failed);
    }
  }

  function tellOn(button, text) {
    const before = button.textContent;
    button.setAttribute("aria-live", "polite");
    button.textContent = text;
    setTimeout(() => (button.textContent = before), 3000);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-share], [data-print]");
    if (!button) return;
    if ("print" in button.dataset) window.print();
    else share(button);
  });

  /* -- search and filters */

  const form = byId("search");
  if (!form) return;

  const WAIT = 150; // ms after the last key
  const FILTERS = ["pillar", "body", "date", "figure"];
  const words = form.elements.q;
  const all = byId("all");
  const found = byId("found");
  const list = found.querySelector("ol");
  const rows = Array.from(all.querySelectorAll(".row"));
  const rowOf = new Map(rows.map((row) => [row.dataset.id, row]));
  const folded = new Map(rows.map((row) => [row, fold(row.dataset.names + " " + row.textContent)]));
  let waiting = 0;
  let asked = null; // the request under way
  let hits = form.dataset.told ? Array.from(list.children).map((row) => row.dataset.id) : null; // ids, the best first; null: no search

  function fold(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  }

  function text() {
    return words.value.trim().replace(/\s+/g, " ");
  }

  function wanted() {
    return FILTERS.filter((name) => form.elements[name] && form.elements[name].value).map((name) => [name, form.elements[name].value]);
  }

  function fits(row, filters) {
    return filters.every(([name, value]) => (row.dataset[name] || "").split(" ").includes(value));
  }

  /* Without a network: every word somewhere in what a row says. */
  function among(query) {
    const parts = fold(query).split(" ");
    return rows.filter((row) => parts.every((part) => folded.get(row).includes(part))).map((row) => row.dataset.id);
  }

  async function ask(query) {
    if (asked) asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    try {
      const path = "/api/plans/" + encodeURIComponent(form.dataset.plan) + "/search?q=" + encodeURIComponent(query);
      const reply = await fetch(path, { signal, credentials: "omit" });
      if (!reply.ok) throw new Error(String(reply.status));
      return (await reply.json()).items.map((item) => item.id);
    } catch (error) {
      if (signal.aborted) return undefined;
      return among(query);
    }
  }

  async function search() {
    const query = text();
    if (query) {
      const ids = await ask(query);
      if (ids === undefined) return; // overtaken by the next key
      hits = ids;
    } else {
      if (asked) asked.abort();
      hits = null;
    }
    show();
    remember();
  }

  function show() {
    const filters = wanted();
    all.hidden = hits !== null;
    found.hidden = hits === null;
    let count = 0;
    if (hits === null) {
      for (const row of rows) {
        row.hidden = !fits(row, filters);
        if (!row.hidden) count += 1;
      }
      for (const group of all.querySelectorAll("section, .group, [data-rest]")) {
        group.hidden = filters.length > 0 && !group.querySelector(".row:not([hidden])");
      }
    } else {
      const shown = hits.map((id) => rowOf.get(id)).filter((row) => row && fits(row, filters));
      count = shown.length;
      list.replaceChildren(
        ...shown.map((row) => {
          const copy = row.cloneNode(true);
          copy.hidden = false;
          return copy;
        }),
      );
      byId("ask").hidden = false;
      byId("ask").firstElementChild.href = "#hoi=" + encodeURIComponent(text());
    }
    const isAsked = hits !== null || filters.length > 0;
    byId("clear").hidden = !isAsked;
    byId("told").textContent = !isAsked ? "" : count ? form.dataset.some.replace("{count}", count) : form.dataset.none;
  }

  /* The address says what is shown, so that it can be passed on. */
  function remember() {
    const query = new URLSearchParams(wanted());
    if (text()) query.set("q", text());
    const rest = query.toString();
    history.replaceState(history.state, "", location.pathname + (rest ? "?" + rest : "") + location.hash);
  }

  words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, WAIT);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    search();
  });
  form.addEventListener("change", (event) => {
    if (event.target === words) return;
    show();
    remember();
  });
  byId("clear").addEventListener("click", (event) => {
    event.preventDefault();
    words.value = "";
    for (const name of FILTERS) if (form.elements[name]) form.elements[name].value = "";
    search();
    words.focus();
  });

  /* A copy of the overview that was kept without the search in its address (offline), or an older one. */
  const query = new URLSearchParams(location.search);
  for (const name of FILTERS) if (form.elements[name] && query.has(name)) form.elements[name].value = query.get(name);
  if (query.get("q") && query.get("q") !== form.dataset.told) {
    words.value = query.get("q");
    search();
  } else if (wanted().length || hits !== null) show();
})();
