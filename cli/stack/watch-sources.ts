import { join, relative, sep } from "node:path";

/** What a change of files is about: some functions by name, the code that all share, or the configuration. */
export type SourceChange = {
  readonly functions: ReadonlySet<string>;
  readonly shared: boolean;
  readonly config: boolean;
};

// Editors write a file in several steps, and version control many files at once.
const quietMilliseconds = 100;

/** Tells of changes of a project's sources, once they have come to rest. */
export function watchSources(
  project: string,
  tell: (change: SourceChange) => void,
): { readonly close: () => void } {
  // As events have it.
  const root = Deno.realPathSync(project);
  const watchers = [
    Deno.watchFs(["functions", "shared"].map((folder) => join(root, folder)).filter(isThere)),
    // Their folders, because a file that is replaced is another file.
    Deno.watchFs([root, join(root, "supabase")], { recursive: false }),
  ];
  let touched = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function collect(watcher: Deno.FsWatcher): Promise<void> {
    for await (const { kind, paths } of watcher) {
      if (kind === "access") continue;
      for (const path of paths) touched.add(relative(root, path));
      clearTimeout(timer);
      timer = setTimeout(report, quietMilliseconds);
    }
  }

  function report(): void {
    const paths = [...touched].map((path) => path.split(sep));
    touched = new Set();
    tell({
      functions: new Set(paths.flatMap(([room, name]) => (room === "functions" && name ? [name] : []))),
      shared: paths.some(([room, name]) => (room === "shared" && name) || room === "deno.json"),
      config: paths.some(([room, name]) => room === "supabase" && name === "config.toml"),
    });
  }

  for (const watcher of watchers) void collect(watcher);
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
