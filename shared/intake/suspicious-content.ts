/**
 * What script or SQL injection is tried with, in the spellings that scanners use.
 *
 * Every repetition is bounded and nothing refers back, so that the time is linear in the text, whatever the text.
 */
export const suspiciousPatterns: readonly RegExp[] = [
  /<\/?script\b/i,
  /\bjavascript:/i,
  /\bon(?:error|load|click|focus|mouseover|toggle)\s{0,8}=\s{0,8}["']?\s{0,8}[a-z_$][\w$.]{0,64}[(=]/i,
  /\bunion\s{1,8}(?:all\s{1,8}|distinct\s{1,8})?select\b/i,
  /;\s{0,8}(?:drop|alter|truncate)\s{1,8}(?:table|schema|database|role|user)\b/i,
  /;\s{0,8}(?:delete\s{1,8}from|insert\s{1,8}into|copy|grant)\s{1,8}\w{1,64}/i,
  /['"]\s{0,8}(?:or|and)\s{1,8}['"]?\w{1,32}['"]?\s{0,8}(?:=|<|>|like\b)/i,
  /\b(?:pg_sleep|xp_cmdshell|pg_read_file|lo_import|load_file)\s{0,8}\(/i,
  /\bwaitfor\s{1,8}delay\b/i,
  /\binformation_schema\s{0,8}\./i,
];

// Every pattern needs one of these, and most of what a payload holds, names and ids, has none.
const telling = /[<'":;=(.\s]/;

/**
 * Whether a name or a text in a payload reads like an attempt at injecting SQL or a script.
 *
 * A signal to whoever is on call, who may know the sender, and never a reason to refuse: people do write about SQL. What keeps it
 * harmless is that nothing here puts a payload into a query or a page. The JSON is no deeper than a body may be.
 */
export function isSuspicious(json: unknown): boolean {
  if (typeof json === "string") {
    return telling.test(json) && suspiciousPatterns.some((pattern) => pattern.test(json));
  }
  if (typeof json !== "object" || json === null) return false;
  return Array.isArray(json)
    ? json.some(isSuspicious)
    : Object.entries(json).some(([name, value]) => isSuspicious(name) || isSuspicious(value));
}
