import { readdir } from "node:fs/promises";
import { test } from "node:test";

const folder = new URL("../../static/js/modules/", import.meta.url);

for (const name of await readdir(folder)) {
  test(`${name} and what it imports load where there is no page`, async () => {
    await import(new URL(name, folder));
  });
}
