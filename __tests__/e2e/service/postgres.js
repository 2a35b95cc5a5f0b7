const { ScramClient } = require('./scram.js');
const { withConnection } = require('./socket.js');

const PROTOCOL_3_0 = 196608;
const AUTHENTICATION = { ok: 0, sasl: 10, saslContinue: 11, saslFinal: 12 };

const int32 = (number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(number);
  return bytes;
};

function frame(type, ...parts) {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function takeMessage(buffer) {
  if (buffer.length < 5) return undefined;
  const length = buffer.readInt32BE(1) + 1;
  if (buffer.length < length) return undefined;
  return { value: { type: String.fromCharCode(buffer[0]), body: buffer.subarray(5, length) }, length };
}

function serverError(body) {
  const fields = body.toString('utf8').split('\0').filter(Boolean);
  const text = (code) => fields.find((field) => field[0] === code)?.slice(1);
  return new Error(`${text('C')}: ${text('M')}`);
}

function rowOf(body) {
  const columns = [];
  let at = 2;
  for (let index = 0; index < body.readInt16BE(0); index += 1) {
    const size = body.readInt32BE(at);
    at += 4;
    columns.push(size < 0 ? null : body.toString('utf8', at, at + size));
    at += Math.max(size, 0);
  }
  return columns;
}

function answer(scram, send, body) {
  const kind = body.readInt32BE(0);
  if (kind === AUTHENTICATION.ok) return;
  if (kind === AUTHENTICATION.sasl) {
    const first = scram.first();
    send(frame('p', 'SCRAM-SHA-256\0', int32(Buffer.byteLength(first)), first));
  } else if (kind === AUTHENTICATION.saslContinue) {
    send(frame('p', scram.final(body.toString('utf8', 4))));
  } else if (kind === AUTHENTICATION.saslFinal) {
    scram.verify(body.toString('utf8', 4));
  } else {
    throw new Error(`authentication method ${kind} is not SCRAM-SHA-256`);
  }
}

/** Reads messages until the server is ready for a query; a refused query is reported only then, to stay in step. */
async function untilReady(receive, handlers) {
  let refused;
  for (;;) {
    const { type, body } = await receive(takeMessage);
    if (type === 'E' && handlers.R) throw serverError(body);
    if (type === 'E') refused = serverError(body);
    if (type === 'Z' && refused) throw refused;
    if (type === 'Z') return;
    handlers[type]?.(body);
  }
}

/** Runs `work(query)` on an authenticated connection; `query(sql)` gives the rows as arrays of strings. */
function withPostgres(config, work) {
  return withConnection(config, async ({ send, receive }) => {
    const scram = new ScramClient(config);
    const startup = frame('', int32(PROTOCOL_3_0), `user\0${config.user}\0database\0${config.database}\0\0`);
    send(startup);
    await untilReady(receive, { R: (body) => answer(scram, send, body) });
    async function query(sql) {
      const rows = [];
      send(frame('Q', `${sql}\0`));
      await untilReady(receive, { D: (body) => rows.push(rowOf(body)) });
      return rows;
    }
    return work(query);
  });
}

module.exports = { withPostgres };
