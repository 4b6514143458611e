/** How /proc counts: ticks of USER_HZ, which Linux fixes at 100 a second. */
const tickMicroseconds = 10_000;

/** The CPU time that a process has used so far, in user and in system mode, microseconds: proc_pid_stat(5). */
export function processCpu(pid: number): number {
  const afterName = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ").at(-1) ?? "";
  const [user, system] = afterName.split(" ").slice(11, 13).map(Number);
  return ((user ?? 0) + (system ?? 0)) * tickMicroseconds;
}

/** The most memory that a process has held so far, bytes (VmHWM of proc_pid_status(5)). */
export function peakMemory(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`)) ?? [];
  return Number(kilobytes) * 1024;
}
