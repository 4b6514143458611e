/** Writes a generated file of the project if it isn't that already, and says so. */
export async function writeGenerated(path: string, text: string): Promise<void> {
  const url = new URL(`../../${path}`, import.meta.url);
  const isStale = (await Deno.readTextFile(url)) !== text;
  if (isStale) await Deno.writeTextFile(url, text);
  console.log(`${path}: ${isStale ? "written" : "as it was"}`);
}
