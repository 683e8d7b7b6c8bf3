// Lists of the API that are needed whole.

const LIMIT = 100;

// Reads all pages of a list. member: the answer's.
export async function readAll(operation, fields, member, options) {
  const rows = [];
  let cursor;
  do {
    const answer = await operation({ ...fields, limit: LIMIT, cursor }, options);
    rows.push(...answer[member]);
    cursor = answer.next_cursor;
  } while (cursor);
  return rows;
}
