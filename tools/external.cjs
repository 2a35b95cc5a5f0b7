const { dependencies, devDependencies } = require('../package.json');

// Two hundred small files of this package are read at each start otherwise, for a few classes of it.
const BUNDLED = ['@grafana/grafana-foundation-sdk'];

/** Packages that a bundle leaves to be loaded from node_modules. */
module.exports = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !BUNDLED.includes(name));
