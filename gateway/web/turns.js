// Work that one tab at a time does. A browser has locks for that if the page came by https or from the same machine;
// elsewhere a row in its database says whose turn it is.

const STORE = "turns";
// A tab that has gone away gives nothing back.
const LONGEST = 30_000;
const PAUSE = 100;

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("medbook turns", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

// Writes what decide makes of the row, unless that is null; resolves to whether it did. No other tab writes meanwhile.
function write(database, name, decide) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, "readwrite");
    const rows = transaction.objectStore(STORE);
    const read = rows.get(name);
    let row = null;
    read.onsuccess = () => {
      row = decide(read.result);
      if (row) rows.put(row, name);
    };
    transaction.oncomplete = () => resolve(row !== null);
    transaction.onabort = () => reject(transaction.error);
  });
}

async function takeTurn(name, work) {
  const own = crypto.getRandomValues(new Uint32Array(4)).join();
  const isTaken = (turn) => turn && turn.ends > Date.now() && turn.ends <= Date.now() + LONGEST;
  const take = (turn) => (isTaken(turn) ? null : { whose: own, ends: Date.now() + LONGEST });
  const give = (turn) => (turn.whose === own ? { ends: 0 } : null);
  const database = await open();
  try {
    while (!(await write(database, name, take))) await new Promise((resolve) => setTimeout(resolve, PAUSE));
    try {
      return await work();
    } finally {
      await write(database, name, give);
    }
  } finally {
    database.close();
  }
}

// Does work when it is this tab's turn; resolves to its result.
export function inTurn(name, work) {
  return navigator.locks ? navigator.locks.request(name, work) : takeTurn(name, work);
}
