import { type Read, readPayload } from "../../shared/mapping/read-payload.ts";
import { apiHook, type Resource } from "./payload.ts";

/** Whether a body is that of a public API's hook: a list of resources that name each other. */
export function isApiHook(body: unknown): boolean {
  return typeof body === "object" && body !== null && "payload" in body && Array.isArray(body.payload);
}

/** The resources of an API hook, in the order sent. */
export function readResources(body: unknown): Read<readonly Resource[]> {
  const read = readPayload(apiHook, body);
  if (!read.ok) return read;
  const value = read.value.payload.map((resource, index) => ({ ...resource, path: `payload.${index}` }));
  return { ok: true, value };
}

/** The first resource of a type; of a given id, where one is given and there. */
export function findResource(
  resources: readonly Resource[],
  type: string,
  id?: string,
): Resource | undefined {
  const ofType = resources.filter((resource) => resource.type === type);
  return ofType.find((resource) => resource.id === id) ?? ofType[0];
}

/** Kajabi's samples give everything the id 0, which would make everybody in them one person. */
export function realId(id: string | undefined): string | undefined {
  return id === "0" ? undefined : id;
}

// What an event is about comes first; who and what it mentions has times of its own, which say nothing of the event.
const subjects = ["transactions", "orders", "purchases", "form_submissions", "contacts"] as const;

/** When the event happened of which these resources tell; undefined when its subject has no times. */
export function timeOfSubject(resources: readonly Resource[]): string | undefined {
  const subject = subjects.map((type) => findResource(resources, type)).find((found) => found !== undefined);
  return subject && latest([subject]);
}

/** The latest time in any of the resources: the event can't have been earlier. */
export function latest(resources: readonly Resource[]): string | undefined {
  const times = resources.flatMap(({ attributes }) => [attributes.created_at, attributes.updated_at]);
  return times
    .filter((time) => time !== undefined)
    .sort(byTime)
    .at(-1);
}

function byTime(a: string, b: string): number {
  return Date.parse(a) - Date.parse(b);
}
