const base = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: ['**/__tests__/e2e/**/*.e2e.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  setupFilesAfterEnv: ['<rootDir>/__tests__/e2e/support/to-succeed.ts'],
  // The tests share one small cluster.
  maxWorkers: 1,
  testTimeout: 720_000,
};
