import process from "node:process";
import type { Reporter, TestModule } from "vitest/node";

/**
 * Ends the run with its totals, alone on a line: `12 passed, 0 failed`, and `, 1 skipped` where there are any.
 *
 * What broke outside a test, a file that could not be loaded or an error that nothing caught, counts as failed.
 */
export class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    // A test that is still pending never ran: the run was broken off.
    const totals = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      totals.failed += module.errors().length;
      for (const suite of module.children.allSuites()) totals.failed += suite.errors().length;
      for (const test of module.children.allTests()) totals[test.result().state] += 1;
    }
    const failed = totals.failed + totals.pending;
    const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : "";
    const line = `${totals.passed} passed, ${failed} failed${skipped}`;
    // Only here is everything else printed: the other reporters, and what the global set-ups say as they end.
    process.once("exit", () => console.log(line));
  }
}
