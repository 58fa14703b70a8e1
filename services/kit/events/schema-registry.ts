/** Registers the schemas of topics with all they import, as `npm run gen` has written them to gen/schemas. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { COMPATIBILITY, SchemaRegistry as ConfluentRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';

const schemas = resolve(import.meta.dirname, '../../../gen/schemas');

/** The proto file of a topic: melo.users.v1.user → melo/users/v1/user_event.proto. */
const fileOf = (topic: string): string => `${topic.replaceAll('.', '/')}_event.proto`;

export const subjectOf = (topic: string): string => `${topic}-value`;

type Reference = { name: string; subject: string; version: number };

/** Where the registry is. Without a user name, requests carry no credentials. */
export type RegistrySettings = { readonly url: string; readonly username?: string; readonly password?: string };

export type SchemaRegistry = { schemaId(topic: string): Promise<number> };

/** `schemaId` registers a topic's schema if it is missing (this is idempotent) and returns its ID. */
export function createSchemaRegistry({ url, username = '', password = '' }: RegistrySettings): SchemaRegistry {
  const host = url.replace(/\/$/, '');
  const client = new ConfluentRegistry({
    host,
    retry: { retries: 3 },
    ...(username && { auth: { username, password } }),
  });
  const headers: Record<string, string> = username
    ? { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
    : {};
  const references = new Map<string, Promise<Reference>>();
  const ids = new Map<string, Promise<number>>();

  const register = async (file: string, subject: string): Promise<number> => {
    const schema = await readFile(join(schemas, file), 'utf8');
    const imports = [...schema.matchAll(/^import "([^"]+)";/gm)].map((match) => match[1]!);
    const own = imports.filter((name) => !name.startsWith('google/protobuf/'));
    const refs = await Promise.all(own.map(referenceTo));
    const send = () =>
      client.register(
        { type: SchemaType.PROTOBUF, schema, references: refs },
        { subject, compatibility: COMPATIBILITY.BACKWARD_TRANSITIVE },
      );
    const { id } = await send().catch(async (error: { name?: string; url?: string }) => {
      if (error.name !== 'ConfluentSchemaRegistryCompatibilityError' && !error.url?.includes('/config/')) throw error;
      await setCompatibility(subject);
      return send();
    });
    return id;
  };

  /**
   * The library does this after it has registered a new subject: meanwhile another process may see none set or set it
   * first (409), and one that ended in between has left it unset.
   */
  async function setCompatibility(subject: string): Promise<void> {
    const answer = await fetch(`${host}/config/${encodeURIComponent(subject)}`, {
      method: 'PUT',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ compatibility: COMPATIBILITY.BACKWARD_TRANSITIVE }),
    });
    if (!answer.ok && answer.status !== 409) throw new Error(`the registry answered ${answer.status} for ${subject}`);
  }

  function referenceTo(file: string): Promise<Reference> {
    const known = references.get(file) ?? refer(file);
    references.set(file, known);
    return known;
  }

  async function refer(file: string): Promise<Reference> {
    await register(file, file);
    const answer = await fetch(`${host}/subjects/${encodeURIComponent(file)}/versions/latest`, { headers });
    const { version } = (await answer.json()) as { version: number };
    return { name: file, subject: file, version };
  }

  return {
    schemaId(topic) {
      const known = ids.get(topic) ?? register(fileOf(topic), subjectOf(topic));
      ids.set(topic, known);
      // A failed attempt is not cached, so that calls succeed again after an outage of the registry.
      known.catch(() => {
        ids.delete(topic);
        references.clear();
      });
      return known;
    },
  };
}
