// The pages of patients. A page that is not listed here does not exist.

import { html } from "htm/preact";
import { render } from "preact";

import { Frame } from "./elements/frame.js";
import * as home from "./pages/home.js";
import { Router } from "./router.js";

const pages = {
  "/": () => home,
  "/sign-in": () => import("./pages/sign-in.js"),
  "/register": () => import("./pages/register.js"),
};

const links = [["/", "home.title"]];

const app = document.getElementById("app");
app.replaceChildren();
render(html`<${Frame} links=${links}><${Router} pages=${pages} /></${Frame}>`, app);
navigator.serviceWorker?.register("/service-worker.js");
