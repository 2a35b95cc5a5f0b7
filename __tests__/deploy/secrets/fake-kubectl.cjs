#!/usr/bin/env node
// Stands in for kubectl and the API server: objects are in state.json beside it, and every argument goes to argv.log.
const { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const folder = process.env.FAKE_STATE;
const file = join(folder, 'state.json');
const args = process.argv.slice(2).filter((arg) => !/^--(?:context|namespace|request-timeout)=/.test(arg));
appendFileSync(join(folder, 'argv.log'), `${JSON.stringify(process.argv.slice(2))}\n`);
const state = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};

function save() {
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(state));
  renameSync(`${file}.${process.pid}`, file);
}

function fail(reason, message) {
  process.stderr.write(`Error from server (${reason}): ${message}\n`);
  process.exit(1);
}

function get() {
  const words = args.slice(1).filter((arg, index, all) => !arg.startsWith('-') && all[index - 1] !== '-o');
  const [named, ...names] = words;
  const kind = named === 'secret' ? 'secrets' : named;
  if (kind === 'namespace' && state.forbidden) fail('Forbidden', 'namespaces is forbidden');
  const found = names.map((name) => state[`${kind}/${name}`]).filter(Boolean);
  if (found.length === 0) return '';
  if (kind === 'namespace') return `namespace/${names[0]}`;
  return JSON.stringify(names.length === 1 ? found[0] : { kind: 'List', items: found });
}

function write(verb) {
  const object = JSON.parse(readFileSync(0, 'utf8'));
  const id = `secrets/${object.metadata.name}`;
  if (state.broken)
    fail('Invalid', `cannot take ${JSON.stringify(object)} ${Buffer.from(Object.values(object.data)[0], 'base64')}`);
  const rival = (state.rivals ?? []).shift();
  if (rival) {
    const version = Number(state[id]?.metadata.resourceVersion ?? 0) + 1;
    state[id] = { ...rival, metadata: { ...rival.metadata, resourceVersion: String(version) } };
    save();
  }
  const current = state[id];
  if (verb === 'create' && current) fail('AlreadyExists', `secrets "${object.metadata.name}" already exists`);
  if (verb === 'replace' && current?.metadata.resourceVersion !== object.metadata.resourceVersion)
    fail(
      'Conflict',
      `Operation cannot be fulfilled on secrets "${object.metadata.name}": the object has been modified`,
    );
  object.metadata.resourceVersion = String(Number(current?.metadata.resourceVersion ?? 0) + 1);
  state[id] = object;
  save();
  return JSON.stringify(object);
}

process.stdout.write(args[0] === 'get' ? get() : write(args[0]));
