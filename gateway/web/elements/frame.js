// What is around every page: the way to its content, to the other pages, to the account, and to what explains MedBook.

import { html } from "htm/preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { logout, Problem } from "../client.js";
import { place } from "../router.js";
import { forget, user } from "../session.js";
import { t } from "../text.js";
import { Announcer } from "./announcer.js";
import { Button } from "./button.js";

async function signOut() {
  const refreshToken = forget();
  try {
    await logout({ refresh_token: refreshToken });
  } catch (problem) {
    // Nobody has the token any more: the session ends by itself.
    if (!(problem instanceof Problem)) throw problem;
  }
}

// An anchor of the address would be another page.
function skip(event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

function Link({ path, children }) {
  return html`<a href=${`#${path}`} aria-current=${place.value.path === path ? "page" : undefined}>${children}</a>`;
}

function isPatients() {
  return location.pathname === "/";
}

function center(link) {
  const nav = link.parentElement;
  nav.scrollLeft = link.offsetLeft - (nav.clientWidth - link.offsetWidth) / 2;
}

// Where there is little room it scrolls within itself: the page that is shown is in sight, and what has the focus.
function Pages({ links }) {
  const nav = useRef();
  const { path } = place.value;
  useLayoutEffect(() => {
    const link = nav.current.querySelector("[aria-current]");
    if (link) center(link);
  }, [path]);
  return html`<nav class="links" ref=${nav} aria-label=${t("frame.pages")} onFocusIn=${({ target }) => center(target)}>
    ${links.map(([to, key]) => html`<${Link} path=${to}>${t(key)}</${Link}>`)}
    ${isPatients() && user.value?.role === "ADMIN" && html`<a href="/admin">${t("frame.admin")}</a>`}
  </nav>`;
}

function Account() {
  if (user.value === null) return html`<${Link} path="/sign-in">${t("frame.sign-in")}</${Link}>`;
  const isHere = isPatients() && place.value.path === "/account";
  const { name } = user.value;
  return html`<a href="/#/account" aria-current=${isHere ? "page" : undefined}>
      <span class="long">${t("frame.signed-in", { name })}</span><span class="short" aria-hidden="true">${name}</span>
    </a>
    <${Button} onClick=${signOut}>${t("frame.sign-out")}</${Button}>`;
}

// links: [path, key of the words] of the pages that can be reached from everywhere.
export function Frame({ links, children }) {
  return html`<a class="skip" href="#main" onClick=${skip}>${t("frame.skip")}</a>
    <header>
      <a class="name" href="#/">${t("name")}</a>
      <${Pages} links=${links} />
      <div class="account" role="group" aria-label=${t("frame.account")}><${Account} /></div>
    </header>
    <main id="main" tabindex="-1">${children}</main>
    <${Announcer} />
    <footer>
      <nav aria-label=${t("frame.help")}>
        <a href="/docs/guide">${t("frame.guide")}</a>
        <a href="/docs">${t("frame.api")}</a>
      </nav>
    </footer>`;
}
