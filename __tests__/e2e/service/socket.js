const net = require('node:net');

const TIMEOUT_MS = 3000;

/**
 * Opens a connection and gives `talk` a `send(bytes)` and a `receive(take)`, where `take(buffer)` returns
 * undefined while a message is incomplete, else `{ value, length }`.
 */
async function withConnection({ host, port }, talk) {
  const socket = net.connect({ host, port, timeout: TIMEOUT_MS });
  const failed = new Promise((_, reject) => {
    socket.once('error', reject);
    socket.once('timeout', () => reject(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    socket.once('close', () => reject(new Error('connection closed')));
  });
  failed.catch(() => {});
  try {
    return await Promise.race([talk(channel(socket)), failed]);
  } finally {
    socket.destroy();
  }
}

function channel(socket) {
  let received = Buffer.alloc(0);
  let wake = () => {};
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    wake();
  });
  async function receive(take) {
    for (;;) {
      const message = take(received);
      if (message !== undefined) {
        received = received.subarray(message.length);
        return message.value;
      }
      await new Promise((resolve) => {
        wake = resolve;
      });
    }
  }
  return { send: (bytes) => socket.write(bytes), receive };
}

module.exports = { withConnection };
