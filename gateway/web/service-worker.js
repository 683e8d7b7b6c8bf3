// Keeps the first page and its files, so that it opens without a network. Answers of the API are never kept.

const base = "$web";
const files = JSON.parse('$files');
const shell = `shell ${base}`;
const NOT_AT_FIRST = /admin|uplot|icons\/icon-/;

async function install() {
  const cache = await caches.open(shell);
  // Who asks for no HTML gets another answer at /.
  const page = new Request("/", { headers: { Accept: "text/html" } });
  await cache.addAll([page, ...files.filter((file) => !NOT_AT_FIRST.test(file))]);
}

async function removeOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shell ") && name !== shell).map((name) => caches.delete(name)));
}

async function answerPage(request) {
  try {
    return await fetch(request);
  } catch (error) {
    return (await caches.match("/", { ignoreVary: true })) ?? Promise.reject(error);
  }
}

async function answerFile(request) {
  return (await caches.match(request)) ?? fetch(request);
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(removeOthers()));
addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== location.origin || event.request.method !== "GET") return;
  if (event.request.mode === "navigate" && pathname === "/") event.respondWith(answerPage(event.request));
  else if (pathname.startsWith("/web/")) event.respondWith(answerFile(event.request));
});
