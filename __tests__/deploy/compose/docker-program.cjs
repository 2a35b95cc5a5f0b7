#!/usr/bin/env node
// Stands in for docker: containers are those of containers.json beside it, Compose says what up.txt does, and every
// argument goes to argv.log.
const { appendFileSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const read = (name) => readFileSync(join(process.env.FAKE_STATE, name), 'utf8');
const words = process.argv.slice(2);
appendFileSync(join(process.env.FAKE_STATE, 'argv.log'), `${words.join(' ')}\n`);
const [command] = words;
if (command === 'ps')
  process.stdout.write(
    JSON.parse(read('containers.json'))
      .map(({ Id }) => `${Id}\n`)
      .join(''),
  );
if (command === 'inspect') process.stdout.write(read('containers.json'));
if (command === 'logs') process.stdout.write(`the last words of ${words.at(-1)}\n`);
if (command === 'compose' && words.includes('up')) {
  const said = read('up.txt');
  process.stderr.write(said);
  process.exitCode = said === '' ? 0 : 1;
}
