// Who is signed in, in all tabs alike. The access token stays in memory; the refresh token is kept for the next visit.

import { signal } from "@preact/signals";

import { inTurn } from "./turns.js";

const KEY = "medbook session";
const COPIES = "medbook copies";
// An access token is renewed before it ends.
const SPARE_SECONDS = 30;
const MESSAGE_MILLISECONDS = 1000;

const channel = new BroadcastChannel(KEY);
let access = null;

// The account of who is signed in; null: nobody is.
export const user = signal(kept()?.user ?? null);

function kept() {
  return JSON.parse(localStorage.getItem(KEY));
}

function isFresh() {
  return access !== null && Date.now() < access.ends;
}

// Whether the access token that is there should be renewed.
export function isEnding() {
  return access !== null && !isFresh();
}

function take(message) {
  access = message?.access ?? null;
  user.value = message?.user ?? null;
}

channel.addEventListener("message", ({ data }) => take(data));

function tellAll(message) {
  take(message);
  channel.postMessage(message);
}

// Begins or goes on with a session. answer: of register, login or refresh.
export function keep(answer) {
  const rotation = (kept()?.rotation ?? 0) + 1;
  const { refresh_token, session_id, user: account } = answer;
  if (copies()?.owner !== account.id) localStorage.removeItem(COPIES);
  localStorage.setItem(KEY, JSON.stringify({ refresh_token, session_id, rotation, user: account }));
  const ends = Date.now() + (answer.expires_in - SPARE_SECONDS) * 1000;
  tellAll({ access: { token: answer.access_token, ends }, user: account });
}

// Shows a changed account, as update_me answers it.
export function change(account) {
  localStorage.setItem(KEY, JSON.stringify({ ...kept(), user: account }));
  tellAll({ access, user: account });
}

// Ends the session here. Returns its refresh token, with which it is ended on the server.
export function forget() {
  const token = kept()?.refresh_token ?? null;
  localStorage.removeItem(KEY);
  localStorage.removeItem(COPIES);
  tellAll(null);
  return token;
}

// Returns the id of the session; null: nobody is signed in.
export function ownSession() {
  return kept()?.session_id ?? null;
}

function copies() {
  return JSON.parse(localStorage.getItem(COPIES));
}

// Keeps what can be read without a network until its owner, a user's id, signs out.
export function keepCopy(owner, name, value) {
  if (kept()?.user.id !== owner) return;
  const others = copies()?.values;
  localStorage.setItem(COPIES, JSON.stringify({ owner, values: { ...others, [name]: { value, at: Date.now() } } }));
}

// Returns {value, at} as it was kept last; null: it was not, by who is signed in.
export function copyOf(name) {
  const found = copies();
  return found !== null && found.owner === user.value?.id ? (found.values[name] ?? null) : null;
}

// Takes an access token as ended, because the API has refused it. Returns whether another one can be had.
export function distrust(token) {
  if (access?.token === token) access = null;
  return kept() !== null;
}

// Resolves to whether another tab has told its access token.
function message() {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(isFresh()), MESSAGE_MILLISECONDS);
    const told = () => {
      clearTimeout(timer);
      resolve(isFresh());
    };
    channel.addEventListener("message", told, { once: true });
  });
}

async function rotate(refresh, rotationBefore) {
  const session = kept();
  if (session === null || isFresh()) return;
  // Another tab had the lock before, and its message may still be on the way.
  if (session.rotation !== rotationBefore && (await message())) return;
  // Who has signed out meanwhile stays so, and whoever has signed in.
  const isSame = () => kept()?.refresh_token === session.refresh_token;
  try {
    const answer = await refresh({ refresh_token: session.refresh_token }, { token: access?.token });
    if (isSame()) keep(answer);
  } catch (problem) {
    if (problem.status === 401 && isSame()) forget();
    throw problem;
  }
}

// Returns the access token, or null if nobody is signed in. refresh: exchanges a refresh token, which can be used once:
// of all tabs one at a time does it.
export async function accessToken(refresh) {
  if (!isFresh()) {
    const rotation = kept()?.rotation;
    await inTurn(KEY, () => rotate(refresh, rotation));
  }
  return access?.token ?? null;
}
