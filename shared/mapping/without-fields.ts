/** A payload without some of its fields, as those that hold a credential, which must not be kept. */
export function withoutFields(payload: unknown, ...names: readonly string[]): unknown {
  if (typeof payload !== "object" || payload === null) return payload;
  return Object.fromEntries(Object.entries(payload).filter(([name]) => !names.includes(name)));
}
