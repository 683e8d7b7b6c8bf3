// The way to all pages about one's own account.

import { html } from "htm/preact";

import { place } from "../router.js";
import { t } from "../text.js";

const PAGES = [
  ["/account", "account.title"],
  ["/account/notifications", "notifications.title"],
  ["/account/password", "password.title"],
  ["/account/sessions", "sessions.title"],
  ["/account/calendar", "calendar.title"],
];

export function AccountPages() {
  return html`<nav class="account-pages" aria-label=${t("frame.account")}>
    ${PAGES.map(
      ([path, key]) => html`<a href=${`#${path}`} aria-current=${place.value.path === path ? "page" : undefined}>${t(key)}</a>`,
    )}
  </nav>`;
}
