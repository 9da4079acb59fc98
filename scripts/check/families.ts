import { actionLimits } from './families/action-limits.ts'
import { applications } from './families/applications.ts'
import { baseline } from './families/baseline.ts'
import { bindings } from './families/bindings.ts'
import { build } from './families/build.ts'
import { custody } from './families/custody.ts'
import { drift } from './families/drift.ts'
import { exemptions } from './families/exemptions.ts'
import { folders } from './families/folders.ts'
import { keywords } from './families/keywords.ts'
import { lifetimes } from './families/lifetimes.ts'
import { membership } from './families/membership.ts'
import { modules } from './families/modules.ts'
import { operatorScope } from './families/operator-scope.ts'
import { operators } from './families/operators.ts'
import { platformChanges } from './families/platform-changes.ts'
import { references } from './families/references.ts'
import { refusedValues } from './families/refused-values.ts'
import { requestedModes } from './families/requested-modes.ts'
import { rulebookNames } from './families/rulebook-names.ts'
import { secrets } from './families/secrets.ts'
import { signup } from './families/signup.ts'
import { sourceDomains } from './families/source-domains.ts'
import { stateWriters } from './families/state-writers.ts'
import { syntax } from './families/syntax.ts'
import { verifiedEmail } from './families/verified-email.ts'
import { writeBudget } from './families/write-budget.ts'
import type { Family } from './family.ts'

export const FAMILIES: readonly Family[] = [
  syntax,
  folders,
  build,
  references,
  refusedValues,
  rulebookNames,
  requestedModes,
  keywords,
  secrets,
  bindings,
  actionLimits,
  modules,
  applications,
  membership,
  signup,
  operators,
  operatorScope,
  verifiedEmail,
  sourceDomains,
  stateWriters,
  drift,
  lifetimes,
  baseline,
  exemptions,
  custody,
  writeBudget,
  platformChanges,
]
