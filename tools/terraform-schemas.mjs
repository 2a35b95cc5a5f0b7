// Keeps of each provider's schema what the root modules use, in infra/terraform/schemas, so that tests can check every root
// without its provider: node tools/terraform-schemas.mjs FOLDER, where FOLDER has files PROVIDER.json.gz with
// { provider, provider_config, resources, data_sources } from `terraform providers schema -json`.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const infra = join(dirname(fileURLToPath(import.meta.url)), '..', 'infra', 'terraform');
const [folder] = argv.slice(2);
if (folder === undefined) throw new Error('usage: node tools/terraform-schemas.mjs FOLDER');

function sources(at) {
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
    const path = join(at, entry.name);
    if (entry.isDirectory()) return entry.name.startsWith('.') ? [] : sources(path);
    return entry.name.endsWith('.tf') ? [readFileSync(path, 'utf8')] : [];
  });
}

const all = sources(infra).join('\n');
const used = (kind) => new Set([...all.matchAll(new RegExp(`^${kind}\\s+"(\\w+)"`, 'gm'))].map(([, type]) => type));
const pick = (table, names) =>
  Object.fromEntries(
    Object.entries(table)
      .filter(([name]) => names.has(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** Statements of firewalls hold statements, and so on without end: no root goes further down than this. */
const DEEPEST = 5;

/** Only what a check reads. */
function trimmed(value, depth = 0) {
  if (Array.isArray(value)) return value.map((inner) => trimmed(inner, depth));
  if (typeof value !== 'object' || value === null) return value;
  const left = ['description', 'description_kind', 'version', 'deprecation_message'];
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !(left.includes(key) && typeof inner !== 'object'))
      .filter(([key]) => key !== 'block_types' || depth < DEEPEST)
      .map(([key, inner]) => [key, trimmed(inner, key === 'block_types' ? depth + 1 : depth)]),
  );
}

const target = join(infra, 'schemas');
mkdirSync(target, { recursive: true });
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json.gz'))) {
  const schema = JSON.parse(gunzipSync(readFileSync(join(folder, file))).toString('utf8'));
  // Some collections of schemas are without descriptions, and lost the attributes of that name with them.
  const isWithout = !JSON.stringify(schema.resources).includes('"description_kind"');
  const kept = {
    provider: schema.provider,
    ...(isWithout ? { without: ['description'] } : {}),
    provider_config: trimmed(schema.provider_config),
    resources: trimmed(pick(schema.resources, used('resource'))),
    data_sources: trimmed(pick(schema.data_sources, used('data'))),
  };
  if (Object.keys(kept.resources).length === 0 && Object.keys(kept.data_sources).length === 0) continue;
  const path = join(target, file.replace(/\.gz$/, ''));
  const text = `${JSON.stringify(kept)}\n`;
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}
