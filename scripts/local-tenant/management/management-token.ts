import { errors, jwtVerify } from 'jose'
import type { Tenant } from '../store.ts'
import { insufficientScope, unauthorized } from './management-error.ts'
import type { Route } from './route.ts'

export const managementAudience = (tenant: Tenant): string => `${tenant.issuer}api/v2/`

/**
 * The scopes a bearer token holds on this tenant's Management API. Time is the tenant's.
 * @throws ManagementError 401
 */
export async function readGrantedScopes(
  tenant: Tenant,
  authorization: string | undefined,
): Promise<ReadonlySet<string>> {
  const token = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) throw unauthorized('Missing authentication')
  try {
    const { payload } = await jwtVerify(token, tenant.signingKey.publicKey, {
      algorithms: ['RS256'],
      issuer: tenant.issuer,
      audience: managementAudience(tenant),
      currentDate: new Date(tenant.clock.now()),
      requiredClaims: ['exp'],
    })
    const { scope } = payload
    return new Set(typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [])
  } catch (error) {
    throw unauthorized(renderTokenFault(error))
  }
}

/** @throws ManagementError 403 `insufficient_scope` */
export function assertScope(route: Route, grantedScopes: ReadonlySet<string>): void {
  if (route.scopes.some((scope) => grantedScopes.has(scope))) return
  throw insufficientScope(route.scopes)
}

function renderTokenFault(error: unknown): string {
  if (error instanceof errors.JWTExpired) {
    return 'Expired token received for JSON Web Token validation'
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return 'Invalid signature received for JSON Web Token validation'
  }
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') {
    return 'Bad audience: the token is not for the Management API'
  }
  return 'Invalid token'
}
