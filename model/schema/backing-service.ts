import { z } from 'zod';
import { imageReference } from './scalars/image';
import { projectPath } from './scalars/path';
import { safeText } from './scalars/text';

const userId = z
  .int()
  .min(1)
  .max(2_147_483_647)
  .default(10999)
  .describe('Numeric user and group id; it owns the data, so it is for life');

const postgres = z.strictObject({
  engine: z.literal('postgres'),
  description: safeText.optional(),
  image: imageReference,
  database: safeText.describe('Database name; may use ${environment.name}'),
  user: safeText.describe('Role that owns the database'),
  initScripts: z.array(projectPath).default([]).describe('SQL files that run once, when the data folder is empty'),
  userId,
});

const redis = z.strictObject({
  engine: z.literal('redis'),
  description: safeText.optional(),
  image: imageReference,
  database: z.int().min(0).max(15).default(0).describe('Logical database'),
  persistence: z.enum(['aof', 'none']).default('aof').describe('aof: every write, fsync each second'),
  maxmemoryPolicy: z
    .enum(['noeviction', 'allkeys-lru', 'allkeys-lfu', 'volatile-lru', 'volatile-lfu', 'volatile-ttl'])
    .default('noeviction')
    .describe('noeviction for queues and sessions, allkeys-lru for a cache'),
  userId,
});

/** A database or cache that components need. */
export const backingService = z.discriminatedUnion('engine', [postgres, redis]);

export type BackingServiceDeclaration = z.output<typeof backingService>;
