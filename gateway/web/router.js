// Which page is shown: the part of the address behind #, such as #/doctors/5?day=2030-01-07.

import { signal } from "@preact/signals";
import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { Button } from "./elements/button.js";
import { user } from "./session.js";
import { t } from "./text.js";

function read() {
  const [path, query] = location.hash.slice(1).split("?");
  return { path: path || "/", query: new URLSearchParams(query) };
}

// The path and the query that are shown.
export const place = signal(read());

// Where the present page is in the browser's history.
let position = history.state?.position ?? 0;
history.replaceState({ position }, "");

let ask = null;

addEventListener("hashchange", () => {
  const steps = (history.state?.position ?? position + 1) - position;
  history.replaceState({ position: position + steps }, "");
  const next = read();
  if (ask && steps && next.path !== place.value.path) {
    history.go(-steps);
    ask(() => {
      ask = null;
      history.go(steps);
    });
    return;
  }
  position += steps;
  place.value = next;
});

// Lets somebody be asked before another page is shown, by a link or by the browser's buttons. question: gets a function
// that shows it all the same. Returns a function that ends that.
export function guard(question) {
  ask = question;
  return () => {
    ask = null;
  };
}

// Returns the query of the page that calls it, which is still shown while the module of the next one is loaded.
export function useQuery() {
  const own = useRef(place.value);
  if (place.value.path === own.current.path) own.current = place.value;
  return own.current.query;
}

// Shows another page. isReplaced: the back button does not return to the present one.
export function go(path, { isReplaced = false } = {}) {
  if (!isReplaced) {
    location.hash = path;
    return;
  }
  history.replaceState({ position }, "", `#${path}`);
  place.value = read();
}

// Returns the path with a query of those fields that have a value.
export function address(path, fields) {
  const given = Object.entries(fields).filter(([, value]) => value);
  return given.length ? `${path}?${new URLSearchParams(given)}` : path;
}

// Returns [page, fields] of the pattern that a path fits, such as /doctors/:id.
function find(pages, path) {
  const given = path.split("/");
  for (const [pattern, load] of Object.entries(pages)) {
    const parts = pattern.split("/");
    const fits = parts.length === given.length && parts.every((part, n) => part[0] === ":" || part === given[n]);
    if (fits) {
      const fields = parts.flatMap((part, n) => (part[0] === ":" ? [[part.slice(1), decode(given[n])]] : []));
      return [load, Object.fromEntries(fields)];
    }
  }
  return [() => ({ title: "router.unknown", Page: Unknown }), {}];
}

// What is no text as addresses write it is taken as it is.
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return part;
  }
}

// Leads who uses the page to its beginning, when what had the focus is gone.
export function focusHeading() {
  const heading = document.querySelector("main h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus();
}

function Unknown() {
  return html`<h1>${t("router.unknown")}</h1>
    <p><a href="#/">${t("router.begin")}</a></p>`;
}

function Outdated() {
  return html`<h1>${t("router.outdated")}</h1>
    <${Button} onClick=${() => location.reload()}>${t("router.reload")}</${Button}>`;
}

function Forbidden() {
  return html`<h1>${t("router.forbidden")}</h1>
    <p>${t("problem.FORBIDDEN")}</p>
    <p><a href="/">${t("router.begin")}</a></p>`;
}

// Shows the page of the address. pages: by pattern, functions that give a module: its Page, the key of its title, and
// whom it needs ("user" or "admin"; others are asked to sign in).
export function Router({ pages }) {
  const [shown, show] = useState(null);
  const isFirst = useRef(true);
  const { path } = place.value;

  useEffect(() => {
    let isLeft = false;
    const [load, fields] = find(pages, path);
    Promise.resolve()
      .then(load)
      .catch(() => ({ title: "router.outdated", Page: Outdated }))
      .then((page) => isLeft || show({ page, fields, path, then: encodeURIComponent(location.hash.slice(1)) }));
    return () => {
      isLeft = true;
    };
  }, [path]);

  const mustSignIn = Boolean(shown?.page.needs) && user.value === null;
  useEffect(() => {
    if (mustSignIn) go(`/sign-in?then=${shown.then}`, { isReplaced: true });
  }, [mustSignIn]);

  useEffect(() => {
    if (!shown) return;
    document.title = `${t(shown.page.title)} – ${t("name")}`;
    // Who comes to the site begins at its top; who goes on, at the new heading.
    if (!isFirst.current) {
      focusHeading();
      scrollTo(0, 0);
    }
    isFirst.current = false;
  }, [shown]);

  if (!shown || mustSignIn) return null;
  if (shown.page.needs === "admin" && user.value.role !== "ADMIN") return html`<${Forbidden} />`;
  // Another user of the same browser begins anew: a page that needs somebody shows what is that user's alone.
  const key = shown.page.needs ? `${shown.path} ${user.value.id}` : shown.path;
  return html`<${shown.page.Page} key=${key} ...${shown.fields} />`;
}
