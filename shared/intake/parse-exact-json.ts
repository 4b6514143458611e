// Sixteen digits or more: every whole number that JavaScript can't hold has them.
const longNumber = /[0-9]{16}/;
const wholeNumber = /^-?[0-9]+$/;

/**
 * What a JSON text says, with whole numbers beyond 2^53 as the texts of their digits: senders number things up to 2^64, and
 * read as a number such an id would be that of another thing. Throws for what isn't JSON.
 */
export function parseExactJson(text: string): unknown {
  if (!longNumber.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key: string, value: unknown, ...context: readonly unknown[]): unknown => {
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
    const source = sourceOf(context[0]);
    return source !== null && wholeNumber.test(source) ? source : value;
  });
}

/** How a value was written: the third argument that ECMAScript 2025 gives a reviver, which TypeScript doesn't know of yet. */
function sourceOf(context: unknown): string | null {
  const hasSource = typeof context === "object" && context !== null && "source" in context;
  return hasSource && typeof context.source === "string" ? context.source : null;
}
