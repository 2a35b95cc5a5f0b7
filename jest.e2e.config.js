const base = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: ['**/__tests__/e2e/**/*.e2e.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // The tests share one small cluster.
  maxWorkers: 1,
  testTimeout: 180_000,
};
