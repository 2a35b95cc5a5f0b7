const http = require('node:http');
const { hostname } = require('node:os');
const process = require('node:process');
const { burn, health, roundtrip, visibleEnvironment } = require('./checks.js');
const { readConfig } = require('./config.js');

const SHUTDOWN_MS = 10_000;

const { env } = process;
const config = readConfig(env);

const routes = {
  '/': async () => ({ ok: true, host: hostname() }),
  '/health': () => health(config),
  '/env': async () => visibleEnvironment(env),
  '/burn': async (url) => ({ ok: true, burntMs: await burn(Number(url.searchParams.get('ms'))) }),
  '/roundtrip': () => roundtrip(config),
};

function reply(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}

async function handle(request, response) {
  const url = new URL(request.url, 'http://service');
  const route = routes[url.pathname];
  if (route === undefined) return reply(response, 404, { ok: false, error: 'not found' });
  const body = await route(url);
  return reply(response, body.ok === false ? 503 : 200, body);
}

const server = http.createServer((request, response) => {
  handle(request, response).catch((error) => reply(response, 500, { ok: false, error: error.message }));
});

process.once('SIGTERM', () => {
  setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
  server.close(() => process.exit(0));
});

server.listen(config.port, '0.0.0.0', () => process.stdout.write(`listening on port ${config.port}\n`));
