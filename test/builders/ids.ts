/** Ids as Auth0 makes them; what they stand for is in their names here and nowhere else. */
export const ACME = 'org_acmeAAAAAAAAAAAA'
export const GLOBEX = 'org_globexBBBBBBBBBB'
export const PORTAL = 'clientPortalAAAAAAAAAAAAAAAAAAAA'
export const MEMBERS = 'con_membersAAAAAAAAA'
export const ANN = 'auth0|ann-000000000000000001'
export const TENANT = 'example-tenant'
