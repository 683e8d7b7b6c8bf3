// How often is read what changes.

// An address has a hundred requests in a quarter of an hour: what changes all the time is read more and more seldom.
const LONGEST_PAUSE = 20_000;

// Changes often come several at once: read is called once for all of them, shortest milliseconds after the first. ask:
// says that there is one. stop: forgets it.
export function pace(read, shortest) {
  let timer = null;
  let pause = shortest;
  let askedAt = 0;

  function ask() {
    const now = Date.now();
    const isQuiet = now - askedAt > LONGEST_PAUSE;
    askedAt = now;
    if (timer) return;
    pause = isQuiet ? shortest : Math.min(pause * 2, LONGEST_PAUSE);
    timer = setTimeout(() => {
      timer = null;
      read();
    }, pause);
  }

  function stop() {
    clearTimeout(timer);
    timer = null;
  }

  return { ask, stop };
}
