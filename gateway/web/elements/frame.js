// What is around every page: the way to its content, to the other pages, to the account, and to what explains MedBook.

import { html } from "htm/preact";

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

function Account() {
  if (user.value === null) return html`<${Link} path="/sign-in">${t("frame.sign-in")}</${Link}>`;
  const isPatients = location.pathname === "/";
  const isHere = isPatients && place.value.path === "/account";
  return html`${isPatients && user.value.role === "ADMIN" && html`<a href="/admin">${t("frame.admin")}</a>`}
    <a href="/#/account" aria-current=${isHere ? "page" : undefined}>
      ${t("frame.signed-in", { name: user.value.name })}
    </a>
    <${Button} onClick=${signOut}>${t("frame.sign-out")}</${Button}>`;
}

// links: [path, key of the words] of the pages that can be reached from everywhere.
export function Frame({ links, children }) {
  return html`<a class="skip" href="#main" onClick=${skip}>${t("frame.skip")}</a>
    <header>
      <a class="name" href="#/">${t("name")}</a>
      <nav aria-label=${t("frame.pages")}>
        ${links.map(([path, key]) => html`<${Link} path=${path}>${t(key)}</${Link}>`)}
      </nav>
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
