import type { Attempt } from "./attempt.ts";

const days = 30;
const milliseconds = days * 24 * 60 * 60 * 1000;

/** The attempt, made again after a month. */
export function later(attempt: Attempt): Attempt {
  return { ...attempt, now: new Date(attempt.now.getTime() + milliseconds) };
}

/** The attempt, made again after a month, by somebody who has written the new time over every old one in its headers. */
export function renewed(attempt: Attempt): Attempt {
  const headers = attempt.headers.map(([name, value]) => [name, renewTimes(value)] as const);
  return { ...later(attempt), headers };
}

function renewTimes(value: string): string {
  return value
    .replace(/\b\d{13}\b/g, (time) => String(Number(time) + milliseconds))
    .replace(/\b\d{10}\b/g, (time) => String(Number(time) + milliseconds / 1000))
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z\b/g, (time) =>
      new Date(Date.parse(time) + milliseconds).toISOString().replace(".000", ""),
    );
}
