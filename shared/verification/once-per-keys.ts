/**
 * Does once for a list of keys what would be done for every delivery.
 *
 * By the list's identity: whoever holds a list never changes it. What was made goes when the list does.
 */
export function oncePerKeys<Key, Made extends object>(
  make: (keys: readonly Key[]) => Made,
): (keys: readonly Key[]) => Made {
  const known = new WeakMap<readonly Key[], Made>();
  return (keys) => {
    const before = known.get(keys);
    if (before !== undefined) return before;
    const made = make(keys);
    known.set(keys, made);
    return made;
  };
}
