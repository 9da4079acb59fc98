/** The settings of an Action beside the guards, as `tenant/actions/<name>.json` holds them. */
export const anActionFile = (name: string) => ({
  name,
  code: `./actions/${name}/code.js`,
  runtime: 'node22',
  dependencies: [],
  secrets: [],
  supported_triggers: [{ id: 'post-login', version: 'v3' }],
  deployed: true,
})
