/**
 * Makes `Date` in this process show the tenant's time. Timers and `performance` stay the machine's.
 * @returns a function that sets the offset to the machine's time, in milliseconds
 */
export function installTenantDate() {
  const MachineDate = Date
  const machineNow = Date.now
  const { apply, construct } = Reflect
  const textOfDate = Date.prototype.toString
  let offsetMs = 0
  const now = () => machineNow() + offsetMs
  const TenantDate = new Proxy(MachineDate, {
    __proto__: null,
    construct: (target, args, newTarget) =>
      construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => apply(textOfDate, construct(MachineDate, [now()]), []),
  })
  MachineDate.now = now
  // Otherwise `new Date().constructor` would hand out the machine's.
  MachineDate.prototype.constructor = TenantDate
  globalThis.Date = TenantDate
  return (value) => {
    offsetMs = value
  }
}
