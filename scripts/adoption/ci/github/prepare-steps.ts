import { CREDENTIALS, type Target } from '../pipeline.ts'

/** The commit of the event, without the token that read it. */
export const CHECKOUT = `      - uses: actions/checkout@v4
        with:
          persist-credentials: false`

const NODE = `      - uses: actions/setup-node@v4
        with:
          node-version: 22`

/** Scripts of packages do not run. */
export const INSTALL = `${NODE}
      - run: npm ci --ignore-scripts`

/** What every job begins with that runs a command of the checkout. */
export const prepareSteps = (checkout: string = CHECKOUT): string => `${checkout}
${INSTALL}`

/**
 * The machine client of the tenant, and other secrets, for one step alone. Said with the tenant that they are for:
 * a change that names another one in its files is refused before anything is sent there.
 */
export const credentialsFor = (target: Target, secrets: readonly string[] = []): string =>
  [
    `          AUTH0_DOMAIN: "${target.domain}"`,
    ...[...CREDENTIALS, ...secrets].map((name) => `          ${name}: \${{ secrets.${name} }}`),
  ].join('\n')
