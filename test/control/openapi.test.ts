/** The API's description tells the truth: it lists the routes there are, and docs/openapi.json is the served one. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openApi } from '#src/control/openapi.ts';
import { ROUTES, SERVICE_VERBS } from '#src/control/routes.ts';
import { VERSION } from '#src/control/version.ts';

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

test('the document describes every route and no other', () => {
  const { paths } = openApi() as unknown as Document;
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(ROUTES.map((route) => `${route.method} ${route.path}`).sort());
  expect(JSON.stringify(paths)).toContain(JSON.stringify(SERVICE_VERBS));
});

test('every schema that is referred to exists', () => {
  const { components } = openApi() as unknown as Document;
  const names = JSON.stringify(openApi()).matchAll(/"#\/components\/schemas\/(\w+)"/g);
  for (const [, name] of names) expect(Object.keys(components.schemas)).toContain(name);
});

test('docs/openapi.json is what the daemon serves (vitest -u writes it)', async () => {
  await expect(`${JSON.stringify(openApi(), null, 2)}\n`).toMatchFileSnapshot('../../docs/openapi.json');
});

test('the version is that of package.json', () => {
  expect(VERSION).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version);
});
