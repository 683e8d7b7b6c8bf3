// Patients who were found, by their ids: the API has no operation that answers one.

export const known = new Map();
