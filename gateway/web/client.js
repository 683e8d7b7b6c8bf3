// The API: a function for each operation, by its name in /openapi.json. All take the operation's fields as one object
// and answer its JSON, or throw a Problem.

import * as session from "./session.js";

// Of a request that may be repeated, after a failure that may pass; not once more if it is within another one.
const PAUSES = [500, 1500, 4000];
const TIMEOUT = 15_000;
const WATCH = 10_000;
// Whoever is to wait for longer than these seconds is told so instead.
const LONGEST_WAIT = 10;

// What the API refuses, in its own words (code, detail, errors and others), or UNREACHABLE.
export class Problem extends Error {
  constructor(members) {
    super(members.detail);
    Object.assign(this, members);
  }

  get mayPass() {
    return this.code === "UNREACHABLE" || this.status === 503 || this.status === 504;
  }

  // The errors by the fields that they point at.
  get fields() {
    return Object.fromEntries((this.errors ?? []).map((error) => [error.pointer.replace(/^#\//, ""), error]));
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function send(method, url, headers, body, signal) {
  const timeout = AbortSignal.timeout(TIMEOUT);
  const signals = AbortSignal.any(signal ? [signal, timeout] : [timeout]);
  try {
    const response = await fetch(url, { method, headers, body, signal: signals });
    const text = await response.text();
    const answer = text ? JSON.parse(text) : null;
    // What is on the way, such as a proxy or a hotel's network, may answer in the API's place.
    if (response.status !== 204 && !(response.ok ? answer : answer?.code)) throw new Error(`no answer of the API: ${response.status}`);
    return { response, answer };
  } catch (error) {
    signal?.throwIfAborted();
    throw new Problem({ code: "UNREACHABLE", status: 0, detail: String(error) });
  }
}

async function ask(method, url, headers, body, signal) {
  const { response, answer } = await send(method, url, headers, body, signal);
  if (!response.ok) {
    const after = Number(response.headers.get("Retry-After"));
    throw new Problem({ ...answer, status: response.status, retryAfter: after || null });
  }
  const etag = response.headers.get("ETag");
  return etag ? Object.defineProperty(answer, "etag", { value: etag }) : answer;
}

function bearer(token) {
  return token ? { Authorization: `Bearer ${token}` } : {};
}

// Returns an administrator's access token, also for what needs none: the limit of requests is then the administrator's
// own, not that of the address. null: it is nobody's.
export async function adminToken() {
  if (session.user.value?.role !== "ADMIN") return null;
  try {
    return await session.accessToken(refresh);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return null;
  }
}

// Renews an administrator's access token in its last seconds, while it still says who asks, and the page is seen.
export function stayKnown() {
  setInterval(() => session.isEnding() && !document.hidden && adminToken(), WATCH);
}

async function askSigned(method, url, headers, body, signal) {
  const token = await session.accessToken(refresh);
  try {
    return await ask(method, url, { ...headers, ...bearer(token) }, body, signal);
  } catch (problem) {
    if (problem.code !== "INVALID_TOKEN" || !token || !session.distrust(token)) throw problem;
    return askSigned(method, url, headers, body, signal);
  }
}

async function askOpenly(method, url, headers, body, signal, given) {
  const token = given ?? (method === "GET" ? await adminToken() : null);
  return ask(method, url, { ...headers, ...bearer(token) }, body, signal);
}

// Puts fields into the path, and the others into the body or the query. if_match, the etag of an answer, is a header.
function compose(method, path, { if_match: match, ...fields }) {
  const url = path.replace(/{(\w+)}/g, (_, name) => {
    const value = fields[name];
    delete fields[name];
    return encodeURIComponent(value);
  });
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  const headers = match ? { "If-Match": match } : {};
  if (!given.length) return { url, headers };
  if (method === "GET" || method === "DELETE") return { url: `${url}?${new URLSearchParams(given)}`, headers };
  return { url, headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(Object.fromEntries(given)) };
}

// signed: it needs somebody who is signed in. again: a second time it changes nothing, so it is repeated when the answer
// was lost.
function operation(method, path, { signed = false, again = method !== "POST" } = {}) {
  return async function call(fields = {}, { signal, token } = {}) {
    const { url, headers, body } = compose(method, path, fields);
    const pauses = again && !fields.if_match ? PAUSES : [];
    for (let attempt = 0; ; attempt++) {
      try {
        return await (signed ? askSigned : askOpenly)(method, url, headers, body, signal, token);
      } catch (problem) {
        if (!problem.mayPass || problem.retryAfter > LONGEST_WAIT || problem.isRepeated || attempt >= pauses.length) {
          problem.isRepeated = pauses.length > 0;
          throw problem;
        }
        await pause(problem.retryAfter ? problem.retryAfter * 1000 : pauses[attempt]);
      }
    }
  };
}

const get = (path, options) => operation("GET", path, options);
const post = (path, options) => operation("POST", path, options);
const put = (path, options) => operation("PUT", path, options);
const patch = (path, options) => operation("PATCH", path, options);
const remove = (path, options) => operation("DELETE", path, options);

const signed = true;
const again = true;

export const register = post("/v1/auth/register");
export const login = post("/v1/auth/login");
export const refresh = post("/v1/auth/refresh", { again });
export const logout = post("/v1/auth/logout", { again });
export const password = post("/v1/auth/password", { signed });
export const reset = post("/v1/auth/reset");
export const forgot = post("/v1/auth/forgot");
export const update_me = patch("/v1/me", { signed });
export const get_user = get("/v1/me", { signed });
export const list_sessions = get("/v1/me/sessions", { signed });
export const revoke_sessions = remove("/v1/me/sessions", { signed });
export const revoke_session = remove("/v1/me/sessions/{session_id}", { signed });
export const get_calendar_link = get("/v1/me/calendar", { signed });
export const renew_calendar_link = post("/v1/me/calendar", { signed });
export const withdraw_calendar_link = remove("/v1/me/calendar", { signed });
export const get_notifications = get("/v1/me/notifications", { signed });
export const update_notifications = patch("/v1/me/notifications", { signed });
export const list_specializations = get("/v1/specializations");
export const list_services = get("/v1/services");
export const list_doctors = get("/v1/doctors");
export const get_doctor = get("/v1/doctors/{doctor_id}");
export const list_slots = get("/v1/doctors/{doctor_id}/slots");
export const find_slots = get("/v1/slots");
export const get_slot = get("/v1/slots/{slot_id}");
export const book_slot = post("/v1/bookings", { signed, again });
export const list_bookings = get("/v1/bookings", { signed });
export const book_soonest = post("/v1/bookings/soonest", { signed, again });
export const get_booking = get("/v1/bookings/{booking_id}", { signed });
export const extend_booking = post("/v1/bookings/{booking_id}/extend", { signed, again });
export const confirm_booking = post("/v1/bookings/{booking_id}/confirm", { signed, again });
export const cancel_booking = post("/v1/bookings/{booking_id}/cancel", { signed, again });
export const reschedule_booking = post("/v1/bookings/{booking_id}/reschedule", { signed, again });
export const join_waitlist = post("/v1/waitlist", { signed, again });
export const list_waitlist = get("/v1/waitlist", { signed });
export const leave_waitlist = remove("/v1/waitlist/{waitlist_id}", { signed });
export const create_doctor = post("/v1/admin/doctors", { signed });
export const update_doctor = patch("/v1/admin/doctors/{doctor_id}", { signed });
export const get_doctor_windows = get("/v1/admin/doctors/{doctor_id}/windows", { signed });
export const update_doctor_windows = patch("/v1/admin/doctors/{doctor_id}/windows", { signed });
export const retire_doctor = remove("/v1/admin/doctors/{doctor_id}", { signed });
export const list_retired_doctors = get("/v1/admin/doctors/retired", { signed });
export const reinstate_doctor = post("/v1/admin/doctors/{doctor_id}/reinstate", { signed });
export const list_all_services = get("/v1/admin/services", { signed });
export const create_service = post("/v1/admin/services", { signed });
export const update_service = patch("/v1/admin/services/{service_id}", { signed });
export const get_working_hours = get("/v1/admin/doctors/{doctor_id}/working-hours", { signed });
export const set_working_hours = put("/v1/admin/doctors/{doctor_id}/working-hours", { signed });
export const list_all_slots = get("/v1/admin/doctors/{doctor_id}/slots", { signed });
export const list_time_off = get("/v1/admin/doctors/{doctor_id}/time-off", { signed });
export const add_time_off = post("/v1/admin/doctors/{doctor_id}/time-off", { signed });
export const get_doctor_link = get("/v1/admin/doctors/{doctor_id}/calendar", { signed });
export const renew_doctor_link = post("/v1/admin/doctors/{doctor_id}/calendar", { signed });
export const withdraw_doctor_link = remove("/v1/admin/doctors/{doctor_id}/calendar", { signed });
export const list_clinic_time_off = get("/v1/admin/time-off", { signed });
export const add_clinic_time_off = post("/v1/admin/time-off", { signed });
export const remove_time_off = remove("/v1/admin/time-off/{time_off_id}", { signed });
export const open_slots = post("/v1/admin/doctors/{doctor_id}/slots", { signed, again });
export const close_slot = remove("/v1/admin/slots/{slot_id}", { signed });
export const reopen_slot = post("/v1/admin/slots/{slot_id}/reopen", { signed });
export const list_all_bookings = get("/v1/admin/bookings", { signed });
export const list_affected = get("/v1/admin/bookings/affected", { signed });
export const book_for_patient = post("/v1/admin/bookings", { signed, again });
export const complete_booking = post("/v1/admin/bookings/{booking_id}/complete", { signed, again });
export const mark_no_show = post("/v1/admin/bookings/{booking_id}/no-show", { signed, again });
export const reinstate_booking = post("/v1/admin/bookings/{booking_id}/reinstate", { signed });
export const get_patient_booking = get("/v1/admin/bookings/{booking_id}", { signed });
export const list_all_waiting = get("/v1/admin/waitlist", { signed });
export const join_for_patient = post("/v1/admin/waitlist", { signed });
export const prioritize_waitlist = patch("/v1/admin/waitlist/{waitlist_id}", { signed });
export const list_events = get("/v1/admin/events", { signed });
export const list_webhooks = get("/v1/admin/webhooks", { signed });
export const create_webhook = post("/v1/admin/webhooks", { signed });
export const update_webhook = patch("/v1/admin/webhooks/{webhook_id}", { signed });
export const delete_webhook = remove("/v1/admin/webhooks/{webhook_id}", { signed });
export const rotate_webhook = post("/v1/admin/webhooks/{webhook_id}/secret", { signed });
export const list_deliveries = get("/v1/admin/webhooks/{webhook_id}/deliveries", { signed });
export const replay_deliveries = post("/v1/admin/webhooks/{webhook_id}/replay", { signed });
export const list_users = get("/v1/admin/users", { signed });
export const get_person = get("/v1/admin/users/{patient_id}", { signed });
export const create_user = post("/v1/admin/users", { signed });
export const update_user = patch("/v1/admin/users/{patient_id}", { signed });
export const issue_password_reset = post("/v1/admin/users/{patient_id}/password-reset", { signed });
export const get_statistics = get("/v1/admin/statistics", { signed });
export const get_settings = get("/v1/admin/settings", { signed });
export const update_settings = patch("/v1/admin/settings", { signed });
export const expire_bookings = post("/v1/admin/bookings/expire", { signed, again });
