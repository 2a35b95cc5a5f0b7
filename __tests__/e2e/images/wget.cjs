#!/usr/bin/node
// Debian's static busybox crashes when it looks up a name, so that its wget is of no use: `wget [options] URL`.
const url = process.argv.at(-1);
fetch(url, { signal: AbortSignal.timeout(10_000) })
  .then((answer) => process.exit(answer.ok ? 0 : 1))
  .catch((error) => {
    process.stderr.write(`${error.cause ?? error}\n`);
    process.exit(1);
  });
