import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, 'recorded');

/** Names of the metrics that real programs gave, by program. */
export const RECORDED: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  readdirSync(FOLDER).map((file) => {
    const lines = readFileSync(join(FOLDER, file), 'utf8').split('\n');
    return [file.replace(/\.txt$/, ''), new Set(lines.filter((line) => line !== '' && !line.startsWith('#')))];
  }),
);
