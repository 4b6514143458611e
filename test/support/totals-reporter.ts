import process from "node:process";
import type { Reporter, TestModule, TestRunEndReason } from "vitest/node";

/**
 * Ends the run with its totals, alone on a line: `12 passed, 0 failed`, and `, 1 skipped` where there are any.
 *
 * What broke outside a test counts as failed: a file that could not be loaded, a global set-up, an error that nothing caught.
 */
export class TotalsReporter implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    unhandledErrors: readonly unknown[],
    reason: TestRunEndReason,
  ): void {
    // A test that is still pending never ran: the run was broken off.
    const totals = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      totals.failed += module.errors().length;
      for (const suite of module.children.allSuites()) totals.failed += suite.errors().length;
      for (const test of module.children.allTests()) totals[test.result().state] += 1;
    }
    const failed = Math.max(totals.failed + totals.pending, reason === "passed" ? 0 : 1);
    const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : "";
    const line = `${totals.passed} passed, ${failed} failed${skipped}`;
    // Only here is everything else printed: the other reporters, and what the global set-ups say as they end.
    process.once("exit", () => console.log(line));
  }
}
