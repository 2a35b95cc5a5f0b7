import { dataPath } from './data-path';

/**
 * Hashes of passwords that a Redis takes besides the one in its file while they are rotated. On its volume, so that a
 * server which starts again meanwhile takes them too.
 */
export const REDIS_ACCEPTED_FILE = `${dataPath('redis')}/accepted-passwords`;

/** Password of the Redis user that may do nothing but load the ACL file again; made anew at each start. */
export const REDIS_RELOAD_FILE = '/run/redis/reload-password';

/** Lies on the volume of a PostgreSQL while its password is rotated, and its password file may be ahead or behind. */
export const POSTGRES_ROTATING_FILE = `${dataPath('postgres')}/rotating`;
