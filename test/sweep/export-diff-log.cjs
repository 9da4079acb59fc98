/**
 * Preloaded into the Deploy CLI's process for one hazard: chooses "Export changes in a file" in the
 * menu of a dry run, which only shows on a terminal, and prints what that file holds.
 */
const { getDiffLog } = require('auth0-deploy-cli/lib/tools/calculateDryRunChanges')

process.on('exit', () => console.log(JSON.stringify(getDiffLog())))
