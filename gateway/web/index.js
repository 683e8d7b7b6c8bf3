// The pages of patients. A page that is not listed here does not exist.

import { html } from "htm/preact";
import { render } from "preact";

import { Frame } from "./elements/frame.js";
import * as home from "./pages/home.js";
import { Router } from "./router.js";

const pages = {
  "/": () => home,
  "/doctors/:id": () => import("./pages/doctor.js"),
  "/hold/:id": () => import("./pages/hold.js"),
  "/wait": () => import("./pages/wait.js"),
  "/sign-in": () => import("./pages/sign-in.js"),
  "/register": () => import("./pages/register.js"),
  "/forgot": () => import("./pages/forgot.js"),
  "/reset": () => import("./pages/reset.js"),
  "/appointments": () => import("./pages/appointments.js"),
  "/appointments/:id": () => import("./pages/appointment.js"),
  "/appointments/:id/move": () => import("./pages/move.js"),
  "/account": () => import("./pages/account.js"),
  "/account/notifications": () => import("./pages/notifications.js"),
  "/account/password": () => import("./pages/password.js"),
  "/account/sessions": () => import("./pages/sessions.js"),
  "/account/calendar": () => import("./pages/calendar.js"),
};

const links = [
  ["/", "home.title"],
  ["/appointments", "appointments.title"],
];

const app = document.getElementById("app");
app.replaceChildren();
render(html`<${Frame} links=${links}><${Router} pages=${pages} /></${Frame}>`, app);
navigator.serviceWorker?.register("/service-worker.js");
