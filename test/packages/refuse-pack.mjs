// A clone holds TypeScript and a workspace, which whoever installs it could not run: what is published is emitted.
process.stderr.write(
  'pack_refused: a clone is no package: it holds TypeScript that Node does not read in `node_modules`\n' +
    '  fix: run `npm run packages`, and take what it leaves in `.build/packages`\n',
)
process.exitCode = 2
