/** Preloaded into the Deploy CLI as it comes, so that a sweep of hundreds of imports ends in its lifetime. */
const quick = require('../../scripts/gateway/quick-deploy-cli.cjs')

quick.setWaits(false)
