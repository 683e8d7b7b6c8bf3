// The comparison: a bare Express + pg gateway over the same functions, with as many processes and connections.
'use strict';
const cluster = require('node:cluster');
const express = require('express');
const jwt = require('jsonwebtoken');
const pg = require('pg');

const { BENCH_PORT, BENCH_WORKERS, BENCH_POOL_SIZE, BENCH_JWT_KEY } = process.env;
const STATUS = { SLOT_NOT_FOUND: 404, DOCTOR_NOT_FOUND: 404, SLOT_IN_PAST: 422, OUTSIDE_BOOKING_WINDOW: 422, INVALID_INPUT: 422, FORBIDDEN: 403 };
const TOKEN = { algorithms: ['HS256'], audience: 'medbook', issuer: 'medbook' };

function serve() {
  const pool = new pg.Pool({ max: Number(BENCH_POOL_SIZE) });
  const app = express().disable('etag').disable('x-powered-by');
  app.use(express.json());

  async function answer(res, name, text, values) {
    const { rows: [{ r }] } = await pool.query({ name, text, values });
    res.status(r.success ? (r.created ? 201 : 200) : STATUS[r.error] ?? 409).json(r);
  }

  app.post('/v1/bookings', async (req, res) => {
    const user = jwt.verify((req.get('authorization') ?? '').slice('Bearer '.length), BENCH_JWT_KEY, TOKEN);
    await answer(res, 'book', 'select api.book_slot($1, $2) as r', [user.sub, req.body.slot_id]);
  });
  app.get('/v1/doctors/:doctor_id/slots', (req, res) =>
    answer(res, 'list', 'select api.list_slots(p_doctor_id => $1, p_limit => $2) as r',
      [req.params.doctor_id, req.query.limit ?? 20]));
  app.get('/readyz', (req, res) => res.json({ success: true }));
  app.listen(Number(BENCH_PORT), '127.0.0.1');
}

if (cluster.isPrimary) {
  for (let n = 0; n < Number(BENCH_WORKERS); n++) cluster.fork();
} else {
  serve();
}
