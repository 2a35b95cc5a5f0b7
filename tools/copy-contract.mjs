// Gives every root module of infra/terraform the contract as it is: a link would not survive a checkout on Windows.
import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const infra = join(dirname(fileURLToPath(import.meta.url)), '..', 'infra', 'terraform');
for (const { name } of readdirSync(infra, { withFileTypes: true }).filter((entry) => entry.isDirectory()))
  if (!name.startsWith('_') && existsSync(join(infra, name, 'versions.tf')))
    copyFileSync(join(infra, '_shared', 'variables.tf'), join(infra, name, 'variables.tf'));
