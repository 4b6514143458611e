/** The development settings with a value for one more secret, below the last one of its kind. */
export function withDevelopmentKey(settings: string, variable: string): string {
  const lines = settings.split("\n");
  const last = lines.findLastIndex((line) => /^[A-Z0-9_]+_WEBHOOK_SECRET=/.test(line));
  const value = variable.replace(/_WEBHOOK_SECRET$/, "").toLowerCase();
  return lines.toSpliced(last + 1, 0, `${variable}=development_${value}`).join("\n");
}
