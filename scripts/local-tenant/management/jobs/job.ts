import { freeIdWith } from '../../ids.ts'
import type { JsonObject, Tenant } from '../../store.ts'
import { inexistent } from '../management-error.ts'
import { type ManagementRequest, param, timestamp } from '../route.ts'
import { type Kept, keptItems } from '../stored/kept-items.ts'

export type JobType = 'users_export' | 'users_import' | 'verification_email'

const jobsOf = (tenant: Tenant) => keptItems(tenant, '/jobs')

/**
 * Keeps a job that is done already. What started it is told that it waits, as at Auth0, where it does.
 * @param started what is answered at once, besides what every job has
 * @param ended what is shown later, besides that
 */
export function keepJob(
  tenant: Tenant,
  type: JobType,
  { started = {}, ended = {} }: { started?: JsonObject; ended?: JsonObject },
): Kept {
  tenant.state.sequence += 1
  const jobs = jobsOf(tenant)
  const id = freeIdWith('job_', String(tenant.state.sequence), jobs.has)
  const job: Kept = { id, type, created_at: timestamp(tenant), ...started }
  jobs.set(id, { ...job, status: 'completed', ...ended })
  return { ...job, status: 'pending' }
}

/** @throws ManagementError 404 `inexistent_job` */
export function findJob(request: ManagementRequest): Kept {
  const job = jobsOf(request.tenant).get(param(request, 'id'))
  if (job === undefined) throw inexistent('job')
  return job
}
