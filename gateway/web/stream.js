// Changes of slots as they happen.

import { adminToken } from "./client.js";
import { user } from "./session.js";

const OPENING = "/v1/slots/events";
const SOCKET = "/v1/slots/live";
const PROTOCOL = "medbook";
const FIRST_DELAY = 1000;
const LONGEST_DELAY = 30_000;
// How long a page that nobody sees still follows on a connection that no other page is waiting for.
const PATIENCE = 60_000;

// Follows while the page is seen, and for that many milliseconds more. Whoever sees it again gets a resync.
function whileSeen(open, patience) {
  let close = open();
  let timer = null;

  function look() {
    clearTimeout(timer);
    if (!document.hidden) {
      close ??= open();
      return;
    }
    timer = setTimeout(() => {
      close?.();
      close = null;
    }, patience);
  }

  document.addEventListener("visibilitychange", look);
  return () => {
    document.removeEventListener("visibilitychange", look);
    clearTimeout(timer);
    close?.();
  };
}

// Follows the slots of a doctor, specialization or service: {doctor_id: …}. Returns a function that ends it.
// change: gets the state of a slot, as in #/components/schemas/slot_state. resync: the list must be read, at first and
// whenever changes may have been missed. state: gets whether the stream is connected.
export function follow(topic, handlers) {
  // Only there a token can be sent.
  if (user.value?.role === "ADMIN") return followAll([topic], handlers);
  // Without HTTP/2 a browser has six connections to a site, in all its tabs.
  return whileSeen(() => followOne(topic, handlers), 0);
}

function followOne(topic, { change, resync, state = () => {} }) {
  let source = null;
  let cursor = null;
  let timer = null;
  let delay = FIRST_DELAY;

  function lost() {
    state(false);
    // A browser reconnects by itself, with the last id, unless the API refused: then it gives up.
    if (source.readyState !== EventSource.CLOSED) return;
    timer = setTimeout(open, delay);
    delay = Math.min(delay * 2, LONGEST_DELAY);
  }

  function open() {
    const isNew = cursor === null;
    const query = new URLSearchParams(isNew ? topic : { ...topic, cursor });
    source = new EventSource(`${OPENING}?${query}`);
    let isFirst = true;
    source.addEventListener("open", () => {
      delay = FIRST_DELAY;
      state(true);
      if (isFirst && isNew) resync();
      isFirst = false;
    });
    source.addEventListener("slot", (event) => {
      cursor = event.lastEventId || cursor;
      change(JSON.parse(event.data));
    });
    source.addEventListener("reset", (event) => {
      cursor = event.lastEventId || null;
      resync();
    });
    source.addEventListener("error", lost);
  }

  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

// Follows several topics as follow does one, on a single connection: browsers have few of them for a server.
export function followAll(topics, handlers) {
  return whileSeen(() => connect(topics, handlers), PATIENCE);
}

function connect(topics, { change, resync, state = () => {} }) {
  let socket = null;
  let timer = null;
  let delay = FIRST_DELAY;
  let isLeft = false;

  function lost() {
    if (isLeft) return;
    state(false);
    timer = setTimeout(open, delay);
    delay = Math.min(delay * 2, LONGEST_DELAY);
  }

  async function open() {
    let waiting = topics.length;
    const token = await adminToken();
    if (isLeft) return;
    socket = new WebSocket(location.origin.replace(/^http/, "ws") + SOCKET, token ? [PROTOCOL, `bearer.${token}`] : []);
    socket.addEventListener("open", () => {
      if (isLeft) return socket.close();
      topics.forEach((topic) => socket.send(JSON.stringify({ subscribe: topic })));
    });
    socket.addEventListener("message", ({ data: text }) => {
      const { event, data } = JSON.parse(text);
      if (event === "slot") change(data);
      else if (event === "reset") resync();
      else if (event === "problem") socket.close();
      else if (event === "subscribed" && --waiting === 0) {
        delay = FIRST_DELAY;
        state(true);
        resync();
      }
    });
    socket.addEventListener("close", lost);
  }

  open();
  return () => {
    isLeft = true;
    clearTimeout(timer);
    // Browsers warn of one that is closed before it is open.
    if (socket?.readyState === WebSocket.OPEN) socket.close();
  };
}
