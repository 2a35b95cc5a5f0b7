// npm leaves optional packages of other platforms out of the lock file when its registry does not carry them, and then
// `npm ci` refuses the lock. This adds their entries: version, system and processor, as their names say.
// Run it after an `npm install` that changed package-lock.json: `node tools/complete-lock.mjs`.
import { readFileSync, writeFileSync } from 'node:fs';

const PLATFORM =
  /(android|darwin|linux|win32|freebsd|openharmony)-(arm64|x64|ia32|arm|ppc64|s390x|loong64|riscv64)(?:-(\w+))?$/;
const file = 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = Object.values(lock.packages).flatMap((owner) =>
  Object.entries(owner.optionalDependencies ?? {}).flatMap(([name, version]) => entry(name, version, owner.dev)),
);
lock.packages = Object.fromEntries(
  [...Object.entries(lock.packages), ...added].sort(([a], [b]) => a.localeCompare(b, 'en')),
);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.error(`${added.length} entries added to ${file}`);

function entry(name, version, dev) {
  const key = `node_modules/${name}`;
  const platform = PLATFORM.exec(name);
  if (!platform || lock.packages[key]?.version) return [];
  const [, os, cpu, variant] = platform;
  const libc = variant === 'musl' ? ['musl'] : os === 'linux' && variant === 'gnu' ? ['glibc'] : undefined;
  return [
    [key, { version, cpu: [cpu], ...(dev ? { dev: true } : {}), ...(libc ? { libc } : {}), optional: true, os: [os] }],
  ];
}
