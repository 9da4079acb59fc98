#!/usr/bin/env node
// Node 22.18 and later read TypeScript by themselves; the loader that earlier ones need takes longer than a look.
if (!process.features.typescript) (await import('tsx/esm/api')).register()
await import('./cli.ts')
