function postgresConfig(env) {
  if (!env.DB_HOST) return undefined;
  if (env.DB_SSL === 'true') throw new Error('DB_SSL=true: this service speaks to PostgreSQL without TLS only');
  return {
    host: env.DB_HOST,
    port: Number(env.DB_PORT ?? 5432),
    database: env.DB_NAME ?? 'postgres',
    user: env.DB_USER ?? 'postgres',
    password: env.DB_PASSWORD ?? '',
  };
}

function redisConfig(env) {
  if (!env.REDIS_HOST) return undefined;
  return {
    host: env.REDIS_HOST,
    port: Number(env.REDIS_PORT ?? 6379),
    password: env.REDIS_PASSWORD ?? '',
    database: Number(env.REDIS_DB ?? 0),
  };
}

/** A backing service that the environment does not name is left out, so that one image serves as frontend and backend. */
function readConfig(env) {
  return { port: Number(env.PORT ?? 3000), postgres: postgresConfig(env), redis: redisConfig(env) };
}

module.exports = { readConfig };
