const { withConnection } = require('./socket.js');

function encode(words) {
  const parts = words.map(String).map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return Buffer.from(`*${words.length}\r\n${parts.join('')}`);
}

/** Takes one RESP reply; arrays are not needed by the commands used here. */
function takeReply(buffer) {
  const end = buffer.indexOf('\r\n');
  if (end < 0) return undefined;
  const kind = String.fromCharCode(buffer[0] ?? 0);
  const line = buffer.toString('utf8', 1, end);
  const length = end + 2;
  if (kind === '+') return { value: line, length };
  if (kind === ':') return { value: Number(line), length };
  if (kind === '-') return { value: new Error(line), length };
  if (kind !== '$') return { value: new Error(`unexpected reply ${kind}${line}`), length };
  const size = Number(line);
  if (size < 0) return { value: null, length };
  if (buffer.length < length + size + 2) return undefined;
  return { value: buffer.toString('utf8', length, length + size), length: length + size + 2 };
}

/** Runs `work(command)` on an authenticated connection. */
function withRedis(config, work) {
  return withConnection(config, async ({ send, receive }) => {
    async function command(...words) {
      send(encode(words));
      const reply = await receive(takeReply);
      if (reply instanceof Error) throw reply;
      return reply;
    }
    if (config.password !== '') await command('AUTH', config.password);
    if (config.database !== 0) await command('SELECT', config.database);
    return work(command);
  });
}

module.exports = { takeReply, withRedis };
