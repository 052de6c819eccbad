/* Service worker of the look-up pages: all of them can be read without a network after the first visit.

The server puts one line before this file: `const BUILD = {version, bundle, files}`. When anything that the pages are made of
changes, so does the line; the browser then installs this worker anew and the old copies are deleted.

Pages and lists come from the network if it answers in time, so that a corrected figure is seen at once; else from the copy.
Files whose address carries a hash come from the copy. The chat (/webhooks/) is left alone: nothing said is ever stored here. */
"use strict";

const PAGES = "lookup-" + BUILD.version;
const SEEN = "lookup-seen"; // what was looked at besides: lists of the API, print sheets, codes, the widget
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
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  for (const name of ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"]) {
    const value = reply.headers.get(name); // the copies are held to the same rules as the pages
    if (value) headers[name] = value;
  }
  const { pages } = await reply.json();
  await Promise.all(Object.keys(pages).map((path) => cache.put(path, new Response(pages[path], { headers }))));
}

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("lookup-") && name !== PAGES && name !== SEEN).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = pathOf(request);
  if (request.method !== "GET" || url.origin !== self.location.origin || url.pathname.startsWith("/webhooks/") || isSearch(url)) return;
  if (url.searchParams.has("v") && url.pathname.startsWith("/assets/")) event.respondWith(fromCopy(request, event));
  else if (url.pathname === "/tra-cuu" || url.pathname.startsWith("/tra-cuu/")) event.respondWith(fromNetwork(request, event));
  else if (/^\/(api\/|icons\/|assets\/|widget\.js$|manifest\.webmanifest$)/.test(url.pathname)) event.respondWith(fromNetwork(request, event));
});

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

async function fromNetwork(request, event) {
  const asked = fetch(request);
  event.waitUntil(asked.then((reply) => keep(request, reply.clone()), () => undefined));
  try {
    return await Promise.race([asked, late(PATIENCE)]);
  } catch (error) {
    return (await copyOf(request)) || asked;
  }
}

function late(milliseconds) {
  return new Promise((resolve, reject) => setTimeout(() => reject(new Error("late")), milliseconds));
}

/* A search is answered from the overview: the page searches itself, among the names it has. */
async function copyOf(request) {
  const url = pathOf(request);
  url.hash = "";
  const path = url.pathname.replace(/\/$/, "") || "/";
  return (await caches.match(request)) || (await caches.match(path)) || (request.mode === "navigate" && !path.includes(".") ? missing() : undefined);
}

async function missing() {
  return caches.match("/tra-cuu");
}

async function keep(request, reply) {
  if (!reply.ok || reply.type !== "basic" || request.url.includes("offline.json")) return;
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
