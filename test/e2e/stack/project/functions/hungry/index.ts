// Takes more memory than the platform gives.
const eaten: number[][] = [];

Deno.serve(() => {
  for (;;) eaten.push(new Array<number>(1_000_000).fill(eaten.length + 0.5));
});
