// The pages of administrators. A page that is not listed here does not exist.

import { html } from "htm/preact";
import { render } from "preact";

import { Frame } from "./elements/frame.js";
import * as home from "./pages/admin/home.js";
import { Router } from "./router.js";
import de from "./text/admin/de.js";
import en from "./text/admin/en.js";
import { addWords } from "./text.js";

addWords({ de, en });

const pages = {
  "/": () => home,
  "/sign-in": () => import("./pages/sign-in.js"),
};

const links = [["/", "admin.home.title"]];

const app = document.getElementById("app");
app.replaceChildren();
render(html`<${Frame} links=${links}><${Router} pages=${pages} /></${Frame}>`, app);
