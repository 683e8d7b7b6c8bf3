// The pages of administrators. A page that is not listed here does not exist.

import { html } from "htm/preact";
import { render } from "preact";

import { stayKnown } from "./client.js";
import { Frame } from "./elements/frame.js";
import * as day from "./pages/admin/day.js";
import { Router } from "./router.js";
import de from "./text/admin/de.js";
import en from "./text/admin/en.js";
import { addWords } from "./text.js";

addWords({ de, en });

const pages = {
  "/": () => day,
  "/doctors/:id/week": () => import("./pages/admin/week.js"),
  "/bookings/:id": () => import("./pages/admin/booking.js"),
  "/patients": () => import("./pages/admin/patients.js"),
  "/patients/:id": () => import("./pages/admin/patient.js"),
  "/waiting": () => import("./pages/admin/waiting.js"),
  "/calls": () => import("./pages/admin/calls.js"),
  "/doctors": () => import("./pages/admin/doctors.js"),
  "/doctors/new": () => import("./pages/admin/doctor-new.js"),
  "/doctors/:id": () => import("./pages/admin/doctor.js"),
  "/doctors/:id/edit": () => import("./pages/admin/doctor-edit.js"),
  "/clinic": () => import("./pages/admin/clinic.js"),
  "/services": () => import("./pages/admin/services.js"),
  "/services/new": () => import("./pages/admin/service-new.js"),
  "/services/:id": () => import("./pages/admin/service.js"),
  "/leave": () => import("./pages/admin/clinic-leave.js"),
  "/settings": () => import("./pages/admin/settings.js"),
  "/webhooks": () => import("./pages/admin/webhooks.js"),
  "/webhooks/new": () => import("./pages/admin/webhook-new.js"),
  "/webhooks/:id": () => import("./pages/admin/webhook.js"),
  "/statistics": () => import("./pages/admin/statistics.js"),
  "/sign-in": () => import("./pages/sign-in.js"),
};

const links = [
  ["/", "day.title"],
  ["/patients", "patients.title"],
  ["/waiting", "waiting.title"],
  ["/calls", "calls.title"],
  ["/doctors", "doctors.title"],
  ["/statistics", "statistics.title"],
  ["/clinic", "clinic.title"],
];

const app = document.getElementById("app");
app.replaceChildren();
render(html`<${Frame} links=${links}><${Router} pages=${pages} /></${Frame}>`, app);
stayKnown();
