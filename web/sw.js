/* Service worker of the look-up pages: all of them, with print sheets and QR codes, can be read without a network after the first visit.

The server puts one line before this file: `const BUILD = {version, bundle, files}`. When anything that the pages are made of
changes, so does the line; the browser then installs this worker anew and the old copies are deleted.

Pages and lists come from the network if it answers in time, so that a corrected figure is seen at once; else from the copy.
A page from the copy has the time of its keeping in <html data-kept>, so that it can tell its reader (lookup.js).
Files whose address carries a hash come from the copy. The chat (/webhooks/) is left alone: nothing said is ever stored here. */
"use strict";

const PAGES = "lookup-" + BUILD.version;
const SEEN = "lookup-seen"; // what was looked at besides: lists of the API, the widget, pages by their longer addresses
const NOT_KEPT = BUILD.bundle + "?not-kept"; // where the page stands that says that there is none
const KEPT_ON = "X-Kept-On"; // header of copies
const HTML = "text/html; charset=utf-8";
const PATIENCE = 3000; // ms
const MOST_SEEN = 120;

const pathOf = (request) => new URL(request.url);

self.addEventListener("install", (event) => {
  event.waitUntil(install().then(() => self.skipWaiting()));
});

async function install() {
  const cache = await caches.open(PAGES);
  await cache.addAll(BUILD.files.map((file) => new Request(file, { cache: "no-cache" })));
  const reply = await fetch(BUILD.bundle, { cache: "no-cache" });
  if (!reply.ok) throw new Error("no bundle");
  const headers = { [KEPT_ON]: new Date().toISOString() };
  for (const name of ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"]) {
    const value = reply.headers.get(name); // the copies are held to the same rules as the pages
    if (value) headers[name] = value;
  }
  const put = (type, status) => ([path, text]) => cache.put(path, new Response(text, { status, headers: { ...headers, "Content-Type": type } }));
  const { pages, codes, not_kept: notKept } = await reply.json();
  await Promise.all([
    ...Object.entries(pages).map(put(HTML, 200)),
    ...Object.entries(codes).map(put("image/svg+xml", 200)),
    put(HTML, 503)([NOT_KEPT, notKept]),
  ]);
}

self.addEventListener("activate", (event) => {
  event.waitUntil(forget().then(() => self.clients.claim()));
});

/* The copies of other builds; what a page of theirs says and loads may no longer be so. */
async function forget() {
  const names = (await caches.keys()).filter((name) => name.startsWith("lookup-") && name !== PAGES && name !== SEEN);
  const seen = await caches.open(SEEN);
  const pages = (await seen.keys()).filter((request) => isPage(pathOf(request)));
  await Promise.all([...names.map((name) => caches.delete(name)), ...pages.map((request) => seen.delete(request))]);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = pathOf(request);
  if (request.method !== "GET" || url.origin !== self.location.origin || url.pathname.startsWith("/webhooks/") || isSearch(url)) return;
  if (url.searchParams.has("v") && url.pathname.startsWith("/assets/")) event.respondWith(fromCopy(request, event));
  else if (isPage(url)) event.respondWith(fromNetwork(request, event));
  else if (/^\/(api\/|icons\/|assets\/|widget\.js$|manifest\.webmanifest$)/.test(url.pathname)) event.respondWith(fromNetwork(request, event));
});

function isPage(url) {
  return url.pathname === "/tra-cuu" || url.pathname.startsWith("/tra-cuu/");
}

function isSearch(url) {
  return url.pathname.startsWith("/api/") && url.pathname.endsWith("/search");
}

async function fromCopy(request, event) {
  const copy = await caches.match(request);
  if (copy) return copy;
  const reply = await fetch(request);
  event.waitUntil(keep(request, reply.clone()));
  return reply;
}

/* Late is not lost: what is not in the copy is waited for, and only if the network fails the page says that it was not kept. */
async function fromNetwork(request, event) {
  const asked = fetch(request);
  event.waitUntil(asked.then((reply) => keep(request, reply.clone()), () => undefined));
  try {
    return await Promise.race([asked, late(PATIENCE)]);
  } catch (error) {
    const copy = await copyOf(request);
    if (copy) return request.mode === "navigate" ? told(copy) : copy;
    return request.mode === "navigate" ? asked.catch(() => caches.match(NOT_KEPT)) : asked;
  }
}

/* The page with the mark that it was kept, and when. Not written at keeping: only what is shown from the copy has it. */
async function told(copy) {
  const text = await copy.text();
  return new Response(text.replace("<html", `<html data-kept="${copy.headers.get(KEPT_ON)}"`), { status: copy.status, headers: copy.headers });
}

function late(milliseconds) {
  return new Promise((resolve, reject) => setTimeout(() => reject(new Error("late")), milliseconds));
}

/* A search is answered from the overview: the page searches itself, among the names it has. */
async function copyOf(request) {
  const path = pathOf(request).pathname.replace(/\/$/, "");
  return (await caches.match(request)) || caches.match(path);
}

async function keep(request, answer) {
  if (answer.status !== 200 || answer.type !== "basic" || request.url.includes("offline.json")) return;
  const headers = new Headers(answer.headers);
  headers.set(KEPT_ON, new Date().toISOString());
  const reply = new Response(answer.body, { headers });
  const url = pathOf(request);
  if (url.search && url.pathname.startsWith("/tra-cuu")) return; // searches: as many as there are words
  const pages = await caches.open(PAGES);
  if (await pages.match(request)) {
    await pages.put(request, reply);
    return;
  }
  const seen = await caches.open(SEEN);
  await seen.put(request, reply);
  const kept = await seen.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST_SEEN)).map((old) => seen.delete(old)));
}
